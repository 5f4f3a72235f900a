package io.shieldwall.probing.data;

import static io.shieldwall.probing.Results.assertFine;
import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.Namespace;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Rounds;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.TestingServer;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
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

/// SQL Server checks against the pool of FreeTDS, a server that stands for a SQL Server: it knows
/// accounts and answers the sign-in by itself, and hands statements on to the database behind it,
/// where it signs in as a client. That database is a responder of our own. The pool listens on all
/// addresses of a network that it has for itself, for which it takes root.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TdspoolTest {

  private static final Map<String, Object> LAMP =
      Map.of(
          "account", "shop",
          "database", "shop",
          "query", "SELECT title FROM article WHERE id = 1",
          "equals", "Lamp");

  private static final List<Cause> TURNED_AWAY = List.of(Cause.PROTOCOL, Cause.WRONG_CREDENTIALS);

  private final ShopDatabase database = new ShopDatabase();
  private Path folder = Path.of(".");
  private int port;
  private int behind;
  private List<AutoCloseable> running = List.of();

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    Path pool = Daemon.program("tdspool");
    port = Daemon.freePort();
    Namespace space = Namespace.make(folder);
    running = List.of(space);
    TestingServer server = space.inside(() -> TestingServer.that(database::serve));
    running = List.of(server, space);
    behind = server.port();
    Files.writeString(
        folder.resolve("freetds.conf"),
        """
        [database]
        host = %s
        port = %d
        tds version = 7.4
        encryption = off
        """
            .formatted(TestingRange.real(TestingRange.ADDRESS).getHostAddress(), behind));
    Path configuration =
        Files.writeString(
            folder.resolve("pool.conf"),
            """
            [shop]
            user = shop
            password = %s
            server = database
            database = shop
            port = %d
            min pool conn = 1
            max pool conn = 4
            """
                .formatted(TestingRange.PASSWORD, port));
    Object[] command = {Daemon.program("env"), setting(), pool, "-c", configuration, "shop"};
    Daemon daemon = space.inside(() -> Daemon.start(folder, TestingRange.ADDRESS, port, command));
    running = List.of(daemon, server, space);
  }

  private String setting() {
    return "FREETDSCONF=" + folder.resolve("freetds.conf");
  }

  @AfterAll
  void stop() throws Exception {
    for (AutoCloseable each : running) {
      each.close();
    }
  }

  private Namespace space() {
    return (Namespace) running.getLast();
  }

  private ProbeResult check(Map<String, Object> parameters) throws Exception {
    return space().inside(() -> TestingRange.probe("mssql", port, parameters));
  }

  @Test
  void the_documented_example_holds_over_two_rounds_until_somebody_tampers() throws Exception {
    Rounds rounds = new Rounds(Example.of("mssql"), port);
    assertFine(space().inside(rounds::next));
    assertFine(space().inside(rounds::next));
    database.store("owned");
    ProbeResult tampered = space().inside(rounds::next);
    assertThat(tampered.cause()).as(tampered.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(tampered.summary()).contains("owned");
  }

  /// The pool hangs up on them without a word; what SQL Server says is in `MssqlProtocolTest`.
  @Test
  void wrong_passwords_and_strangers_cannot_sign_in() throws Exception {
    assertFine(check(LAMP));
    for (String password : AwkwardPasswords.ALL) {
      ProbeResult result =
          space()
              .inside(() ->
                  AwkwardPasswords.tried(password, TestingRange.request("mssql", port, LAMP)));
      assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.CRITICAL);
      assertThat(result.cause()).as(result.summary()).isIn(TURNED_AWAY);
    }
    Map<String, Object> stranger = new HashMap<>(LAMP);
    stranger.put("account", "stranger");
    ProbeResult result = check(stranger);
    assertThat(result.cause()).as(result.summary()).isIn(TURNED_AWAY);
  }

  @Test
  void a_client_of_another_project_gets_the_same_from_the_database() throws Exception {
    Path query = Files.writeString(folder.resolve("query.sql"), LAMP.get("query") + "\ngo\n");
    Object[] client = {
      Daemon.program("env"),
      setting(),
      Daemon.program("bsqldb"),
      "-S",
      "database",
      "-U",
      "shop",
      "-P",
      TestingRange.PASSWORD,
      "-q",
      "-i",
      query
    };
    space()
        .inside(() -> {
          Daemon.run(folder, client);
          return true;
        });
    assertThat(Files.readString(folder.resolve("run.log")).strip()).isEqualTo("Lamp");
  }
}
