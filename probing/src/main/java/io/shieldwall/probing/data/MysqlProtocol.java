package io.shieldwall.probing.data;

import io.shieldwall.probing.TlsPolicy;
import io.shieldwall.scenario.Probe;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;

/// MySQL and MariaDB (client/server protocol 10).
public final class MysqlProtocol extends SqlProtocol {

  private static final int ACCESS_DENIED = 1045;
  private static final int ACCESS_DENIED_TO_DATABASE = 1044;

  @Override
  public String name() {
    return "mysql";
  }

  @Override
  public String summary() {
    return "Signs in to a MySQL or MariaDB server, runs a query and looks at its rows.";
  }

  @Override
  Driver driver() {
    return new org.mariadb.jdbc.Driver();
  }

  /// The server may neither ask for files of this machine nor send the driver elsewhere.
  @Override
  Connecting connecting(Sockets.Place place, Probe probe, String password) {
    Properties properties = new Properties();
    properties.setProperty("user", probe.text("account", ""));
    properties.setProperty("password", password);
    properties.setProperty("socketFactory", Sockets.class.getName());
    properties.setProperty("tlsSocketType", SessionTls.TYPE);
    properties.setProperty("sslMode", place.policy() == TlsPolicy.OFF ? "disable" : "trust");
    properties.setProperty("allowLocalInfile", "false");
    properties.setProperty("permitRedirect", "false");
    properties.setProperty("allowPublicKeyRetrieval", "true");
    properties.setProperty("useServerPrepStmts", "true");
    properties.setProperty("cachePrepStmts", "false");
    properties.setProperty("connectTimeout", "0");
    properties.setProperty("maxAllowedPacket", "1048576");
    return new Connecting(
        "jdbc:mariadb://%s:%d/%s"
            .formatted(place.host(), place.real().getPort(), probe.text("database", "")),
        properties);
  }

  @Override
  String readOnly() {
    return "START TRANSACTION READ ONLY";
  }

  @Override
  boolean refusesAccount(SQLException failure) {
    return failure.getErrorCode() == ACCESS_DENIED
        || failure.getErrorCode() == ACCESS_DENIED_TO_DATABASE
        || "28000".equals(failure.getSQLState());
  }
}
