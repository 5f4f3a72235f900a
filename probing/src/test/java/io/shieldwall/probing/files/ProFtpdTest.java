package io.shieldwall.probing.files;

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
import io.shieldwall.probing.TestingSshd;
import io.shieldwall.probing.Trust;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// FTP checks against ProFTPD. Its data connections must continue the TLS session of the control
/// connection.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProFtpdTest {

  private static final String CONFIGURATION =
      """
      LoadModule mod_tls.c
      ServerName "files"
      ServerType standalone
      Port PLAIN
      DefaultAddress ADDRESS
      SocketBindTight on
      UseIPv6 off
      UseReverseDNS off
      User USER
      Group GROUP
      PidFile FOLDER/proftpd.pid
      ScoreboardFile FOLDER/scoreboard
      SystemLog FOLDER/system.log
      DelayEngine off
      WtmpLog off
      TransferLog none
      RequireValidShell off
      AuthOrder mod_auth_file.c
      AuthUserFile FOLDER/users
      AuthGroupFile FOLDER/groups
      AllowOverwrite on
      TLSEngine on
      TLSLog FOLDER/tls.log
      TLSRequired off
      TLSRSACertificateFile FOLDER/certificate.pem
      TLSRSACertificateKeyFile FOLDER/certificate-key.pem
      <VirtualHost ADDRESS>
        Port SECURE
        AllowOverwrite on
        RequireValidShell off
        AuthOrder mod_auth_file.c
        TLSEngine on
        TLSLog FOLDER/tls.log
        TLSRequired on
        TLSOptions UseImplicitSSL
        TLSRSACertificateFile FOLDER/certificate.pem
        TLSRSACertificateKeyFile FOLDER/certificate-key.pem
        AuthUserFile FOLDER/users
        AuthGroupFile FOLDER/groups
      </VirtualHost>
      """;

  private int plain;
  private int secure;
  private Path home = Path.of("");
  private Prober trusting = TestingRange.prober();
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path program = Daemon.program("proftpd");
    plain = Daemon.freePort();
    secure = Daemon.freePort();
    home = Files.createDirectories(folder.resolve("home"));
    Files.createDirectories(home.resolve("pub"));
    Files.createDirectories(home.resolve("drop"));
    Files.writeString(home.resolve("pub/orders.txt"), "Orders of the day: hold the line\n");
    Files.write(home.resolve("pub/large"), new byte[2 * 1024 * 1024]);
    TestingCertificate.of(folder, 2);
    trusting = TestingRange.prober(Trust.authorities(folder.resolve("certificate.pem")));
    Files.writeString(
        folder.resolve("users"),
        "monitor:%s:%s:%s::%s:/bin/false\n"
            .formatted(TestingSshd.HASH, OrdinaryUser.uid(), OrdinaryUser.gid(), home));
    Files.writeString(folder.resolve("groups"), "monitor:x:" + OrdinaryUser.gid() + ":monitor\n");
    Files.writeString(
        folder.resolve("proftpd.conf"),
        CONFIGURATION
            .replace("PLAIN", "" + plain)
            .replace("SECURE", "" + secure)
            .replace("USER", OrdinaryUser.name())
            .replace("GROUP", OrdinaryUser.group())
            .replace("FOLDER", folder.toString())
            .replace("ADDRESS", TestingRange.real(TestingRange.ADDRESS).getHostAddress()));
    OrdinaryUser.owns(folder);
    Files.setPosixFilePermissions(
        folder.resolve("users"),
        java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    daemons =
        List.of(
            Daemon.start(
                folder,
                TestingRange.ADDRESS,
                plain,
                OrdinaryUser.command(program, "-n", "-c", folder.resolve("proftpd.conf"))));
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_example_of_the_page_holds() {
    assertFine(check(plain, Example.of("ftp").parameters()));
  }

  @Test
  void lists_directories_and_fetches_files() {
    assertFine(
        check(plain, Map.of("account", "monitor", "path", "pub/", "contains", "orders.txt")));
    assertFine(
        check(
            plain,
            Map.of(
                "account",
                "monitor",
                "path",
                "pub/orders.txt",
                "contains",
                "hold the line",
                "sha256",
                "16e18566fb4ab6da11506906d8c6cbaff8c7f7f09481cf2e4dbdbf199c0727c6")));
    ProbeResult other =
        check(plain, Map.of("account", "monitor", "path", "pub/orders.txt", "contains", "retreat"));
    assertThat(other.cause()).as(other.summary()).isEqualTo(Cause.WRONG_CONTENT);
    ProbeResult missing = check(plain, Map.of("account", "monitor", "path", "pub/none"));
    assertThat(missing.summary()).contains("Expected file \"pub/none\", got \"550");
    ProbeResult large = check(plain, Map.of("account", "monitor", "path", "pub/large"));
    assertThat(large.cause()).as(large.summary()).isEqualTo(Cause.WRONG_CONTENT);
  }

  @Test
  void plants_a_token_and_finds_it_in_the_next_round() throws IOException {
    Probe probe =
        new Probe(
            "ftp", Map.of("account", "monitor", "put", "drop/note-{token}.txt", "starttls", true));
    Rounds rounds = new Rounds(probe, plain);
    assertFine(rounds.next());
    assertFine(rounds.next());
    assertThat(dropped()).hasSize(1);
    Files.writeString(dropped().getFirst(), "owned");
    ProbeResult tampered = rounds.next();
    assertThat(tampered.cause()).as(tampered.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(tampered.summary()).contains("planted at").contains("got \"owned\"");
    assertThat(rounds.next().summary()).isEqualTo(tampered.summary());
    assertFine(rounds.next());
    ProbeResult refused = check(plain, Map.of("account", "monitor", "put", "nowhere/{token}"));
    assertThat(refused.cause()).as(refused.summary()).isEqualTo(Cause.REFUSED);
  }

  private List<Path> dropped() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("drop"))) {
      return files.toList();
    }
  }

  @Test
  void speaks_tls_from_the_start_or_on_request_and_looks_at_the_certificate() {
    for (Map<String, Object> how :
        List.<Map<String, Object>>of(
            Map.of("starttls", true, "tls", "verify"), Map.of("tls", "verify"))) {
      int port = how.containsKey("starttls") ? plain : secure;
      Map<String, Object> parameters = new java.util.HashMap<>(how);
      parameters.put("account", "monitor");
      parameters.put("path", "pub/orders.txt");
      ProbeResult trusted = trusting.probe(TestingRange.request("ftp", port, parameters));
      assertFine(trusted);
      assertThat(trusted.evidence()).contains("TLSv1.3").contains("certificate of CN=");
      assertThat(check(port, parameters).cause()).isEqualTo(Cause.TLS);
    }
  }

  @Test
  void tells_wrong_passwords_and_closed_ports() throws IOException {
    assertThat(check(plain, Map.of("account", "stranger")).cause())
        .isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(check(plain, Map.of()).cause()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(check(Daemon.freePort(), Map.of()).cause()).isEqualTo(Cause.REFUSED);
  }

  private static ProbeResult check(int port, Map<String, Object> parameters) {
    return TestingRange.probe("ftp", port, parameters);
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused(
        "ftp", plain, Map.of("account", "monitor", "path", "pub/orders.txt"));
  }
}
