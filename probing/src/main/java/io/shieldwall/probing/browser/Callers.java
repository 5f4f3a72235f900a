package io.shieldwall.probing.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/// Tells whose process is at the other end of a connection over loopback. The kernel lists both
/// ends with their owners in `/proc/net/tcp`.
final class Callers {

  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int OWNER = 7;

  private Callers() {}

  /// The user at the other end; empty when the kernel does not list it, or no more.
  static OptionalLong owner(Socket accepted) throws IOException {
    String theirs = ":%04X".formatted(accepted.getPort());
    String ours = ":%04X".formatted(accepted.getLocalPort());
    for (Path table : TABLES.stream().filter(Files::isReadable).toList()) {
      try (BufferedReader lines = Files.newBufferedReader(table, StandardCharsets.US_ASCII)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          String[] columns = line.strip().split("\\s+");
          if (columns.length > OWNER
              && loopback(columns[LOCAL], theirs)
              && loopback(columns[REMOTE], ours)) {
            return OptionalLong.of(Long.parseLong(columns[OWNER]));
          }
        }
      }
    }
    return OptionalLong.empty();
  }

  /// 127.0.0.1, in the kernel's writing on little-endian and big-endian machines.
  private static boolean loopback(String endpoint, String port) {
    String upper = endpoint.toUpperCase(Locale.ROOT);
    return upper.endsWith("0100007F" + port) || upper.endsWith("7F000001" + port);
  }
}
