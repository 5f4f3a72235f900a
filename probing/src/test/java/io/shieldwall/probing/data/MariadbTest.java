package io.shieldwall.probing.data;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// SQL checks against MariaDB.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MariadbTest {

  private static final String TABLES =
      """
      CREATE DATABASE shop;
      CREATE USER 'shop'@'%' IDENTIFIED BY 'PASSWORD';
      GRANT ALL ON shop.* TO 'shop'@'%';
      USE shop;
      CREATE TABLE article (id int, title text);
      INSERT INTO article VALUES (1, 'Lamp'), (2, 'Chair'), (3, NULL);
      CREATE TABLE monitor (token text);
      """;

  private int port;
  private List<Daemon> daemons = List.of();
  private Prober prober = TestingRange.prober();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path program = Daemon.program("mariadbd");
    port = Daemon.freePort();
    Path data = Files.createDirectory(folder.resolve("data"));
    Path tables =
        Files.writeString(
            folder.resolve("init.sql"),
            TABLES.replace("'PASSWORD'", "'" + TestingRange.PASSWORD + "'"));
    TestingCertificate certificate = TestingCertificate.of(folder, 30);
    OrdinaryUser.owns(folder);
    Daemon.run(
        folder,
        OrdinaryUser.command(
            Daemon.program("mariadb-install-db"),
            "--no-defaults",
            "--datadir=" + data,
            "--auth-root-authentication-method=normal",
            "--skip-test-db"));
    daemons =
        List.of(
            Daemon.start(
                folder,
                TestingRange.ADDRESS,
                port,
                OrdinaryUser.command(
                    program,
                    "--no-defaults",
                    "--datadir=" + data,
                    "--socket=" + folder.resolve("socket"),
                    "--pid-file=" + folder.resolve("pid"),
                    "--bind-address=" + TestingRange.real(TestingRange.ADDRESS).getHostAddress(),
                    "--port=" + port,
                    "--skip-name-resolve",
                    "--init-file=" + tables,
                    "--innodb-buffer-pool-size=16M",
                    "--ssl-cert=" + certificate.certificate(),
                    "--ssl-key=" + certificate.key())));
    prober = TestingRange.prober(Trust.authorities(certificate.certificate()));
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_documented_example_holds_over_two_rounds() {
    Probe example = Example.of("mysql");
    ProbeResult first = probe(example.parameters(), "");
    assertThat(first.cause()).as(first.summary() + first.evidence()).isEqualTo(Cause.NONE);
    assertThat(first.evidence()).contains("MariaDB");
    ProbeResult second = probe(example.parameters(), first.memory());
    assertThat(second.cause()).as(second.summary() + second.evidence()).isEqualTo(Cause.NONE);
    assertThat(second.memory()).isNotEqualTo(first.memory());
  }

  @Test
  void a_token_that_is_gone_is_missed() {
    Map<String, Object> example = new HashMap<>(Example.of("mysql").parameters());
    ProbeResult first = probe(example, "");
    Map<String, Object> wiping = new HashMap<>(example);
    wiping.put("put", "UPDATE monitor SET token = concat('x', '{token}')");
    wiping.remove("get");
    assertThat(probe(wiping, "").cause()).isEqualTo(Cause.NONE);
    ProbeResult second = probe(example, first.memory());
    assertThat(second.cause()).as(second.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(second.summary()).contains("planted at").contains("got nothing");
  }

  @Test
  void compares_rows_and_cannot_write() {
    assertThat(ask("SELECT id, title FROM article ORDER BY id", "1\tLamp\n2\tChair\n3\tNULL"))
        .isEqualTo(Cause.NONE);
    assertThat(ask("SELECT title FROM article WHERE id = 1", "Sofa"))
        .isEqualTo(Cause.WRONG_CONTENT);
    ProbeResult writing = probe(query("DELETE FROM article", ""), "");
    assertThat(writing.cause()).as(writing.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(writing.summary()).contains("READ ONLY");
  }

  @Test
  void tells_accounts_that_cannot_sign_in_and_databases_that_are_not_theirs() {
    Map<String, Object> stranger = new HashMap<>(query("SELECT 1", "1"));
    stranger.put("account", "stranger");
    ProbeResult result = probe(stranger, "");
    assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
    Map<String, Object> other = new HashMap<>(query("SELECT 1", "1"));
    other.put("database", "mysql");
    assertThat(probe(other, "").cause()).isEqualTo(Cause.WRONG_CREDENTIALS);
  }

  @Test
  void speaks_tls_and_verifies_the_certificate_where_it_is_asked_to() {
    Map<String, Object> verifying = new HashMap<>(query("SELECT 1", "1"));
    verifying.put("tls", "verify");
    ProbeResult trusted = probe(verifying, "");
    assertThat(trusted.cause()).as(trusted.summary()).isEqualTo(Cause.NONE);
    assertThat(trusted.evidence()).contains("* TLSv1.");
    ProbeResult unknown =
        TestingRange.prober().probe(TestingRange.request("mysql", port, verifying));
    assertThat(unknown.cause()).as(unknown.summary()).isEqualTo(Cause.TLS);
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    ProbeResult result =
        prober.probe(TestingRange.request("mysql", Daemon.freePort(), query("SELECT 1", "1")));
    assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.REFUSED);
  }

  private Cause ask(String query, String rows) {
    return probe(query(query, rows), "").cause();
  }

  private static Map<String, Object> query(String query, String rows) {
    return Map.of("account", "shop", "database", "shop", "query", query, "equals", rows);
  }

  private ProbeResult probe(Map<String, Object> parameters, String memory) {
    return prober.probe(TestingRange.request("mysql", port, parameters).remembering(memory));
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused("mysql", port, query("SELECT 1", "1"));
  }
}
