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

/// XMPP checks against Prosody.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProsodyTest {

  private static final String CONFIGURATION =
      """
      daemonize = false
      pidfile = "FOLDER/prosody.pid"
      data_path = "FOLDER/data"
      interfaces = { "ADDRESS" }
      c2s_ports = { PLAIN }
      c2s_direct_tls_ports = { SECURE }
      modules_enabled = { "roster", "saslauth", "tls", "disco", "private" }
      modules_disabled = { "s2s" }
      authentication = "internal_plain"
      storage = "internal"
      c2s_require_encryption = false
      allow_unencrypted_plain_auth = true
      ssl = { certificate = "FOLDER/certificate.pem", key = "FOLDER/certificate-key.pem" }
      log = { info = "*console" }
      VirtualHost "HOST"
      """;

  private int plain;
  private int secure;
  private Path stored = Path.of("");
  private Prober trusting = TestingRange.prober();
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path program = Daemon.program("prosody");
    plain = Daemon.freePort();
    secure = Daemon.freePort();
    TestingCertificate.of(folder, 2);
    trusting = TestingRange.prober(Trust.authorities(folder.resolve("certificate.pem")));
    Path data = folder.resolve("data").resolve(TestingRange.HOST.replace(".", "%2e"));
    stored = data.resolve("private/monitor.dat");
    Files.createDirectories(data.resolve("accounts"));
    writeAccount(data, "monitor", TestingRange.PASSWORD);
    writeAccount(data, "clerk", "another");
    Path file = folder.resolve("prosody.cfg.lua");
    Files.writeString(
        file,
        CONFIGURATION
            .replace("FOLDER", folder.toString())
            .replace("ADDRESS", TestingRange.real(TestingRange.ADDRESS).getHostAddress())
            .replace("PLAIN", "" + plain)
            .replace("SECURE", "" + secure)
            .replace("\"HOST\"", "\"" + TestingRange.HOST + "\""));
    OrdinaryUser.owns(folder);
    daemons =
        List.of(
            Daemon.start(
                folder,
                TestingRange.ADDRESS,
                plain,
                OrdinaryUser.command(program, "-F", "--config", file)));
  }

  private static void writeAccount(Path data, String name, String password) throws IOException {
    Files.writeString(
        data.resolve("accounts/" + name + ".dat"),
        "return { [\"password\"] = \"" + password + "\"; };\n");
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_example_of_the_page_holds() {
    ProbeResult result = check(plain, Example.of("xmpp").parameters());
    assertFine(result);
    assertThat(result.evidence()).contains("TLSv1.3").contains("SCRAM-SHA-");
  }

  @Test
  void signs_in_and_gets_a_message_to_itself_back_in_plain_text_too() {
    ProbeResult result = check(plain, Map.of("account", "monitor"));
    assertFine(result);
    assertThat(result.summary()).contains("got its message to itself back");
  }

  @Test
  void speaks_tls_from_the_start_or_on_request_and_looks_at_the_certificate() {
    for (int port : List.of(plain, secure)) {
      Map<String, Object> verified =
          port == plain
              ? Map.of("account", "monitor", "starttls", true, "tls", "verify")
              : Map.of("account", "monitor", "tls", "verify");
      assertFine(trusting.probe(TestingRange.request("xmpp", port, verified)));
      ProbeResult untrusted = check(port, verified);
      assertThat(untrusted.cause()).as(untrusted.summary()).isEqualTo(Cause.TLS);
    }
  }

  @Test
  void plants_a_token_and_finds_it_in_the_next_round() throws IOException {
    Rounds rounds = new Rounds(new Probe("xmpp", Map.of("account", "monitor", "put", true)), plain);
    assertFine(rounds.next());
    assertFine(rounds.next());
    Files.delete(stored);
    ProbeResult lost = rounds.next();
    assertThat(lost.cause()).as(lost.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(lost.summary()).contains("Expected the private storage to hold the token");
    assertThat(rounds.next().summary()).isEqualTo(lost.summary());
    assertFine(rounds.next());
  }

  @Test
  void tells_wrong_passwords_domains_and_closed_ports() throws IOException {
    for (String account : List.of("clerk", "stranger")) {
      ProbeResult wrong = check(plain, Map.of("account", account));
      assertThat(wrong.cause()).as(wrong.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
    }
    ProbeResult domain = check(plain, Map.of("account", "monitor", "domain", "crimsonia.example"));
    assertThat(domain.cause()).as(domain.summary()).isEqualTo(Cause.REFUSED);
    assertThat(check(Daemon.freePort(), Map.of("account", "monitor")).cause())
        .isEqualTo(Cause.REFUSED);
  }

  private static ProbeResult check(int port, Map<String, Object> parameters) {
    return TestingRange.probe("xmpp", port, parameters);
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused("xmpp", plain, Map.of("account", "monitor"));
  }
}
