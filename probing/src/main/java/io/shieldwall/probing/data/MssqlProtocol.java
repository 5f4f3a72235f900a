package io.shieldwall.probing.data;

import io.shieldwall.probing.TlsPolicy;
import io.shieldwall.scenario.Probe;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Microsoft SQL Server (MS-TDS 7.4).
public final class MssqlProtocol extends SqlProtocol {

  /// The driver tells every failed connection to the log; here it is an everyday result.
  private static final Logger QUIET = Logger.getLogger("com.microsoft.sqlserver.jdbc");

  private static final int LOGIN_FAILED = 18456;
  private static final int CANNOT_OPEN_DATABASE = 4060;

  @Override
  public String name() {
    return "mssql";
  }

  @Override
  public String summary() {
    return "Signs in to a Microsoft SQL Server, runs a query and looks at its rows.";
  }

  @Override
  Driver driver() {
    QUIET.setLevel(Level.OFF);
    return new com.microsoft.sqlserver.jdbc.SQLServerDriver();
  }

  /// The driver's own deadline lies behind the session's, and it tries once. It speaks TLS itself,
  /// within its packets, and therefore takes a trust manager and not a socket.
  @Override
  Connecting connecting(Sockets.Place place, Probe probe, String password) {
    Properties properties = new Properties();
    properties.setProperty("user", probe.text("account", ""));
    properties.setProperty("password", password);
    probe.text("database").ifPresent(name -> properties.setProperty("databaseName", name));
    properties.setProperty("serverName", place.real().getAddress().getHostAddress());
    properties.setProperty("portNumber", "" + place.real().getPort());
    properties.setProperty("socketFactoryClass", Sockets.class.getName());
    boolean verify = place.policy() == TlsPolicy.VERIFY;
    properties.setProperty("encrypt", place.policy() == TlsPolicy.OFF ? "false" : "true");
    properties.setProperty("trustServerCertificate", verify ? "false" : "true");
    if (verify) {
      properties.setProperty("trustManagerClass", SessionTrust.class.getName());
      properties.setProperty("hostNameInCertificate", place.name());
    }
    properties.setProperty("connectRetryCount", "0");
    long seconds = place.session().timeout().toSeconds() + 2;
    properties.setProperty("loginTimeout", "" + Math.min(seconds, 600));
    return new Connecting("jdbc:sqlserver://", properties);
  }

  @Override
  String readOnly() {
    return "BEGIN TRANSACTION";
  }

  @Override
  boolean refusesAccount(SQLException failure) {
    return failure.getErrorCode() == LOGIN_FAILED || failure.getErrorCode() == CANNOT_OPEN_DATABASE;
  }
}
