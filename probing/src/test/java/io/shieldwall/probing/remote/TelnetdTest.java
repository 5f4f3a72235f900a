package io.shieldwall.probing.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Telnet checks against the telnetd of GNU inetutils with a terminal of its own. It wants to be
/// started for each caller, which a few lines of Python do; the login program is the test's.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TelnetdTest {

  private static final String LISTENER =
      """
      import socket, subprocess, sys
      listener = socket.socket()
      listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
      listener.bind((sys.argv[1], int(sys.argv[2])))
      listener.listen(20)
      running = []
      while True:
          caller, _ = listener.accept()
          command = [sys.argv[3], "-h", "--exec-login=" + sys.argv[4]]
          running.append(subprocess.Popen(command, stdin=caller, stdout=caller, stderr=caller))
          caller.close()
          running = [each for each in running if each.poll() is None]
      """;

  private static final String LOGIN =
      """
      #!/bin/sh
      echo 'Pump station of Berylia'
      while true; do
        printf 'login: '; read -r account || exit 1
        stty -echo; printf 'Password: '; read -r password || exit 1; stty echo; echo
        if [ "$account:$password" = 'monitor:PASSWORD' ]; then
          echo 'Welcome to the pump station'
          PS1='$ ' exec /bin/sh -i
        fi
        echo; echo 'Login incorrect'
      done
      """;

  private int port;
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    Path telnetd = Daemon.program("telnetd");
    Path python = Daemon.program("python3");
    port = Daemon.freePort();
    Path login = folder.resolve("login");
    Files.writeString(login, LOGIN.replace("PASSWORD", TestingRange.PASSWORD));
    Files.setPosixFilePermissions(login, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(folder.resolve("listener.py"), LISTENER);
    daemons =
        List.of(
            Daemon.start(
                folder,
                TestingRange.ADDRESS,
                port,
                python,
                folder.resolve("listener.py"),
                TestingRange.real(TestingRange.ADDRESS).getHostAddress(),
                port,
                telnetd,
                login));
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_example_of_the_page_holds() {
    ProbeResult result = check(Example.of("telnet").parameters());
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
    assertThat(result.evidence())
        .contains("telnet DO")
        .contains("answered")
        .contains("> ****")
        .doesNotContain(TestingRange.PASSWORD);
  }

  @Test
  void compares_what_a_command_writes_without_its_echo() {
    ProbeResult result =
        check(Map.of("account", "monitor", "command", "expr 6 '*' 7", "equals", "42"));
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
    ProbeResult other =
        check(Map.of("account", "monitor", "command", "echo pressure 7", "contains", "pressure 3"));
    assertThat(other.cause()).as(other.summary()).isEqualTo(Cause.WRONG_CONTENT);
    ProbeResult greeted = check(Map.of("account", "monitor", "contains", "Welcome"));
    assertThat(greeted.cause()).as(greeted.summary()).isEqualTo(Cause.NONE);
  }

  @Test
  void tells_wrong_passwords_and_closed_ports() throws IOException {
    ProbeResult stranger = check(Map.of("account", "stranger"));
    assertThat(stranger.cause()).as(stranger.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(
            TestingRange.probe("telnet", Daemon.freePort(), Map.of("account", "monitor")).cause())
        .isEqualTo(Cause.REFUSED);
    assertThat(check(Map.of("account", "monitor", "prompt", "(")).cause())
        .isEqualTo(Cause.CHECKER_FAULT);
  }

  private ProbeResult check(Map<String, Object> parameters) {
    return TestingRange.probe("telnet", port, parameters);
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused(
        AwkwardPasswords.FEW, TestingRange.request("telnet", port, Map.of("account", "monitor")));
  }
}
