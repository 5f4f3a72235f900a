package io.shieldwall.probing.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.OrdinaryUser;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.TestingCertificate;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.Trust;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// AMQP checks against RabbitMQ, started by Erlang itself: Debian's wrapper wants to be root.
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RabbitmqTest {

  private static final String CONFIGURATION =
      """
      listeners.tcp.1 = ADDRESS:PORT
      listeners.ssl.1 = ADDRESS:SECURE
      ssl_options.certfile = CERTIFICATE
      ssl_options.keyfile = KEY
      ssl_options.verify = verify_none
      ssl_options.fail_if_no_peer_cert = false
      default_user = monitor
      default_pass = PASSWORD
      loopback_users = none
      log.console = true
      """;

  private int port;
  private int secure;
  private int names;
  private Path folder = Path.of("");
  private List<Daemon> daemons = List.of();
  private Prober prober = TestingRange.prober();

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    Path program = program();
    names = Daemon.freePort();
    port = Daemon.freePort();
    secure = Daemon.freePort();
    TestingCertificate certificate = TestingCertificate.of(folder, 30);
    Path configuration = folder.resolve("rabbitmq.conf");
    Files.writeString(
        configuration,
        CONFIGURATION
            .replace("ADDRESS", TestingRange.real(TestingRange.ADDRESS).getHostAddress())
            .replace("PORT", "" + port)
            .replace("SECURE", "" + secure)
            .replace("CERTIFICATE", certificate.certificate().toString())
            .replace("KEY", certificate.key().toString())
            .replace("PASSWORD", TestingRange.PASSWORD));
    OrdinaryUser.owns(folder);
    daemons =
        List.of(
            Daemon.start(
                folder,
                TestingRange.ADDRESS,
                port,
                OrdinaryUser.command(
                    "env",
                    "HOME=" + folder,
                    "RABBITMQ_CONFIG_FILE=" + configuration,
                    "RABBITMQ_MNESIA_BASE=" + folder.resolve("data"),
                    "RABBITMQ_LOG_BASE=" + folder.resolve("log"),
                    "RABBITMQ_NODENAME=test" + port + "@localhost",
                    "RABBITMQ_DIST_PORT=" + Daemon.freePort(),
                    "RABBITMQ_ENABLED_PLUGINS_FILE=" + folder.resolve("plugins"),
                    "RABBITMQ_CONF_ENV_FILE=" + folder.resolve("none"),
                    "ERL_EPMD_PORT=" + names,
                    "ERL_EPMD_ADDRESS=127.0.0.1",
                    program)));
    prober = TestingRange.prober(Trust.authorities(certificate.certificate()));
    assertThat(probe(Map.of("account", "monitor", "put", "orders"), "").cause())
        .isEqualTo(Cause.NONE);
  }

  private static Path program() {
    Path program = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
    if (!Files.isExecutable(program)) {
      Daemon.skip("rabbitmq-server is not installed on this machine");
    }
    return program;
  }

  /// Erlang's name service is a process of its own, which outlives the broker.
  @AfterAll
  void stop() throws IOException, InterruptedException {
    daemons.forEach(Daemon::close);
    if (!daemons.isEmpty()) {
      Daemon.run(folder, Daemon.program("epmd"), "-port", names, "-kill");
    }
  }

  @Test
  void the_documented_example_holds_over_two_rounds_until_somebody_takes_the_token() {
    Map<String, Object> example = Example.of("amqp").parameters();
    ProbeResult first = probe(example, "");
    assertThat(first.cause()).as(first.summary() + first.evidence()).isEqualTo(Cause.NONE);
    assertThat(first.summary()).startsWith("RabbitMQ 3.").endsWith("passed the message on.");
    assertThat(first.evidence()).doesNotContain(TestingRange.PASSWORD);
    ProbeResult second = probe(example, first.memory());
    assertThat(second.cause()).as(second.summary() + second.evidence()).isEqualTo(Cause.NONE);
    ProbeResult third = probe(example, first.memory());
    assertThat(third.cause()).as("the second round took it").isEqualTo(Cause.WRONG_CONTENT);
    assertThat(third.summary()).contains("planted at");
  }

  @Test
  void tells_missing_queues_and_a_waitingbacklog() {
    ProbeResult missing = probe(Map.of("account", "monitor", "queue", "nothing"), "");
    assertThat(missing.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(missing.summary()).contains("404").contains("NOT_FOUND");
    ProbeResult waiting = probe(Map.of("account", "monitor", "queue", "orders", "backlog", 0L), "");
    assertThat(waiting.outcome()).as(waiting.summary()).isEqualTo(Outcome.WARNING);
  }

  @Test
  void tells_accounts_and_virtual_hosts_that_are_refused() {
    ProbeResult stranger = probe(Map.of("account", "stranger"), "");
    assertThat(stranger.cause()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(stranger.summary()).contains("403").contains("ACCESS_REFUSED");
    assertThat(probe(Map.of("account", "monitor", "vhost", "/nothing"), "").cause())
        .isEqualTo(Cause.WRONG_CREDENTIALS);
  }

  @Test
  void speaks_tls_and_verifies_the_certificate_where_it_is_asked_to() {
    Map<String, Object> verifying = new HashMap<>(Map.of("account", "monitor", "tls", "verify"));
    ProbeResult trusted = prober.probe(TestingRange.request("amqp", secure, verifying));
    assertThat(trusted.cause()).as(trusted.summary()).isEqualTo(Cause.NONE);
    assertThat(TestingRange.probe("amqp", secure, verifying).cause()).isEqualTo(Cause.TLS);
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    assertThat(TestingRange.probe("amqp", Daemon.freePort(), Map.of("account", "m")).cause())
        .isEqualTo(Cause.REFUSED);
  }

  private ProbeResult probe(Map<String, Object> parameters, String memory) {
    return prober.probe(TestingRange.request("amqp", port, parameters).remembering(memory));
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused("amqp", port, Map.of("account", "monitor"));
  }
}
