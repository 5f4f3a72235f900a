package io.shieldwall.probing.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.SourcePool;
import io.shieldwall.probing.TestingCertificate;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.Trust;
import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// VPN checks against OpenVPN, which needs no tunnel device to begin a session.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenvpnTest {

  private Path folder = Path.of("");
  private final List<Daemon> daemons = new ArrayList<>();
  private Prober prober = TestingRange.prober();
  private Prober stranger = TestingRange.prober();
  private int crypt;
  private int auth;
  private int open;
  private int tcp;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    Path key = folder.resolve("static.key");
    Daemon.run(folder, Daemon.program("openvpn"), "--genkey", "secret", key);
    prober = knowing(hex(key));
    Path other = folder.resolve("other.key");
    Daemon.run(folder, Daemon.program("openvpn"), "--genkey", "secret", other);
    stranger = knowing(hex(other));
    crypt = serve("udp", "--tls-crypt", "" + key);
    auth = serve("udp", "--tls-auth", "" + key, "0", "--auth", "SHA256");
    open = serve("udp");
    tcp = serve("tcp-server", "--tls-crypt", "" + key);
    answered(tcp, Map.of("transport", "tcp", "wrap", "tls-crypt", "key-account", "vpn"));
  }

  /// A server for one peer, as these are, has no ear for a second one until it has given up the
  /// handshake of the first; so a check is made until it is answered.
  private ProbeResult answered(int port, Map<String, Object> parameters) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> vpn(prober, port, parameters), result -> result.outcome() == Outcome.OK);
  }

  private static String hex(Path key) throws IOException {
    return Files.readAllLines(key).stream()
        .filter(line -> line.matches("[0-9a-f]{32}"))
        .collect(Collectors.joining());
  }

  private static Prober knowing(String key) {
    return new Prober(
        Protocols.ALL,
        new Prober.Surroundings(
            TestingRange.guard(TestingRange.PLAN),
            TestingRange.PLAN,
            (team, system, account) -> Optional.of(key),
            TestingRange.inventory(),
            Trust.platform(),
            SourcePool.ANY));
  }

  private int serve(String transport, String... more) throws Exception {
    int port = Daemon.freePort();
    Path place = Files.createDirectory(folder.resolve("server-" + port));
    TestingCertificate certificate = TestingCertificate.of(place, 30);
    Stream<Object> command =
        Stream.of(
            Daemon.program("openvpn"),
            "--dev",
            "null",
            "--proto",
            transport,
            "--local",
            TestingRange.real(TestingRange.ADDRESS).getHostAddress(),
            "--port",
            port,
            "--tls-server",
            "--hand-window",
            3,
            "--dh",
            "none",
            "--ca",
            certificate.certificate(),
            "--cert",
            certificate.certificate(),
            "--key",
            certificate.key());
    daemons.add(Daemon.launch(place, Stream.concat(command, Stream.of((Object[]) more)).toArray()));
    return port;
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_documented_example_holds() {
    ProbeResult result = answered(crypt, Example.of("openvpn").parameters());
    assertThat(result.summary()).startsWith("The server began session ");
    assertThat(result.evidence()).contains("> reset of session").contains("< reset of session");
  }

  @Test
  void speaks_with_signed_and_with_open_control_channels() {
    assertThat(answered(auth, authenticated()).summary()).startsWith("The server began session ");
    assertThat(answered(open, Map.of()).summary()).startsWith("The server began session ");
  }

  @Test
  void a_server_with_another_key_is_silent() {
    silent(stranger, crypt, Example.of("openvpn").parameters());
    silent(prober, auth, Map.of());
  }

  /// Such a server begins anew after each handshake that came to nothing; in that moment nobody
  /// listens.
  private static void silent(Prober prober, int port, Map<String, Object> parameters) {
    ProbeResult result =
        Awaitility.await()
            .atMost(Duration.ofSeconds(90))
            .until(() -> vpn(prober, port, parameters), each -> each.cause() != Cause.REFUSED);
    assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.TIMEOUT);
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    assertThat(vpn(prober, Daemon.freePort(), Map.of()).cause()).isEqualTo(Cause.REFUSED);
    assertThat(vpn(prober, Daemon.freePort(), Map.of("transport", "tcp")).cause())
        .isEqualTo(Cause.REFUSED);
  }

  private static Map<String, Object> authenticated() {
    return Map.of("wrap", "tls-auth", "digest", "sha256", "key-account", "vpn");
  }

  private static ProbeResult vpn(Prober prober, int port, Map<String, Object> parameters) {
    return prober.probe(
        TestingRange.request(
            "openvpn", TestingRange.ADDRESS, port, Duration.ofSeconds(2), parameters));
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused(
        "openvpn", crypt, Map.of("wrap", "tls-crypt", "key-account", "vpn"));
    AwkwardPasswords.assertRefused(
        "openvpn", auth, Map.of("wrap", "tls-auth", "key-account", "vpn"));
  }
}
