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
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// SQL checks against PostgreSQL, with its own programs as the other client.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresqlTest {

  private static final String TABLES =
      """
      CREATE ROLE shop LOGIN PASSWORD 'PASSWORD';
      CREATE DATABASE shop OWNER shop;
      \\c shop shop
      CREATE TABLE article (id int, title text);
      INSERT INTO article VALUES (1, 'Lamp'), (2, 'Chair'), (3, NULL);
      CREATE TABLE monitor (token text);
      """;

  private int port;
  private Path folder = Path.of("");
  private Path programs = Path.of("");
  private List<Daemon> daemons = List.of();
  private Prober prober = TestingRange.prober();

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    programs = programs();
    port = Daemon.freePort();
    Path data = folder.resolve("data");
    TestingCertificate certificate = TestingCertificate.of(folder, 30);
    OrdinaryUser.owns(folder);
    run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8");
    Files.writeString(
        data.resolve("pg_hba.conf"),
        "local all all trust\nhost all all 127.0.0.0/8 scram-sha-256\n");
    Object[] server =
        OrdinaryUser.command(
            programs.resolve("postgres"),
            "-D",
            data,
            "-p",
            port,
            "-h",
            TestingRange.real(TestingRange.ADDRESS).getHostAddress(),
            "-k",
            folder,
            "-c",
            "fsync=off",
            "-c",
            "ssl=on",
            "-c",
            "ssl_cert_file=" + certificate.certificate(),
            "-c",
            "ssl_key_file=" + certificate.key());
    daemons = List.of(Daemon.start(folder, TestingRange.ADDRESS, port, server));
    sql("postgres", TABLES.replace("'PASSWORD'", "'" + TestingRange.PASSWORD + "'"));
    prober = TestingRange.prober(Trust.authorities(certificate.certificate()));
  }

  /// Debian keeps them in a folder of each version.
  private static Path programs() throws IOException {
    Path versions = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(versions)) {
      try (Stream<Path> all = Files.list(versions)) {
        Optional<Path> newest =
            all.map(version -> version.resolve("bin"))
                .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                .max(Path::compareTo);
        if (newest.isPresent()) {
          return newest.get();
        }
      }
    }
    Daemon.skip("PostgreSQL's server is not installed on this machine");
    return versions;
  }

  private void run(String program, Object... arguments) throws IOException, InterruptedException {
    Object[] command =
        Stream.concat(Stream.of(programs.resolve(program)), Stream.of(arguments)).toArray();
    Daemon.run(folder, OrdinaryUser.command(command));
  }

  private void sql(String database, String script) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("script.sql"), script);
    run(
        "psql",
        "-q",
        "-v",
        "ON_ERROR_STOP=1",
        "-h",
        folder,
        "-p",
        port,
        "-U",
        "postgres",
        "-d",
        database,
        "-f",
        file);
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_documented_example_holds_over_two_rounds() {
    Probe example = Example.of("postgresql");
    ProbeResult first = probe(example.parameters(), "");
    assertThat(first.cause()).as(first.summary() + first.evidence()).isEqualTo(Cause.NONE);
    assertThat(first.evidence()).contains("server version 15").contains("> SELECT");
    ProbeResult second = probe(example.parameters(), first.memory());
    assertThat(second.cause()).as(second.summary() + second.evidence()).isEqualTo(Cause.NONE);
    assertThat(second.memory()).isNotEqualTo(first.memory());
    assertThat(second.evidence()).doesNotContain(first.memory().split(" ")[0]);
  }

  @Test
  void a_token_that_somebody_tampered_with_is_missed() throws Exception {
    Probe example = Example.of("postgresql");
    ProbeResult first = probe(example.parameters(), "");
    sql("shop", "UPDATE monitor SET token = 'owned';");
    ProbeResult second = probe(example.parameters(), first.memory());
    assertThat(second.cause()).as(second.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(second.summary()).contains("planted at").contains("got nothing");
  }

  @Test
  void compares_rows_as_lines_with_tabs() {
    assertThat(
            ask(
                "SELECT id, title FROM article ORDER BY id",
                "equals",
                "1\tLamp\n2\tChair\n3\tNULL"))
        .isEqualTo(Cause.NONE);
    assertThat(ask("SELECT title FROM article", "contains", "Sofa")).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(ask("SELECT nothing FROM nowhere", "contains", "x")).isEqualTo(Cause.WRONG_CONTENT);
  }

  @Test
  void a_query_reads_at_most_a_thousand_rows_and_cannot_write() {
    ProbeResult many = probe(query("SELECT generate_series(1, 5000)", "absent", "1001"), "");
    assertThat(many.summary()).contains("1000 row");
    ProbeResult writing = probe(query("DELETE FROM article", "absent", "x"), "");
    assertThat(writing.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(writing.summary()).contains("read-only");
  }

  @Test
  void tells_accounts_that_cannot_sign_in() {
    Map<String, Object> stranger = new HashMap<>(query("SELECT 1", "equals", "1"));
    stranger.put("account", "stranger");
    ProbeResult result = probe(stranger, "");
    assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(result.evidence()).doesNotContain(TestingRange.PASSWORD);
  }

  @Test
  void speaks_tls_and_verifies_the_certificate_where_it_is_asked_to() {
    Map<String, Object> verifying = new HashMap<>(query("SELECT 1", "equals", "1"));
    verifying.put("tls", "verify");
    ProbeResult trusted = probe(verifying, "");
    assertThat(trusted.cause()).as(trusted.summary()).isEqualTo(Cause.NONE);
    assertThat(trusted.evidence()).contains("* TLSv1.3 with");
    ProbeResult unknown =
        TestingRange.prober().probe(TestingRange.request("postgresql", port, verifying));
    assertThat(unknown.cause()).as(unknown.summary()).isEqualTo(Cause.TLS);
    verifying.put("tls", "verify-off");
    assertThat(probe(verifying, "").cause()).isEqualTo(Cause.NONE);
  }

  @Test
  void a_statement_without_end_is_stopped() {
    ProbeResult result =
        prober.probe(
            TestingRange.request(
                "postgresql",
                TestingRange.ADDRESS,
                port,
                Duration.ofSeconds(2),
                query("SELECT pg_sleep(600)", "equals", "")));
    assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.TIMEOUT);
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    ProbeResult result =
        prober.probe(
            TestingRange.request(
                "postgresql", Daemon.freePort(), query("SELECT 1", "equals", "1")));
    assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.REFUSED);
  }

  private Cause ask(String query, String word, String text) {
    return probe(query(query, word, text), "").cause();
  }

  private static Map<String, Object> query(String query, String word, String text) {
    return Map.of("account", "shop", "database", "shop", "query", query, word, text);
  }

  private ProbeResult probe(Map<String, Object> parameters, String memory) {
    return prober.probe(TestingRange.request("postgresql", port, parameters).remembering(memory));
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused("postgresql", port, query("SELECT 1", "equals", "1"));
  }
}
