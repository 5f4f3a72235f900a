package io.shieldwall.probing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// OpenSSH's sshd for tests. Only root can run one that lets an account of the test in: in a mount
/// namespace of its own with another user list, so that the machine's is not touched.
///
/// @param open whether account `monitor` may sign in
public record TestingSshd(Daemon daemon, int port, boolean open) implements AutoCloseable {

  /// SHA-512 crypt of [TestingRange#PASSWORD].
  public static final String HASH =
      "$6$shieldwall$dBck3Z9fUYGt3aJJFskh7aU18nRIoFLoWj0UPfoN2MR3W2k7XitEMPi"
          + ".OPdFoF3KO3xBnUcybM7pW00IooVmO0";

  private static final String CONFIGURATION =
      """
      Port PORT
      ListenAddress ADDRESS
      HostKey FOLDER/hostkey
      PidFile none
      UsePAM no
      Subsystem sftp internal-sftp
      PasswordAuthentication yes
      """;

  private static final String IN_A_NAMESPACE =
      """
      mount --bind FOLDER/passwd /etc/passwd && mount --bind FOLDER/shadow /etc/shadow \
      && mount -t tmpfs tmpfs /run && mkdir /run/sshd && exec PROGRAM -D -e -f FOLDER/sshd.conf
      """;

  public static TestingSshd start(Path folder) throws IOException, InterruptedException {
    Path program = Daemon.program("sshd");
    int port = Daemon.freePort();
    Path key = folder.resolve("hostkey");
    Daemon.run(folder, Daemon.program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", key);
    Path configuration = folder.resolve("sshd.conf");
    Files.writeString(
        configuration,
        CONFIGURATION
            .replace("PORT", "" + port)
            .replace("ADDRESS", TestingRange.real(TestingRange.ADDRESS).getHostAddress())
            .replace("FOLDER", folder.toString()));
    boolean open = Daemon.asRoot();
    Daemon daemon =
        open
            ? startWithAccount(folder, port, program)
            : Daemon.start(
                folder, TestingRange.ADDRESS, port, program, "-D", "-e", "-f", configuration);
    return new TestingSshd(daemon, port, open);
  }

  private static Daemon startWithAccount(Path folder, int port, Path program) throws IOException {
    Files.writeString(
        folder.resolve("passwd"),
        Files.readString(Path.of("/etc/passwd")) + "monitor:x:54321:54321::/tmp:/bin/sh\n");
    Files.writeString(
        folder.resolve("shadow"),
        Files.readString(Path.of("/etc/shadow")) + "monitor:" + HASH + ":20000:0:99999:7:::\n");
    String script =
        IN_A_NAMESPACE.replace("FOLDER", folder.toString()).replace("PROGRAM", program.toString());
    return Daemon.start(
        folder, TestingRange.ADDRESS, port, "unshare", "--mount", "sh", "-c", script);
  }

  /// Skips the test where no account may sign in.
  public void onlyWithAnAccount() {
    if (!open) {
      String why = "only root can run an sshd that lets a test's account in";
      System.out.println("SKIPPED: " + why);
      org.junit.jupiter.api.Assumptions.abort(why);
    }
  }

  @Override
  public void close() {
    daemon.close();
  }
}
