package io.shieldwall.probing.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Rounds;
import io.shieldwall.probing.TdsSpeaker;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.TestingServer;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// SQL Server checks against a responder of our own, for what the pool of FreeTDS cannot show.
@Timeout(60)
class MssqlProtocolTest {

  private static final Map<String, Object> SHOP =
      Map.of("account", "shop", "database", "shop", "query", "SELECT 1");

  private final ShopDatabase shop = new ShopDatabase();

  private TestingServer database() throws IOException {
    return TestingServer.that(shop::serve);
  }

  @Test
  void the_documented_example_holds_over_two_rounds_until_somebody_tampers() throws IOException {
    try (TestingServer database = database()) {
      Rounds rounds = new Rounds(Example.of("mssql"), database.port());
      assertFine(rounds.next());
      assertThat(shop.stored()).hasSize(20);
      assertFine(rounds.next());
      shop.store("owned");
      ProbeResult tampered = rounds.next();
      assertThat(tampered.cause()).as(tampered.summary()).isEqualTo(Cause.WRONG_CONTENT);
      assertThat(tampered.summary()).contains("owned");
    }
  }

  @Test
  void tells_refused_statements() throws IOException {
    try (TestingServer database = database()) {
      ProbeResult result =
          check(database, Map.of("account", "shop", "query", "SELECT 1 FROM elsewhere"));
      assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.WRONG_CONTENT);
      assertThat(result.summary()).contains("Invalid object name");
    }
  }

  /// Numbers and texts of the errors as Microsoft documents them.
  @ParameterizedTest
  @CsvSource({
    "18456, 14, Login failed for user 'shop'.",
    "4060, 11, Cannot open database \"shop\" requested by the login. The login failed."
  })
  void tells_accounts_that_cannot_sign_in(int number, int severity, String why) throws IOException {
    try (TestingServer database =
        TestingServer.that(caller -> new TdsSpeaker(caller).turnAway(number, severity, why))) {
      ProbeResult result = check(database, SHOP);
      assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
      assertThat(result.summary()).contains(why.substring(0, 12));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.1.30.9", "127.1.20.11", "203.0.113.9", "169.254.169.254"})
  void is_not_sent_to_another_address(String address) throws IOException {
    try (TestingServer other =
            TestingServer.at("10.1.30.9", caller -> caller.getInputStream().read());
        TestingServer router =
            TestingServer.that(caller ->
                new TdsSpeaker(caller).welcome(TdsSpeaker.route(address, other.port())))) {
      ProbeResult result = check(router, SHOP);
      assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.WRONG_CONTENT);
      assertThat(result.summary()).contains("sent the check to \"" + address);
      assertThat(other.connections()).isZero();
    }
  }

  @Test
  void looks_up_no_name_that_it_is_sent_to() throws IOException {
    try (TestingServer router =
        TestingServer.that(
            caller -> new TdsSpeaker(caller).welcome(TdsSpeaker.route("localhost", 1433)))) {
      ProbeResult result = check(router, SHOP);
      assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.WRONG_CONTENT);
      assertThat(result.summary()).contains("sent the check to host \"localhost\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.1.30.9\\MIRROR", "127.1.30.9", "localhost\\MIRROR"})
  void goes_to_no_mirror_in_a_later_round(String mirror) throws IOException {
    AtomicBoolean gone = new AtomicBoolean();
    try (DatagramSocket browser =
            new DatagramSocket(new InetSocketAddress(TestingRange.real("10.1.30.9"), 1434));
        TestingServer database =
            TestingServer.that(caller -> {
              if (gone.get()) {
                caller.setSoLinger(true, 0);
                return;
              }
              TdsSpeaker speaker = new TdsSpeaker(caller);
              speaker.welcome(TdsSpeaker.mirror(mirror));
              speaker.serve(_ -> Optional.of(List.of()));
            })) {
      assertFine(check(database, SHOP));
      gone.set(true);
      ProbeResult later = check(database, SHOP);
      assertThat(later.summary()).doesNotContain("127.1.30.9", "localhost");
      assertThat(nothingCame(browser)).isTrue();
    }
  }

  private static boolean nothingCame(DatagramSocket socket) throws IOException {
    socket.setSoTimeout(1);
    try {
      socket.receive(new DatagramPacket(new byte[64], 64));
      return false;
    } catch (SocketTimeoutException _) {
      return true;
    }
  }

  @Test
  void a_password_that_is_too_long_is_the_teams() throws IOException {
    try (TestingServer database = database()) {
      List<String> tooLong =
          AwkwardPasswords.ALL.stream().filter(each -> each.length() > 128).toList();
      AwkwardPasswords.assertRefused(tooLong, TestingRange.request("mssql", database.port(), SHOP));
      List<String> others =
          AwkwardPasswords.ALL.stream().filter(each -> each.length() <= 128).toList();
      for (String each : others) {
        assertFine(
            AwkwardPasswords.tried(each, TestingRange.request("mssql", database.port(), SHOP)));
      }
    }
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    ProbeResult result = TestingRange.probe("mssql", Daemon.freePort(), SHOP);
    assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.REFUSED);
  }

  private static void assertFine(ProbeResult result) {
    assertThat(result.cause())
        .as(result.summary() + "\n" + result.evidence())
        .isEqualTo(Cause.NONE);
  }

  private static ProbeResult check(TestingServer server, Map<String, Object> parameters) {
    return TestingRange.probe("mssql", server.port(), parameters);
  }
}
