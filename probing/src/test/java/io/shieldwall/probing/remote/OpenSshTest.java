package io.shieldwall.probing.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.SourcePool;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.TestingSshd;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// SSH checks against OpenSSH's sshd.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenSshTest {

  private Optional<TestingSshd> server = Optional.empty();

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    server = Optional.of(TestingSshd.start(folder));
  }

  @AfterAll
  void stop() {
    server.ifPresent(TestingSshd::close);
  }

  @Test
  void signs_in_and_runs_a_command() {
    server.orElseThrow().onlyWithAnAccount();
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
  void the_documented_example_holds() {
    server.orElseThrow().onlyWithAnAccount();
    ProbeResult result = ssh(Example.of("ssh").parameters());
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
  }

  @Test
  void tells_commands_that_fail_or_say_something_else() {
    server.orElseThrow().onlyWithAnAccount();
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
    server.orElseThrow().onlyWithAnAccount();
    ProbeResult flood = ssh(Map.of("account", "monitor", "command", "yes"));
    assertThat(flood.cause()).as(flood.summary()).isEqualTo(Cause.WRONG_CONTENT);
    ProbeResult hung =
        TestingRange.prober()
            .probe(
                TestingRange.request(
                    "ssh",
                    TestingRange.ADDRESS,
                    server.orElseThrow().port(),
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

  @Test
  void comes_from_the_addresses_of_the_pool_in_turn() {
    server.orElseThrow().onlyWithAnAccount();
    List<InetAddress> pool = List.of(TestingRange.real("10.9.0.1"), TestingRange.real("10.9.0.2"));
    for (int place = 0; place < 4; place++) {
      Map<String, Object> parameters =
          Map.of(
              "account",
              "monitor",
              "command",
              "echo came from ${SSH_CLIENT%% *}",
              "contains",
              "came from " + pool.get(place % 2).getHostAddress());
      ProbeResult result =
          TestingRange.prober(new SourcePool(pool))
              .probe(
                  TestingRange.request("ssh", server.orElseThrow().port(), parameters).from(place));
      assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.NONE);
    }
  }

  private ProbeResult ssh(Map<String, Object> parameters) {
    return TestingRange.probe("ssh", server.orElseThrow().port(), parameters);
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused(
        "ssh", server.orElseThrow().port(), Map.of("account", "monitor", "command", "uptime"));
  }
}
