package io.shieldwall.probing.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Mail from end to end: Exim takes messages and delivers them into mailboxes, Dovecot shows these
/// by IMAP and POP3.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DovecotTest {

  private static final String EXIM =
      """
      exim_user = UID
      exim_group = GID
      exim_path = FOLDER/exim4
      deliver_drop_privilege = true
      spool_directory = FOLDER/spool
      log_file_path = FOLDER/log-%s
      pid_file_path =
      keep_environment =
      local_interfaces = ADDRESS
      daemon_smtp_ports = SMTP : SMTPS
      tls_on_connect_ports = SMTPS
      tls_certificate = FOLDER/certificate.pem
      tls_privatekey = FOLDER/certificate-key.pem
      tls_advertise_hosts = *
      primary_hostname = mail.berylia.example
      acl_smtp_rcpt = recipients
      domainlist here = berylia.example
      begin acl
      recipients:
        accept domains = +here
        accept authenticated = *
        deny message = no relaying here
      begin routers
      lost:
        driver = accept
        local_parts = lost
        transport = nowhere
      tampered:
        driver = accept
        local_parts = tampered
        transport = another
      local:
        driver = accept
        transport = maildir
      begin transports
      nowhere:
        driver = appendfile
        file = /dev/null
        user = UID
        group = GID
      another:
        driver = appendfile
        directory = FOLDER/mail/monitor
        maildir_format
        transport_filter = /bin/sed s/token.is.*/token.is.gone./
        user = UID
        group = GID
      maildir:
        driver = appendfile
        directory = FOLDER/mail/monitor
        maildir_format
        user = UID
        group = GID
      begin authenticators
      plain:
        driver = plaintext
        public_name = PLAIN
        server_condition = ${if and{{eq{$auth2}{monitor}}{eq{$auth3}{PASSWORD}}}}
        server_set_id = $auth2
      login:
        driver = plaintext
        public_name = LOGIN
        server_prompts = Username:: : Password::
        server_condition = ${if and{{eq{$auth1}{monitor}}{eq{$auth2}{PASSWORD}}}}
        server_set_id = $auth1
      """;

  private static final String DOVECOT =
      """
      base_dir = FOLDER/run
      state_dir = FOLDER/state
      log_path = FOLDER/dovecot.log
      protocols = imap pop3
      listen = ADDRESS
      ssl = yes
      ssl_cert = <FOLDER/certificate.pem
      ssl_key = <FOLDER/certificate-key.pem
      default_internal_user = USER
      default_internal_group = GROUP
      default_login_user = USER
      first_valid_uid = 1
      disable_plaintext_auth = no
      auth_failure_delay = 0
      mail_location = maildir:FOLDER/mail/%u
      passdb {
        driver = passwd-file
        args = scheme=PLAIN FOLDER/users
      }
      userdb {
        driver = static
        args = uid=USER gid=GROUP home=FOLDER/home/%u
      }
      service anvil {
        chroot =
        unix_listener anvil-auth-penalty {
          mode = 0
        }
      }
      service imap-login {
        chroot =
        inet_listener imap {
          port = IMAP
        }
        inet_listener imaps {
          port = SECUREIMAP
          ssl = yes
        }
      }
      service pop3-login {
        chroot =
        inet_listener pop3 {
          port = POP3
        }
        inet_listener pop3s {
          port = SECUREPOP3
          ssl = yes
        }
      }
      """;

  private final Map<String, Integer> ports = new HashMap<>();
  private Path folder = Path.of("");
  private List<Daemon> daemons = List.of();
  private Prober trusting = TestingRange.prober();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    this.folder = folder;
    for (String name : List.of("SMTPS", "SMTP", "SECUREIMAP", "IMAP", "SECUREPOP3", "POP3")) {
      ports.put(name, Daemon.freePort());
    }
    Path exim = Daemon.copy(Daemon.program("exim4"), folder);
    Path dovecot = Daemon.program("dovecot");
    TestingCertificate.of(folder, 2);
    trusting = TestingRange.prober(Trust.authorities(folder.resolve("certificate.pem")));
    Files.createDirectories(folder.resolve("spool"));
    Files.createDirectories(folder.resolve("mail"));
    Files.writeString(folder.resolve("users"), "monitor:" + TestingRange.PASSWORD + "\n");
    Files.writeString(folder.resolve("exim.conf"), filled(EXIM));
    Files.writeString(folder.resolve("dovecot.conf"), filled(DOVECOT));
    OrdinaryUser.owns(folder);
    daemons =
        List.of(
            start("SMTP", exim, "-C", folder.resolve("exim.conf"), "-bdf"),
            start("IMAP", dovecot, "-F", "-c", folder.resolve("dovecot.conf")));
    assertThat(check("smtp", "SMTP", Map.of("to", "monitor@berylia.example", "subject", "First")))
        .returns(Cause.NONE, ProbeResult::cause);
    await().until(() -> held() > 0);
  }

  private Daemon start(String port, Object... command) throws IOException {
    return Daemon.start(
        folder, TestingRange.ADDRESS, ports.getOrDefault(port, 0), OrdinaryUser.command(command));
  }

  private String filled(String configuration) throws Exception {
    String text =
        configuration
            .replace("UID", OrdinaryUser.uid())
            .replace("GID", OrdinaryUser.gid())
            .replace("USER", OrdinaryUser.name())
            .replace("GROUP", OrdinaryUser.group())
            .replace("FOLDER", folder.toString())
            .replace("PASSWORD", TestingRange.PASSWORD)
            .replace("ADDRESS", TestingRange.real(TestingRange.ADDRESS).getHostAddress());
    for (String name : List.of("SMTPS", "SMTP", "SECUREIMAP", "IMAP", "SECUREPOP3", "POP3")) {
      text = text.replaceAll("\\b" + name + "\\b", "" + ports.get(name));
    }
    return text;
  }

  private long held() throws IOException {
    Path mailbox = folder.resolve("mail/monitor");
    if (!Files.exists(mailbox)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(mailbox)) {
      return files
          .map(Path::toString)
          .filter(file -> file.contains("/new/") || file.contains("/cur/"))
          .count();
    }
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_examples_of_the_pages_hold() {
    examplesHold(
        "mail", "SMTP", Map.of("fetch-port", (long) port("SECUREIMAP"), "fetch-tls", "verify-off"));
    examplesHold("imap", "IMAP", Map.of());
    examplesHold("pop3", "POP3", Map.of());
  }

  private void examplesHold(String kind, String port, Map<String, Object> here) {
    Map<String, Object> parameters = new HashMap<>(Example.of(kind).parameters());
    parameters.putAll(here);
    ProbeResult result = check(kind, port, parameters);
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
  }

  @Test
  void a_message_goes_the_whole_way_and_is_gone_afterwards() throws IOException {
    long before = held();
    for (String fetch : List.of("imap", "pop3")) {
      String port = fetch.equals("imap") ? "SECUREIMAP" : "SECUREPOP3";
      for (int round = 0; round < 2; round++) {
        ProbeResult result = roundTrip(Map.of("fetch", fetch, "fetch-tls", "verify-off"), port);
        assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
        assertThat(result.summary()).contains("was in the mailbox");
        assertThat(result.evidence()).doesNotContain(TestingRange.PASSWORD);
      }
    }
    assertThat(held()).isEqualTo(before);
  }

  @Test
  void hands_in_with_an_account_and_starttls_and_fetches_with_starttls() {
    ProbeResult result =
        roundTrip(
            Map.of(
                "sender",
                "monitor",
                "starttls",
                true,
                "tls",
                "verify",
                "fetch-starttls",
                true,
                "fetch-tls",
                "verify"),
            "IMAP");
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
    assertThat(result.evidence()).contains("> AUTH PLAIN ****").contains("certificate of CN=");
  }

  @Test
  void a_message_that_never_arrives_or_arrives_changed_is_noticed() {
    ProbeResult lost =
        TestingRange.prober()
            .probe(
                TestingRange.request(
                    "mail",
                    TestingRange.ADDRESS,
                    port("SMTP"),
                    Duration.ofSeconds(3),
                    Map.of(
                        "to",
                        "lost@berylia.example",
                        "account",
                        "monitor",
                        "fetch-port",
                        (long) port("SECUREIMAP"),
                        "fetch-tls",
                        "verify-off")));
    assertThat(lost.cause()).as(lost.summary()).isEqualTo(Cause.TIMEOUT);
    assertThat(lost.summary()).contains("waiting for the accepted message to arrive");
    ProbeResult tampered =
        roundTrip(
            Map.of("to", "tampered@berylia.example", "fetch-tls", "verify-off"), "SECUREIMAP");
    assertThat(tampered.cause()).as(tampered.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(tampered.summary()).contains("to arrive with its token");
  }

  @Test
  void tells_wrong_passwords_and_wrong_certificates() {
    for (String kind : List.of("imap", "pop3")) {
      String plain = kind.equals("imap") ? "IMAP" : "POP3";
      ProbeResult stranger = check(kind, plain, Map.of("account", "stranger"));
      assertThat(stranger.cause()).as(stranger.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
      Map<String, Object> verified = Map.of("account", "monitor", "tls", "verify");
      ProbeResult untrusted = check(kind, "SECURE" + plain, verified);
      assertThat(untrusted.cause()).as(untrusted.summary()).isEqualTo(Cause.TLS);
      ProbeResult trusted =
          trusting.probe(TestingRange.request(kind, port("SECURE" + plain), verified));
      assertThat(trusted.cause()).as(trusted.summary()).isEqualTo(Cause.NONE);
      ProbeResult upgraded = check(kind, plain, Map.of("account", "monitor", "starttls", true));
      assertThat(upgraded.cause()).as(upgraded.summary()).isEqualTo(Cause.NONE);
      assertThat(upgraded.evidence()).contains("TLSv1.3");
    }
    ProbeResult sender =
        check("smtp", "SMTP", Map.of("to", "monitor@berylia.example", "account", "stranger"));
    assertThat(sender.cause()).as(sender.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
  }

  @Test
  void reads_the_newest_message_or_the_one_that_is_sought() {
    for (String kind : List.of("imap", "pop3")) {
      String plain = kind.equals("imap") ? "IMAP" : "POP3";
      ProbeResult found =
          check(
              kind,
              plain,
              Map.of("account", "monitor", "find", "First", "contains", "Subject: First"));
      assertThat(found.cause()).as(found.summary()).isEqualTo(Cause.NONE);
      ProbeResult other = check(kind, plain, Map.of("account", "monitor", "absent", "Message-ID"));
      assertThat(other.cause()).as(other.summary()).isEqualTo(Cause.WRONG_CONTENT);
      ProbeResult missing = check(kind, plain, Map.of("account", "monitor", "find", "Nowhere"));
      assertThat(missing.summary()).contains("Expected a message with \"Nowhere\"");
      assertThat(check(kind, plain, Map.of("account", "monitor", "minimum", 1000L)).summary())
          .contains("at least 1000 messages");
    }
    assertThat(check("imap", "IMAP", Map.of("account", "monitor", "mailbox", "Secrets")).summary())
        .contains("Expected mailbox \"Secrets\"");
  }

  @Test
  void submission_is_checked_over_tls_with_the_extensions_that_are_wanted() {
    Map<String, Object> wanted =
        Map.of(
            "to",
            "someone@elsewhere.example",
            "account",
            "monitor",
            "tls",
            "verify-off",
            "extensions",
            List.of("SIZE", "AUTH PLAIN"));
    ProbeResult result = check("smtp", "SMTPS", wanted);
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
    ProbeResult missing =
        check("smtp", "SMTP", Map.of("to", "monitor@berylia.example", "extensions", "SMTPUTF9"));
    assertThat(missing.cause()).as(missing.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(missing.summary()).contains("announce \"SMTPUTF9\"");
    assertThat(check("smtp", "SMTP", Map.of("to", "someone@elsewhere.example")).cause())
        .isEqualTo(Cause.REFUSED);
  }

  @Test
  void a_closed_port_is_refused() throws IOException {
    for (String kind : List.of("imap", "pop3")) {
      assertThat(TestingRange.probe(kind, Daemon.freePort(), Map.of("account", "monitor")).cause())
          .isEqualTo(Cause.REFUSED);
    }
    assertThat(roundTrip(Map.of("fetch-host", "rival.berylia.example"), "IMAP").cause())
        .isEqualTo(Cause.OUT_OF_SCOPE);
    assertThat(roundTrip(Map.of("fetch-host", "unknown.example"), "IMAP").cause())
        .isEqualTo(Cause.CHECKER_FAULT);
  }

  private int port(String name) {
    return ports.getOrDefault(name, 0);
  }

  private ProbeResult roundTrip(Map<String, Object> more, String fetchPort) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("to", "monitor@berylia.example");
    parameters.put("account", "monitor");
    parameters.put("fetch-port", (long) port(fetchPort));
    parameters.putAll(more);
    return trusting.probe(TestingRange.request("mail", port("SMTP"), parameters));
  }

  private ProbeResult check(String kind, String port, Map<String, Object> parameters) {
    return TestingRange.probe(kind, port(port), parameters);
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused("imap", port("IMAP"), Map.of("account", "monitor"));
    AwkwardPasswords.assertRefused("pop3", port("POP3"), Map.of("account", "monitor"));
    Map<String, Object> letter = Map.of("to", "monitor@berylia.example", "account", "monitor");
    AwkwardPasswords.assertRefused("smtp", port("SMTP"), letter);
  }
}
