package io.shieldwall.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shieldwall.probing.ProbeRequest;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker that wants TLS and a name with a password, with a certificate made for the test.
final class SecuredBrokerTest {

  private static final String PASSWORD = "only-for-this-test";
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\"%s;";

  private final Path folder;

  SecuredBrokerTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private void keytool(String... words) throws IOException, InterruptedException {
    String[] command = new String[words.length + 1];
    command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    System.arraycopy(words, 0, command, 1, words.length);
    Process tool =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(tool.waitFor()).as(Files.readString(folder.resolve("keytool.log"))).isZero();
  }

  private Map<String, String> client(String password) {
    return Map.of(
        "security.protocol",
        "SASL_SSL",
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.location",
        folder.resolve("ca.pem").toString(),
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        LOGIN.formatted("shieldwall", password, ""));
  }

  @Test
  void tasks_and_results_go_over_tls_and_sasl() throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        "broker",
        "-keyalg",
        "EC",
        "-dname",
        "CN=broker",
        "-ext",
        "SAN=ip:127.0.0.1",
        "-keystore",
        "broker.p12",
        "-storetype",
        "PKCS12",
        "-storepass",
        PASSWORD);
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "broker",
        "-keystore",
        "broker.p12",
        "-storepass",
        PASSWORD,
        "-file",
        "ca.pem");
    Map<String, String> server =
        Map.of(
            "ssl.keystore.type",
            "PKCS12",
            "ssl.keystore.location",
            folder.resolve("broker.p12").toString(),
            "ssl.keystore.password",
            PASSWORD,
            "ssl.truststore.type",
            "PEM",
            "ssl.truststore.location",
            folder.resolve("ca.pem").toString(),
            "sasl.enabled.mechanisms",
            "PLAIN",
            "sasl.mechanism.inter.broker.protocol",
            "PLAIN",
            "listener.name.client.plain.sasl.jaas.config",
            LOGIN.formatted("shieldwall", PASSWORD, " user_shieldwall=\"" + PASSWORD + "\""));
    Path key = folder.resolve("key");
    Seal.create(key);
    try (KafkaProcess kafka = KafkaProcess.start(folder, "SASL_SSL", server, client(PASSWORD));
        Worker worker =
            new Worker(
                kafka.broker(),
                Seal.of(key),
                TestingField.duty(1),
                _ -> _ -> new ProbeResult(Outcome.OK, Cause.NONE, 1, "over TLS", ""));
        RemoteProber engine = engine(kafka.broker(), key);
        RemoteProber stranger =
            engine(new Broker(kafka.broker().address(), client("wrong"), Broker.PREFIX), key)) {
      worker.start();
      ProbeRequest request = TestingField.request(1, 0, Duration.ofSeconds(2));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> engine.apply(request).summary().equals("over TLS"));
      assertThat(stranger.apply(request).cause()).isEqualTo(Cause.NOT_RUN);
    }
  }

  private static RemoteProber engine(Broker broker, Path key) throws IOException {
    return new RemoteProber(
        broker,
        Seal.of(key),
        TestingField.subject(),
        RemoteProber.Terms.of(_ -> Duration.ofSeconds(10)));
  }

  @Test
  void a_file_of_settings_is_read_as_kafkas_clients_do() throws IOException {
    Path file = folder.resolve("client.properties");
    Files.writeString(file, "security.protocol = SASL_SSL\nsasl.mechanism=SCRAM-SHA-512\n# end\n");
    assertThat(Broker.of("a:1", file).properties())
        .isEqualTo(Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "SCRAM-SHA-512"));
  }
}
