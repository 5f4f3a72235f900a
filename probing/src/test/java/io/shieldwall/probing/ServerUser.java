package io.shieldwall.probing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Runs a daemon without root's rights, also where root runs the tests: many servers refuse to work
/// as root.
///
/// @param name of the user that it runs as
/// @param group of that user
public record ServerUser(String name, String group) {

  /// Whoever runs the test, or nobody where root does.
  public static ServerUser current() throws IOException, InterruptedException {
    return Daemon.asRoot()
        ? new ServerUser("nobody", "nogroup")
        : new ServerUser(System.getProperty("user.name"), said("id", "-gn"));
  }

  public String uid() throws IOException, InterruptedException {
    return said("id", "-u", name);
  }

  public String gid() throws IOException, InterruptedException {
    return said("id", "-g", name);
  }

  /// Gives the user a folder with all that is in it.
  public void own(Path folder) throws IOException, InterruptedException {
    if (Daemon.asRoot()) {
      Daemon.run(folder, "chown", "-R", name + ":" + group, folder);
    }
  }

  /// A command as the user runs it.
  public Object[] command(Object... words) {
    List<Object> command = new ArrayList<>();
    if (Daemon.asRoot()) {
      command.addAll(
          List.of("setpriv", "--reuid=" + name, "--regid=" + group, "--clear-groups", "--"));
    }
    Stream.of(words).forEach(command::add);
    return command.toArray();
  }

  private static String said(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).start();
    String text =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    process.waitFor();
    return text;
  }
}
