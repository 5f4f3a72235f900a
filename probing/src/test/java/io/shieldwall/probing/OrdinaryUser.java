package io.shieldwall.probing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Runs servers that refuse to be root's: as `nobody` where the test is root's, else as they are.
public final class OrdinaryUser {

  private static final String NOBODY = "65534";

  private OrdinaryUser() {}

  public static String name() {
    return Daemon.asRoot() ? "nobody" : System.getProperty("user.name");
  }

  public static String group() throws IOException, InterruptedException {
    return Daemon.asRoot() ? "nogroup" : said("id", "-gn");
  }

  public static String uid() throws IOException, InterruptedException {
    return Daemon.asRoot() ? NOBODY : said("id", "-u");
  }

  public static String gid() throws IOException, InterruptedException {
    return Daemon.asRoot() ? NOBODY : said("id", "-g");
  }

  /// The command as an ordinary user's.
  public static Object[] command(Object... command) {
    List<String> prefix =
        Daemon.asRoot()
            ? List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--")
            : List.of();
    return Stream.concat(prefix.stream(), Stream.of(command)).toArray();
  }

  /// Gives the ordinary user everything in a folder.
  public static void owns(Path folder) throws IOException, InterruptedException {
    if (Daemon.asRoot()) {
      Daemon.run(folder, "chown", "-R", NOBODY + ":" + NOBODY, folder);
    }
  }

  private static String said(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).start();
    String text =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    process.waitFor();
    return text;
  }
}
