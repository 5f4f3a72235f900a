package io.shieldwall.probing.chat;

import static io.shieldwall.probing.Results.assertFine;
import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.OrdinaryUser;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.Rounds;
import io.shieldwall.probing.TestingCertificate;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.Trust;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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

/// IRC checks against ngIRCd: one server that is open to all, and one with a password.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NgircdTest {

  private static final String CONFIGURATION =
      """
      [Global]
      Name = irc.berylia.example
      Info = Crisis staff
      Listen = ADDRESS
      Ports = PLAIN
      MotdPhrase = Welcome to the crisis staff of Berylia
      ServerUID = USER
      ServerGID = TEAM
      GUARD
      [Limits]
      MaxConnectionsIP = 0
      ConnectRetry = 60
      [Options]
      DNS = no
      Ident = no
      PAM = no
      [SSL]
      CertFile = FOLDER/certificate.pem
      KeyFile = FOLDER/certificate-key.pem
      Ports = SECURE
      [Channel]
      Name = #staff
      Topic = Staff meets at noon
      [Channel]
      Name = #closed
      Modes = i
      """;

  private int plain;
  private int secure;
  private int guarded;
  private int other;
  private Prober trusting = TestingRange.prober();
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path program = Daemon.program("ngircd");
    plain = Daemon.freePort();
    secure = Daemon.freePort();
    guarded = Daemon.freePort();
    other = Daemon.freePort();
    TestingCertificate.of(folder, 2);
    trusting = TestingRange.prober(Trust.authorities(folder.resolve("certificate.pem")));
    Path free = configuration(folder, plain, secure, "");
    Path closed = configuration(folder, guarded, 0, "Password = " + TestingRange.PASSWORD);
    Path changed = configuration(folder, other, 0, "Password = owned");
    OrdinaryUser.owns(folder);
    daemons =
        List.of(
            start(folder, program, free, plain),
            start(folder, program, closed, guarded),
            start(folder, program, changed, other));
  }

  private static Path configuration(Path folder, int plain, int secure, String guard)
      throws Exception {
    String text =
        CONFIGURATION
            .replace("ADDRESS", TestingRange.real(TestingRange.ADDRESS).getHostAddress())
            .replace("USER", OrdinaryUser.name())
            .replace("TEAM", OrdinaryUser.group())
            .replace("GUARD", guard)
            .replace("FOLDER", folder.toString())
            .replace("PLAIN", "" + plain);
    String ssl = secure == 0 ? text.replaceAll("(?s)\\[SSL\\].*?(?=\\[Channel\\])", "") : text;
    return Files.writeString(
        folder.resolve("ngircd-" + plain + ".conf"), ssl.replace("SECURE", "" + secure));
  }

  private static Daemon start(Path folder, Path program, Path file, int port) throws IOException {
    return Daemon.start(
        folder, TestingRange.ADDRESS, port, OrdinaryUser.command(program, "-n", "-f", file));
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_example_of_the_page_holds() {
    assertFine(check(plain, Example.of("irc").parameters()));
  }

  @Test
  void registers_and_gets_a_message_to_itself_back() {
    ProbeResult result = check(plain, Map.of("contains", "Welcome to the crisis staff"));
    assertFine(result);
    assertThat(result.evidence()).contains("> PRIVMSG ").contains("PRIVMSG");
    ProbeResult channel = check(plain, Map.of("channel", "#closed"));
    assertThat(channel.cause()).as(channel.summary()).isEqualTo(Cause.WRONG_CONTENT);
    ProbeResult welcome = check(plain, Map.of("absent", "crisis"));
    assertThat(welcome.cause()).as(welcome.summary()).isEqualTo(Cause.WRONG_CONTENT);
  }

  @Test
  void tells_wrong_passwords_and_closed_ports() throws IOException {
    ProbeResult right = check(guarded, Map.of("account", "monitor"));
    assertFine(right);
    ProbeResult wrong = check(other, Map.of("account", "monitor"));
    assertThat(wrong.cause()).as(wrong.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(check(Daemon.freePort(), Map.of()).cause()).isEqualTo(Cause.REFUSED);
  }

  @Test
  void plants_a_token_in_the_topic_and_finds_it_in_the_next_round() throws IOException {
    Rounds rounds =
        new Rounds(
            new Probe("irc", Map.of("channel", "#staff", "put", "Staff meets in room {token}")),
            plain);
    assertFine(rounds.next());
    assertFine(rounds.next());
    deface();
    ProbeResult tampered = rounds.next();
    assertThat(tampered.cause()).as(tampered.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(tampered.summary()).contains("got \"owned\"");
    assertThat(rounds.next().summary()).isEqualTo(tampered.summary());
    assertFine(rounds.next());
  }

  /// An intruder who changes the topic.
  private void deface() throws IOException {
    try (Socket intruder = new Socket(TestingRange.real(TestingRange.ADDRESS), plain)) {
      intruder
          .getOutputStream()
          .write(
              "NICK intruder\r\nUSER intruder 0 * :x\r\nJOIN #staff\r\nTOPIC #staff :owned\r\nQUIT\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      intruder.getInputStream().readAllBytes();
    }
  }

  @Test
  void speaks_tls_and_looks_at_the_certificate() {
    Map<String, Object> verified = Map.of("tls", "verify");
    assertFine(trusting.probe(TestingRange.request("irc", secure, verified)));
    assertThat(check(secure, verified).cause()).isEqualTo(Cause.TLS);
  }

  private static ProbeResult check(int port, Map<String, Object> parameters) {
    return TestingRange.probe("irc", port, parameters);
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused("irc", guarded, Map.of("account", "monitor"));
  }
}
