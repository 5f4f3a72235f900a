package io.shieldwall.probing.data;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Scram;
import io.shieldwall.probing.TlsPolicy;
import io.shieldwall.scenario.Probe;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;

/// PostgreSQL (frontend/backend protocol 3).
public final class PostgresqlProtocol extends SqlProtocol {

  @Override
  public String name() {
    return "postgresql";
  }

  @Override
  public String summary() {
    return "Signs in to a PostgreSQL server, runs a query and looks at its rows.";
  }

  @Override
  Driver driver() {
    return new org.postgresql.Driver();
  }

  /// Without a login timeout the driver connects on this very thread; a name service is never asked
  /// and neither a Kerberos ticket nor a key of this machine is offered.
  @Override
  Connecting connecting(Sockets.Place place, Probe probe, String password) throws ProbeFailure {
    // the driver fails where nothing is left of it
    String _ = Scram.prepared(probe.text("account", ""), password);
    Properties properties = new Properties();
    properties.setProperty("user", probe.text("account", ""));
    properties.setProperty("password", password);
    properties.setProperty("socketFactory", Sockets.class.getName());
    properties.setProperty("sslfactory", Sockets.Secured.class.getName());
    properties.setProperty("sslmode", place.policy() == TlsPolicy.OFF ? "disable" : "require");
    properties.setProperty("gssEncMode", "disable");
    properties.setProperty("jaasLogin", "false");
    properties.setProperty("loginTimeout", "0");
    properties.setProperty("connectTimeout", "0");
    properties.setProperty("maxResultBuffer", "4M");
    properties.setProperty("ApplicationName", "psql");
    properties.setProperty(
        "options", "-c statement_timeout=" + place.session().timeout().toMillis());
    String database = probe.text("database", probe.text("account", ""));
    return new Connecting(
        "jdbc:postgresql://%s:%d/%s"
            .formatted(
                place.host(),
                place.real().getPort(),
                java.net.URLEncoder.encode(database, java.nio.charset.StandardCharsets.UTF_8)),
        properties);
  }

  @Override
  String readOnly() {
    return "START TRANSACTION READ ONLY";
  }

  @Override
  boolean refusesAccount(SQLException failure) {
    return failure.getSQLState() != null && failure.getSQLState().startsWith("28");
  }
}
