package io.shieldwall.probing.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.SourcePool;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.Trust;
import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// VPN checks against wireguard-go. Its tunnels have no address, so nothing else of this machine
/// goes through them.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireguardGoTest {

  /// Of the server whose public key the example names.
  private static final String SERVER = "sAw993XoYWS1+FaazZxunW5L6M5ND6f2hdSXjEKsdHk=";

  private static final String CLIENT = "IXMAyhayiVjDWbswz5YGgkc3R3mW/Sb1DymwwyXXLUw=";
  private static final String OTHER_CLIENT = "EBbB+YngzG9ZQLOqJOxWvP6BqbOya7cFvbW9kFCYSlA=";
  private static final String SHARED = "dGhlIHByZXNoYXJlZCBrZXkgb2YgYSB0ZXN0IG9ubHk=";

  /// Passwords of accounts.
  private static final Map<String, String> KEYS =
      Map.of(
          "wireguard",
          TestingRange.WIREGUARD_KEY,
          "second",
          "gCUlENOG/O5fZXDk5wjnbRQmXAYWQ9LAwUpISuWJo0M=",
          "unknown",
          "iAw993XoYWS1+FaazZxunW5L6M5ND6f2hdSXjEKsdHk=",
          "shared",
          SHARED,
          "other-shared",
          "YW5vdGhlciBwcmVzaGFyZWQga2V5IG9mIGEgdGVzdC4=",
          "nonsense",
          "correct-horse-7");

  private final List<Daemon> daemons = new ArrayList<>();
  private Path folder = Path.of("");
  private int port;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    port = serve();
  }

  private int serve() throws Exception {
    Path program = Daemon.program("wireguard-go");
    Path wg = Daemon.program("wg");
    Path ip = Daemon.program("ip");
    if (!Daemon.asRoot() || !Files.exists(Path.of("/dev/net/tun"))) {
      Daemon.skip("wireguard-go needs root and /dev/net/tun");
    }
    int free = Daemon.freePort();
    String tunnel = "wgt" + free;
    daemons.add(Daemon.launch(folder, program, "-f", tunnel));
    Path control = Path.of("/var/run/wireguard", tunnel + ".sock");
    await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(control));
    Path key = Files.writeString(folder.resolve("key"), SERVER);
    Path shared = Files.writeString(folder.resolve("shared"), SHARED);
    Daemon.run(folder, wg, "set", tunnel, "listen-port", free, "private-key", key);
    Daemon.run(folder, wg, "set", tunnel, "peer", CLIENT, "allowed-ips", "10.99.0.2/32");
    Daemon.run(folder, wg, "set", tunnel, "peer", OTHER_CLIENT, "preshared-key", shared);
    Daemon.run(folder, ip, "link", "set", tunnel, "up");
    return free;
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  private static ProbeResult check(int port, Map<String, Object> changed) {
    Map<String, Object> parameters = new HashMap<>(Example.of("wireguard").parameters());
    parameters.putAll(changed);
    Prober prober =
        new Prober(
            Protocols.ALL,
            new Prober.Surroundings(
                TestingRange.guard(TestingRange.PLAN),
                TestingRange.PLAN,
                (team, system, account) -> Optional.ofNullable(KEYS.get(account)),
                TestingRange.inventory(),
                Trust.platform(),
                SourcePool.ANY));
    return prober.probe(
        TestingRange.request(
            "wireguard", TestingRange.ADDRESS, port, Duration.ofSeconds(2), parameters));
  }

  @Test
  void the_documented_example_holds() {
    ProbeResult result = check(port, Map.of());
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
    assertThat(result.summary()).contains("shook hands with account \"wireguard\"");
    assertThat(result.evidence())
        .contains("> initiation")
        .contains("< response to")
        .doesNotContain(TestingRange.WIREGUARD_KEY);
  }

  @Test
  void a_preshared_key_must_be_the_same_on_both_sides() {
    ProbeResult same = check(port, Map.of("account", "second", "preshared-account", "shared"));
    assertThat(same.cause()).as(same.summary() + same.evidence()).isEqualTo(Cause.NONE);
    List<Map<String, Object>> wrong =
        List.of(
            Map.of("account", "second", "preshared-account", "other-shared"),
            Map.of("account", "second"),
            Map.of("preshared-account", "shared"));
    for (Map<String, Object> each : wrong) {
      ProbeResult result = check(port, each);
      assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
      assertThat(result.summary()).contains("another preshared key");
    }
  }

  @Test
  void the_server_is_silent_towards_strangers_and_to_those_who_mean_another() {
    assertThat(check(port, Map.of("account", "unknown")).cause()).isEqualTo(Cause.TIMEOUT);
    assertThat(check(port, Map.of("peer", OTHER_CLIENT)).cause()).isEqualTo(Cause.TIMEOUT);
  }

  @Test
  void keys_are_32_bytes_in_base64() {
    ProbeResult handed = check(port, Map.of("account", "nonsense"));
    assertThat(handed.cause()).as(handed.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
    ProbeResult written = check(port, Map.of("peer", "AAAA"));
    assertThat(written.cause()).as(written.summary()).isEqualTo(Cause.CHECKER_FAULT);
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    assertThat(check(Daemon.freePort(), Map.of()).cause()).isEqualTo(Cause.REFUSED);
  }

  /// An answer to somebody else, one that was changed, and noise.
  @Test
  void answers_that_are_none_of_ours_are_ignored() throws IOException {
    InetAddress place = TestingRange.real(TestingRange.ADDRESS);
    try (DatagramSocket liar = new DatagramSocket(new InetSocketAddress(place, 0))) {
      Thread.ofPlatform().daemon().start(() -> lie(liar));
      ProbeResult result = check(liar.getLocalPort(), Map.of());
      assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.TIMEOUT);
      assertThat(result.evidence()).contains("ignored a datagram");
    }
  }

  private static void lie(DatagramSocket socket) {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    while (!socket.isClosed()) {
      try {
        socket.receive(packet);
        for (int[] lie : new int[][] {{2, 92, 8}, {3, 64, 4}, {1, 148, 4}, {2, 91, 8}}) {
          byte[] answer = new byte[lie[1]];
          answer[0] = (byte) lie[0];
          System.arraycopy(packet.getData(), 4, answer, lie[2], 4);
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (IOException _) {
        return;
      }
    }
  }

  /// A server whose queue is full of handshakes answers with a cookie.
  @Test
  void a_server_under_load_gets_its_cookie_back() throws Exception {
    int busy = serve();
    byte[] initiation = captured();
    InetAddress place = TestingRange.real(TestingRange.ADDRESS);
    try (DatagramSocket crowd = new DatagramSocket()) {
      crowd.connect(place, busy);
      ProbeResult result =
          await()
              .atMost(Duration.ofSeconds(60))
              .until(
                  () -> {
                    for (int i = 0; i < 5000; i++) {
                      crowd.send(new DatagramPacket(initiation, initiation.length));
                    }
                    return check(busy, Map.of());
                  },
                  each -> each.evidence().contains("cookie"));
      assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
      assertThat(result.evidence()).contains("< cookie, for the server is under load");
    }
  }

  /// What a check sends first.
  private static byte[] captured() throws IOException {
    InetAddress place = TestingRange.real(TestingRange.ADDRESS);
    try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress(place, 0))) {
      assertThat(check(silent.getLocalPort(), Map.of()).cause()).isEqualTo(Cause.TIMEOUT);
      DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
      silent.receive(packet);
      return Arrays.copyOf(packet.getData(), packet.getLength());
    }
  }

  /// The example of draft-irtf-cfrg-xchacha-03, section 2.2.1.
  @Test
  void long_nonces_make_the_keys_of_the_standard() {
    HexFormat hex = HexFormat.of();
    byte[] key = hex.parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    byte[] nonce = hex.parseHex("000000090000004a0000000031415927");
    assertThat(hex.formatHex(ChaCha.subkey(key, nonce)))
        .isEqualTo("82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc");
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused(
        "wireguard", port, Map.of("account", "monitor", "peer", OTHER_CLIENT));
  }
}
