package io.shieldwall.app;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where Shieldwall's own files are; the launcher says so in the property `shieldwall.home`.
final class Home {

  private Home() {}

  static Path berylia() {
    Path folder = Path.of(System.getProperty("shieldwall.home", ".")).resolve("scenarios/berylia");
    if (!Files.isDirectory(folder)) {
      throw new UserMistake(
          "the scenario Berylia is not at "
              + folder
              + "; start with ./shieldwall, or name --scenario",
          2);
    }
    return folder;
  }
}
