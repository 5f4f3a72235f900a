package io.shieldwall.probing.data;

import static io.shieldwall.probing.Results.assertFine;
import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.Go;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Python;
import io.shieldwall.probing.Rounds;
import io.shieldwall.probing.TestingCertificate;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.Trust;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// MongoDB checks against FerretDB, a database server of another project that speaks MongoDB's
/// protocol and has accounts. MongoDB's own client for Python fills it and reads what checks store.
@Timeout(900)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FerretdbTest {

  private static final String ACCOUNT = "shop";

  /// The database that knows the accounts, in FerretDB the one that it is set up with.
  private static final String DATABASE = "shop";

  private static final String CLIENT =
      """
      import json, sys, pymongo
      database = pymongo.MongoClient(sys.argv[1], serverSelectionTimeoutMS=20000)[sys.argv[2]]
      for command in sys.argv[3:]:
          print(database.command(json.loads(command)))
      """;

  private Optional<Daemon> server = Optional.empty();
  private Optional<Trust> trust = Optional.empty();
  private Path folder = Path.of(".");
  private Path python = Path.of("python3");
  private int plain;
  private int sealed;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    Path program =
        Go.built(
            "github.com/FerretDB/FerretDB@v1.24.2",
            "cmd/ferretdb",
            Map.of("build/version/version.txt", "v1.24.2"));
    python = Python.with("pymongo==4.20.1");
    Files.writeString(folder.resolve("client.py"), CLIENT);
    TestingCertificate pair = TestingCertificate.of(folder, 30);
    trust = Optional.of(Trust.authorities(pair.certificate()));
    plain = Daemon.freePort();
    sealed = Daemon.freePort();
    String host = TestingRange.real(TestingRange.ADDRESS).getHostAddress();
    Stream<Object> options =
        Stream.of(
            program,
            "--handler=sqlite",
            "--sqlite-url=file:" + folder + "/",
            "--state-dir=" + folder,
            "--listen-addr=" + host + ":" + plain,
            "--listen-tls=" + host + ":" + sealed,
            "--listen-tls-cert-file=" + pair.certificate(),
            "--listen-tls-key-file=" + pair.key(),
            "--debug-addr=-",
            "--telemetry=disable",
            "--setup-database=" + DATABASE,
            "--setup-username=director",
            "--setup-password=" + TestingRange.PASSWORD,
            "--test-enable-new-auth");
    server = Optional.of(Daemon.start(folder, TestingRange.ADDRESS, plain, options.toArray()));
    asDirector(
        "{\"createUser\": \"%s\", \"pwd\": \"%s\", \"roles\": []}"
            .formatted(ACCOUNT, TestingRange.PASSWORD),
        "{\"insert\": \"article\", \"documents\": [{\"number\": 1, \"title\": \"Lamp\"}]}");
  }

  @AfterAll
  void stop() {
    server.ifPresent(Daemon::close);
  }

  private String asDirector(String... commands) throws IOException, InterruptedException {
    return command("director", TestingRange.PASSWORD, commands);
  }

  private String command(String account, String password, String... commands)
      throws IOException, InterruptedException {
    String address =
        "mongodb://%s:%s@%s:%d/?authSource=%s&authMechanism=SCRAM-SHA-256"
            .formatted(
                account,
                URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20"),
                TestingRange.real(TestingRange.ADDRESS).getHostAddress(),
                plain,
                DATABASE);
    Stream<Object> client = Stream.of(python, folder.resolve("client.py"), address, DATABASE);
    Daemon.run(folder, Stream.concat(client, Stream.of(commands)).toArray());
    return Files.readString(folder.resolve("run.log"));
  }

  private static Map<String, Object> reading(String... more) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.putAll(
        Map.of(
            "account", ACCOUNT, "source", DATABASE, "database", DATABASE, "collection", "article"));
    for (int index = 0; index < more.length; index += 2) {
      parameters.put(more[index], more[index + 1]);
    }
    return parameters;
  }

  private ProbeResult check(Map<String, Object> parameters) {
    return TestingRange.probe("mongodb", plain, parameters);
  }

  @Test
  void the_documented_example_holds_and_a_real_client_finds_its_token() throws Exception {
    Rounds rounds = new Rounds(Example.of("mongodb"), plain);
    assertFine(rounds.next());
    String stored = asDirector("{\"find\": \"monitor\"}");
    assertThat(stored).containsPattern("'kind': 'monitor', 'token': '[A-Za-z0-9]{20}'");
    assertFine(rounds.next());
    assertThat(asDirector("{\"find\": \"monitor\"}")).isNotEqualTo(stored);
    asDirector("{\"delete\": \"monitor\", \"deletes\": [{\"q\": {}, \"limit\": 0}]}");
    ProbeResult wiped = rounds.next();
    assertThat(wiped.cause()).as(wiped.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(wiped.summary()).contains("planted at").contains("got nothing");
  }

  @Test
  void tells_documents_that_are_not_as_expected() {
    assertThat(check(reading("contains", "Sofa")).cause()).isEqualTo(Cause.WRONG_CONTENT);
    ProbeResult none = check(reading("filter", "{\"number\": 77}"));
    assertThat(none.summary()).isEqualTo("Expected documents in \"article\", got none.");
  }

  @Test
  void wrong_passwords_and_strangers_cannot_sign_in() {
    AwkwardPasswords.assertRefused("mongodb", plain, reading());
    for (String account : new String[] {"stranger", "wörter 🦊", "a=b,c"}) {
      ProbeResult result = check(reading("account", account));
      assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
    }
    ProbeResult elsewhere = check(reading("source", "other"));
    assertThat(elsewhere.cause()).as(elsewhere.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
  }

  @Test
  void who_does_not_sign_in_may_read_nothing() {
    ProbeResult result = check(Map.of("database", DATABASE, "collection", "article"));
    assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(result.summary()).contains("requires authentication");
  }

  @Test
  void a_password_is_prepared_as_real_clients_prepare_it() throws Exception {
    String rotated = "w\u00f6rter \u00bd \u2178\u00ad";
    asDirector("{\"createUser\": \"rotated\", \"pwd\": \"%s\", \"roles\": []}".formatted(rotated));
    for (String same : new String[] {rotated, "wo\u0308rter 1\u20442 ix"}) {
      assertThat(command("rotated", same, "{\"ping\": 1}")).contains("'ok': 1.0");
      assertFine(
          AwkwardPasswords.tried(
              same, TestingRange.request("mongodb", plain, reading("account", "rotated"))));
    }
    AwkwardPasswords.assertRefused("mongodb", plain, reading("account", "rotated"));
  }

  @Test
  void looks_at_the_certificate_where_it_is_to() {
    assertFine(TestingRange.probe("mongodb", sealed, reading("tls", "verify-off")));
    assertFine(
        TestingRange.prober(trust.orElseThrow())
            .probe(TestingRange.request("mongodb", sealed, reading("tls", "verify"))));
    ProbeResult untrusted = TestingRange.probe("mongodb", sealed, reading("tls", "verify"));
    assertThat(untrusted.cause()).as(untrusted.summary()).isEqualTo(Cause.TLS);
  }
}
