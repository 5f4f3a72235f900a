package io.shieldwall.probing.messaging;

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
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// MQTT checks against Mosquitto, with its own client as the device.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MosquittoTest {

  private static final String CONFIGURATION =
      """
      user USER
      password_file FOLDER/passwords
      acl_file FOLDER/acl
      allow_anonymous false
      listener PORT ADDRESS
      listener SECURE ADDRESS
      certfile CERTIFICATE
      keyfile KEY
      """;

  private int port;
  private int secure;
  private Path folder = Path.of("");
  private List<Daemon> daemons = List.of();
  private Prober prober = TestingRange.prober();

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    Path program = Daemon.program("mosquitto");
    Path client = Daemon.program("mosquitto_pub");
    port = Daemon.freePort();
    secure = Daemon.freePort();
    TestingCertificate certificate = TestingCertificate.of(folder, 30);
    Path passwords = folder.resolve("passwords");
    Daemon.run(
        folder,
        Daemon.program("mosquitto_passwd"),
        "-b",
        "-c",
        passwords,
        "monitor",
        TestingRange.PASSWORD);
    Daemon.run(
        folder,
        Daemon.program("mosquitto_passwd"),
        "-b",
        passwords,
        "reader",
        TestingRange.PASSWORD);
    Files.writeString(
        folder.resolve("acl"), "user monitor\ntopic #\nuser reader\ntopic read plant/#\n");
    Path configuration = folder.resolve("mosquitto.conf");
    Files.writeString(
        configuration,
        CONFIGURATION
            .replace("USER", System.getProperty("user.name"))
            .replace("FOLDER", folder.toString())
            .replace("PORT", "" + port)
            .replace("SECURE", "" + secure)
            .replace("ADDRESS", TestingRange.real(TestingRange.ADDRESS).getHostAddress())
            .replace("CERTIFICATE", certificate.certificate().toString())
            .replace("KEY", certificate.key().toString()));
    daemons =
        List.of(Daemon.start(folder, TestingRange.ADDRESS, port, program, "-c", configuration));
    prober = TestingRange.prober(Trust.authorities(certificate.certificate()));
    publish(client, "plant/pressure", "5.31");
  }

  private void publish(Path client, String topic, String text)
      throws IOException, InterruptedException {
    Daemon.run(
        folder,
        client,
        "-h",
        TestingRange.real(TestingRange.ADDRESS).getHostAddress(),
        "-p",
        port,
        "-u",
        "monitor",
        "-P",
        TestingRange.PASSWORD,
        "-q",
        "1",
        "-r",
        "-t",
        topic,
        "-m",
        text);
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_documented_example_holds_over_two_rounds_until_somebody_tampers() throws Exception {
    Map<String, Object> example = Example.of("mqtt").parameters();
    ProbeResult first = probe(example, "");
    assertThat(first.cause()).as(first.summary() + first.evidence()).isEqualTo(Cause.NONE);
    assertThat(first.evidence())
        .contains("> PUBLISH monitor/echo ****")
        .contains("< plant/pressure 5.31")
        .doesNotContain(TestingRange.PASSWORD);
    ProbeResult second = probe(example, first.memory());
    assertThat(second.cause()).as(second.summary() + second.evidence()).isEqualTo(Cause.NONE);
    publish(Daemon.program("mosquitto_pub"), "monitor/token", "owned");
    ProbeResult third = probe(example, second.memory());
    assertThat(third.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(third.summary()).contains("planted at").contains("got \"owned\"");
    publish(Daemon.program("mosquitto_pub"), "monitor/token", "");
    assertThat(probe(example, second.memory()).summary()).contains("got nothing");
  }

  @Test
  void version_5_does_the_same() {
    Map<String, Object> five = new HashMap<>(Example.of("mqtt").parameters());
    five.put("version", "5");
    five.put("put", "monitor/five");
    ProbeResult first = probe(five, "");
    assertThat(first.cause()).as(first.summary() + first.evidence()).isEqualTo(Cause.NONE);
    ProbeResult second = probe(five, first.memory());
    assertThat(second.cause()).as(second.summary() + second.evidence()).isEqualTo(Cause.NONE);
  }

  @Test
  void tells_accounts_that_cannot_sign_in_or_may_not_publish() {
    assertThat(probe(Map.of("account", "stranger"), "").cause()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(probe(Map.of("account", "stranger", "version", "5"), "").cause())
        .isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(probe(Map.of(), "").cause()).isEqualTo(Cause.WRONG_CREDENTIALS);
    Map<String, Object> writing =
        Map.of("account", "reader", "version", "5", "topic", "plant/pressure");
    assertThat(probe(writing, "").cause()).isEqualTo(Cause.WRONG_CREDENTIALS);
  }

  @Test
  void tells_wrong_messages_and_waits_for_missing_ones() {
    ProbeResult wrong =
        probe(Map.of("account", "reader", "read", "plant/pressure", "equals", "6"), "");
    assertThat(wrong.cause()).isEqualTo(Cause.WRONG_CONTENT);
    ProbeResult missing =
        prober.probe(
            TestingRange.request(
                "mqtt",
                TestingRange.ADDRESS,
                port,
                Duration.ofSeconds(1),
                Map.of("account", "reader", "read", "plant/nothing")));
    assertThat(missing.cause()).isEqualTo(Cause.TIMEOUT);
    assertThat(missing.summary()).contains("waiting for a message on plant/nothing");
  }

  @Test
  void speaks_tls_and_verifies_the_certificate_where_it_is_asked_to() {
    Map<String, Object> verifying = Map.of("account", "monitor", "tls", "verify", "topic", "t");
    ProbeResult trusted = prober.probe(TestingRange.request("mqtt", secure, verifying));
    assertThat(trusted.cause()).as(trusted.summary()).isEqualTo(Cause.NONE);
    assertThat(TestingRange.probe("mqtt", secure, verifying).cause()).isEqualTo(Cause.TLS);
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    assertThat(TestingRange.probe("mqtt", Daemon.freePort(), Map.of()).cause())
        .isEqualTo(Cause.REFUSED);
  }

  private ProbeResult probe(Map<String, Object> parameters, String memory) {
    return prober.probe(TestingRange.request("mqtt", port, parameters).remembering(memory));
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused("mqtt", port, Map.of("account", "monitor"));
    AwkwardPasswords.assertRefused("mqtt", port, Map.of("account", "monitor", "version", "5"));
  }
}
