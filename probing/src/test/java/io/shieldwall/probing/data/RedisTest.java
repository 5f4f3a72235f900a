package io.shieldwall.probing.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.TestingCertificate;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.Trust;
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

/// Redis checks against redis-server.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisTest {

  private static final String CONFIGURATION =
      """
      bind ADDRESS
      port PORT
      tls-port SECURE
      tls-cert-file CERTIFICATE
      tls-key-file KEY
      tls-auth-clients no
      save ""
      user default off
      user monitor on >PASSWORD ~* +@all
      user reader on >PASSWORD ~* +ping +get
      """;

  private int port;
  private int secure;
  private List<Daemon> daemons = List.of();
  private Prober prober = TestingRange.prober();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path program = Daemon.program("redis-server");
    port = Daemon.freePort();
    secure = Daemon.freePort();
    TestingCertificate certificate = TestingCertificate.of(folder, 30);
    Path configuration = folder.resolve("redis.conf");
    Files.writeString(
        configuration,
        CONFIGURATION
            .replace("ADDRESS", TestingRange.real(TestingRange.ADDRESS).getHostAddress())
            .replace("PORT", "" + port)
            .replace("SECURE", "" + secure)
            .replace("CERTIFICATE", certificate.certificate().toString())
            .replace("KEY", certificate.key().toString())
            .replace("PASSWORD", TestingRange.PASSWORD));
    daemons =
        List.of(
            Daemon.start(folder, TestingRange.ADDRESS, port, program, configuration.toString()));
    prober = TestingRange.prober(Trust.authorities(certificate.certificate()));
    ProbeResult planted = probe(Map.of("account", "monitor", "put", "motd"), "");
    assertThat(planted.cause()).as(planted.summary()).isEqualTo(Cause.NONE);
    set("motd", "Welcome to Berylia");
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  private void set(String key, String value) throws IOException, InterruptedException {
    Daemon.run(
        Path.of(System.getProperty("java.io.tmpdir")),
        Daemon.program("redis-cli"),
        "-h",
        TestingRange.real(TestingRange.ADDRESS).getHostAddress(),
        "-p",
        port,
        "--user",
        "monitor",
        "--pass",
        TestingRange.PASSWORD,
        "SET",
        key,
        value);
  }

  @Test
  void the_documented_example_holds_over_two_rounds_until_somebody_tampers() throws Exception {
    Map<String, Object> example = Example.of("redis").parameters();
    ProbeResult first = probe(example, "");
    assertThat(first.cause()).as(first.summary()).isEqualTo(Cause.NONE);
    assertThat(first.evidence()).contains("> GET motd").contains("< Welcome to Berylia");
    assertThat(first.evidence()).contains("AUTH monitor ****").doesNotContain("correct-horse");
    ProbeResult second = probe(example, first.memory());
    assertThat(second.cause()).as(second.summary()).isEqualTo(Cause.NONE);
    set("monitor:token", "owned");
    ProbeResult third = probe(example, second.memory());
    assertThat(third.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(third.summary()).contains("planted at").contains("got \"owned\"");
  }

  @Test
  void tells_missing_keys_and_wrong_values() {
    assertThat(probe(Map.of("account", "monitor", "key", "nothing"), "").summary())
        .isEqualTo("Expected a value of \"nothing\", got none.");
    assertThat(probe(Map.of("account", "monitor", "key", "motd", "equals", "Hi"), "").cause())
        .isEqualTo(Cause.WRONG_CONTENT);
  }

  @Test
  void tells_accounts_that_cannot_sign_in_or_may_not_write() {
    assertThat(probe(Map.of("account", "stranger"), "").cause()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(probe(Map.of(), "").cause()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(probe(Map.of("account", "reader", "key", "motd"), "").cause()).isEqualTo(Cause.NONE);
    ProbeResult writing = probe(Map.of("account", "reader", "put", "motd"), "");
    assertThat(writing.cause()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(writing.memory()).isEmpty();
  }

  @Test
  void speaks_tls_and_verifies_the_certificate_where_it_is_asked_to() {
    Map<String, Object> verifying = Map.of("account", "monitor", "tls", "verify");
    ProbeResult trusted = prober.probe(TestingRange.request("redis", secure, verifying));
    assertThat(trusted.cause()).as(trusted.summary()).isEqualTo(Cause.NONE);
    ProbeResult unknown =
        TestingRange.prober().probe(TestingRange.request("redis", secure, verifying));
    assertThat(unknown.cause()).isEqualTo(Cause.TLS);
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    assertThat(TestingRange.probe("redis", Daemon.freePort(), Map.of()).cause())
        .isEqualTo(Cause.REFUSED);
  }

  private ProbeResult probe(Map<String, Object> parameters, String memory) {
    return prober.probe(TestingRange.request("redis", port, parameters).remembering(memory));
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused("redis", port, Map.of("account", "monitor"));
  }
}
