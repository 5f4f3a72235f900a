package io.shieldwall.probing.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// SSH checks against OpenSSH's sshd. Only root can run one that lets an account of the test in: in
/// a mount namespace of its own with another user list, so that the machine's is not touched.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenSshTest {

  /// SHA-512 crypt of [TestingRange#PASSWORD].
  private static final String HASH =
      "$6$shieldwall$dBck3Z9fUYGt3aJJFskh7aU18nRIoFLoWj0UPfoN2MR3W2k7XitEMPi"
          + ".OPdFoF3KO3xBnUcybM7pW00IooVmO0";

  private static final String CONFIGURATION =
      """
      Port PORT
      ListenAddress ADDRESS
      HostKey FOLDER/hostkey
      PidFile none
      UsePAM no
      PasswordAuthentication yes
      """;

  private static final String IN_A_NAMESPACE =
      """
      mount --bind FOLDER/passwd /etc/passwd && mount --bind FOLDER/shadow /etc/shadow \
      && mount -t tmpfs tmpfs /run && mkdir /run/sshd && exec PROGRAM -D -e -f FOLDER/sshd.conf
      """;

  private int port;
  private boolean open;
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    Path program = Daemon.program("sshd");
    port = Daemon.freePort();
    Path key = folder.resolve("hostkey");
    Daemon.run(folder, Daemon.program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", key);
    Path configuration = folder.resolve("sshd.conf");
    Files.writeString(
        configuration,
        CONFIGURATION
            .replace("PORT", "" + port)
            .replace("ADDRESS", TestingRange.real(TestingRange.ADDRESS).getHostAddress())
            .replace("FOLDER", folder.toString()));
    open = Daemon.asRoot();
    daemons =
        List.of(
            open
                ? startWithAccount(folder, program)
                : Daemon.start(
                    folder, TestingRange.ADDRESS, port, program, "-D", "-e", "-f", configuration));
  }

  private Daemon startWithAccount(Path folder, Path program) throws IOException {
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

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void signs_in_and_runs_a_command() {
    onlyWithAnAccount();
    ProbeResult result =
        ssh(Map.of("account", "monitor", "command", "echo up; whoami", "contains", "up"));
    assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.NONE);
    assertThat(result.evidence())
        .contains("SSH-2.0-OpenSSH")
        .contains("* host key SHA256:")
        .contains("> echo up")
        .contains("< monitor");
    assertThat(ssh(Map.of("account", "monitor")).cause()).isEqualTo(Cause.NONE);
  }

  @Test
  void tells_commands_that_fail_or_say_something_else() {
    onlyWithAnAccount();
    ProbeResult failed = ssh(Map.of("account", "monitor", "command", "exit 3"));
    assertThat(failed.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(failed.summary()).contains("got 3");
    ProbeResult other = ssh(Map.of("account", "monitor", "command", "echo down", "contains", "up"));
    assertThat(other.cause()).isEqualTo(Cause.WRONG_CONTENT);
    ProbeResult killed = ssh(Map.of("account", "monitor", "command", "kill -9 $$"));
    assertThat(killed.cause()).isEqualTo(Cause.PROTOCOL);
  }

  @Test
  void a_command_without_end_is_stopped() {
    onlyWithAnAccount();
    ProbeResult flood = ssh(Map.of("account", "monitor", "command", "yes"));
    assertThat(flood.cause()).as(flood.summary()).isEqualTo(Cause.WRONG_CONTENT);
    ProbeResult hung =
        TestingRange.prober()
            .probe(
                TestingRange.request(
                    "ssh",
                    TestingRange.ADDRESS,
                    port,
                    java.time.Duration.ofSeconds(2),
                    Map.of("account", "monitor", "command", "sleep 600")));
    assertThat(hung.cause()).as(hung.summary()).isEqualTo(Cause.TIMEOUT);
  }

  @Test
  void tells_an_account_that_cannot_sign_in() {
    ProbeResult result = ssh(Map.of("account", "stranger", "command", "uptime"));
    assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(result.evidence()).contains("* host key SHA256:").contains("* not signed in");
  }

  private void onlyWithAnAccount() {
    if (!open) {
      String why = "only root can run an sshd that lets a test's account in";
      System.out.println("SKIPPED: " + why);
      org.junit.jupiter.api.Assumptions.abort(why);
    }
  }

  private ProbeResult ssh(Map<String, Object> parameters) {
    return TestingRange.probe("ssh", port, parameters);
  }
}
