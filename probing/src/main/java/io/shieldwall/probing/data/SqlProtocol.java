package io.shieldwall.probing.data;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Expectation;
import io.shieldwall.probing.Planted;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.TlsPolicy;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/// A database that is asked in SQL: signs in, runs the scenario's query without the right to write,
/// and plants a token that the next round must find.
public abstract sealed class SqlProtocol implements Protocol
    permits PostgresqlProtocol, MysqlProtocol, MssqlProtocol {

  private static final int MOST_ROWS = 1000;
  private static final int MOST_CHARACTERS = 1024 * 1024;

  SqlProtocol() {}

  /// The driver; asked for when a check needs it and not before.
  abstract Driver driver();

  /// How the driver finds the server and what it may do.
  abstract Connecting connecting(Sockets.Place place, Probe probe, String password)
      throws ProbeFailure;

  /// What makes the server refuse, or else undo, what a query writes until the `ROLLBACK`.
  abstract String readOnly();

  /// Whether the server says that this account may not sign in.
  abstract boolean refusesAccount(SQLException failure);

  /// A JDBC address and its properties.
  record Connecting(String url, Properties properties) {}

  @Override
  public List<Parameter> parameters() {
    List<Parameter> asked =
        List.of(
            required("account", Type.ACCOUNT, "Account to sign in with."),
            optional("database", Type.TEXT, "Database to use; default the server's choice."),
            required("query", Type.TEXT, "Statement whose rows are compared; it may not write."),
            TlsPolicy.parameter(),
            optional("put", Type.TEXT, "Statement that stores {token}, run in every round."),
            optional("get", Type.TEXT, "Query that must return the {token} of the round before."),
            optional("remove", Type.TEXT, "Statement that deletes an earlier {token}."));
    return Stream.concat(asked.stream(), Expectation.parameters("the rows").stream()).toList();
  }

  @Override
  public void prepare() {
    driver();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    String password = session.password(probe.text("account", ""));
    InetSocketAddress real = session.admit(target.scenarioAddress(), target.port());
    Sockets.Place place =
        new Sockets.Place(session, real, target.name(), TlsPolicy.of(probe, target.port()));
    Connecting connecting = connecting(place, probe, password);
    session.stage("signing in to " + target.endpoint());
    try {
      return ScopedValue.where(Sockets.PLACE, place)
          .call(() -> conversed(connecting, probe, session));
    } catch (SQLException e) {
      throw diagnosed(e, probe, session);
    } catch (IllegalStateException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw garbage(e);
    } catch (ArithmeticException | NegativeArraySizeException | NullPointerException e) {
      throw garbage(e);
    } catch (OutOfMemoryError _) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "The database announced more data than the checker has memory for.");
    }
  }

  /// Drivers fail in many ways on what is not their protocol, and that is the service's doing.
  private static ProbeFailure garbage(RuntimeException e) {
    return new ProbeFailure(
        Cause.PROTOCOL,
        "What came is not the database's protocol: " + e.getClass().getSimpleName() + ".");
  }

  /// A scoped call throws one kind of exception; the other one travels as its cause.
  private Exchange conversed(Connecting connecting, Probe probe, Session session)
      throws SQLException {
    try {
      return converse(connecting, probe, session);
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  private Exchange converse(Connecting connecting, Probe probe, Session session)
      throws SQLException, IOException {
    Connection made = driver().connect(connecting.url(), connecting.properties());
    if (made == null) {
      throw new ProbeFailure(Cause.CHECKER_FAULT, "The driver does not know its own address.");
    }
    try (Connection connection = made) {
      String version = connection.getMetaData().getDatabaseProductVersion();
      session.transcript().note("signed in; server version " + version);
      session.stage("waiting for the rows of the query");
      Dialogue dialogue = new Dialogue(connection, session);
      String rows = dialogue.readOnly(probe.text("query", ""), readOnly());
      putAndGet(dialogue, probe, session);
      return new Exchange.Answer(rows, Map.of("version", version));
    }
  }

  private static void putAndGet(Dialogue dialogue, Probe probe, Session session)
      throws SQLException, IOException {
    Optional<String> put = probe.text("put");
    if (put.isEmpty()) {
      return;
    }
    Planted.putAndGet(
        session,
        "",
        "the rows of the get statement",
        new Planted.Keeper<SQLException>() {

          @Override
          public String fetch(Planted earlier) throws SQLException, IOException {
            return probe.has("get")
                ? dialogue.run(probe.text("get", ""), earlier)
                : earlier.token();
          }

          @Override
          public void store(Planted fresh) throws SQLException, IOException {
            dialogue.run(put.get(), fresh);
          }

          @Override
          public void remove(Planted earlier) throws SQLException, IOException {
            if (probe.has("remove")) {
              dialogue.run(probe.text("remove", ""), earlier);
            }
          }
        });
  }

  /// Statements and rows in turn.
  private record Dialogue(Connection connection, Session session) {

    String readOnly(String query, String begin) throws SQLException, IOException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(begin);
        statement.setMaxRows(MOST_ROWS);
        session.transcript().sent(query + "\n");
        String rows = statement.execute(query) ? rows(statement) : "";
        statement.execute("ROLLBACK");
        return rows;
      }
    }

    String run(String template, Planted planted) throws SQLException, IOException {
      Template text = Template.of(template, planted.token());
      session.transcript().sent(template + "\n");
      try (PreparedStatement statement = connection.prepareStatement(text.sql())) {
        statement.setMaxRows(MOST_ROWS);
        for (int i = 1; i <= text.bound(); i++) {
          statement.setString(i, planted.token());
        }
        return statement.execute() ? rows(statement) : "";
      }
    }

    private String rows(Statement statement) throws SQLException, IOException {
      StringBuilder text = new StringBuilder();
      try (ResultSet rows = statement.getResultSet()) {
        int columns = rows.getMetaData().getColumnCount();
        for (int count = 0; count < MOST_ROWS && rows.next(); count++) {
          for (int column = 1; column <= columns; column++) {
            String value = rows.getString(column);
            text.append(value == null ? "NULL" : value).append(column < columns ? '\t' : '\n');
          }
          if (text.length() > MOST_CHARACTERS) {
            throw new ProbeFailure(
                Cause.WRONG_CONTENT,
                "The rows are longer than " + MOST_CHARACTERS + " characters.");
          }
        }
      }
      session.transcript().received(text.toString());
      return text.toString();
    }
  }

  /// A statement with the places of its tokens bound as parameters, except within a longer literal.
  ///
  /// @param bound how many parameters it has
  record Template(String sql, int bound) {

    static Template of(String template, String token) {
      String plain = template.replace("'{token}'", "{token}");
      StringBuilder sql = new StringBuilder();
      int bound = 0;
      boolean quoted = false;
      for (int i = 0; i < plain.length(); i++) {
        quoted ^= plain.charAt(i) == '\'';
        if (!plain.startsWith("{token}", i)) {
          sql.append(plain.charAt(i));
          continue;
        }
        sql.append(quoted ? token : "?");
        bound += quoted ? 0 : 1;
        i += "{token}".length() - 1;
      }
      return new Template(sql.toString(), bound);
    }
  }

  private IOException diagnosed(SQLException failure, Probe probe, Session session) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException known) {
        return Sockets.telling(known);
      }
    }
    if (session.unconnected().isPresent()) {
      return session.unconnected().get();
    }
    String said = Verdict.quote(Optional.ofNullable(failure.getMessage()).orElse("nothing"));
    String state = Optional.ofNullable(failure.getSQLState()).orElse("");
    if (refusesAccount(failure)) {
      return new ProbeFailure(
          Cause.WRONG_CREDENTIALS,
          "Expected account %s to sign in, got %s."
              .formatted(Verdict.quote(probe.text("account", "")), said));
    }
    if (probe.has("tls") && !probe.text("tls", "off").equals("off") && said.contains("SSL")) {
      return new ProbeFailure(Cause.TLS, "Expected TLS, got " + said + ".");
    }
    if (state.startsWith("08")) {
      return new ProbeFailure(
          Cause.PROTOCOL, "The conversation with the database broke off: " + said + ".");
    }
    if (state.equals("57014") || state.equals("70100") || state.equals("HY008")) {
      return new ProbeFailure(Cause.TIMEOUT, "The statement was stopped: " + said + ".");
    }
    return new ProbeFailure(
        Cause.WRONG_CONTENT, "Expected the statement to be run, got " + said + ".");
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    return Expectation.flaw(probe, "the rows", answer.text())
        .orElseGet(() ->
            Verdict.fine(
                "Account %s signed in; the query returned %d row(s)%s."
                    .formatted(
                        Verdict.quote(probe.text("account", "")),
                        answer.text().lines().count(),
                        Expectation.isStated(probe) ? " as expected" : "")));
  }
}
