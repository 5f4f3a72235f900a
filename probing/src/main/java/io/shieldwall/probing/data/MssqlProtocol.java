package io.shieldwall.probing.data;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.TlsPolicy;
import io.shieldwall.scenario.Probe;
import java.lang.reflect.Field;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Microsoft SQL Server (MS-TDS 7.4).
public final class MssqlProtocol extends SqlProtocol {

  /// The driver tells every failed connection to the log; here it is an everyday result.
  private static final Logger QUIET = Logger.getLogger("com.microsoft.sqlserver.jdbc");

  private static final List<String> WORKSTATIONS = List.of("WEB01", "APP01", "APP02", "OFFICE-PC");

  private static final int LONGEST = 128;
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

  private static final class Prepared {
    static final Driver DRIVER = driverThatForgets();
  }

  @Override
  Driver driver() {
    return Prepared.DRIVER;
  }

  private static Driver driverThatForgets() {
    QUIET.setLevel(Level.OFF);
    try {
      Field mirrors =
          Class.forName("com.microsoft.sqlserver.jdbc.FailoverMapSingleton")
              .getDeclaredField("failoverMap");
      mirrors.setAccessible(true);
      mirrors.set(null, new Forgetful());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this driver would go to mirrors that a server names", e);
    }
    return new com.microsoft.sqlserver.jdbc.SQLServerDriver();
  }

  /// What the driver knows about mirrors of databases: nothing. It remembers those that a server
  /// names for the whole process, and when the server does not answer in a later round it asks the
  /// mirror's host where to connect (MC-SQLR, UDP port 1434), past every guard.
  private static final class Forgetful extends HashMap<String, Object> {

    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Object put(String database, Object mirror) {
      return null;
    }
  }

  /// The driver's own deadline lies behind the session's, and it tries once. It speaks TLS itself,
  /// within its packets, and therefore takes a trust manager and not a socket.
  @Override
  Connecting connecting(Sockets.Place place, Probe probe, String password) throws ProbeFailure {
    if (password.length() > LONGEST) {
      throw ProbeFailure.unfit(
          probe.text("account", ""), "SQL Server takes at most " + LONGEST + " characters");
    }
    Properties properties = new Properties();
    properties.setProperty("user", probe.text("account", ""));
    properties.setProperty("password", password);
    probe.text("database").ifPresent(name -> properties.setProperty("databaseName", name));
    // else the driver asks for this machine's name and tells it to the server
    properties.setProperty("workstationID", place.session().choose(WORKSTATIONS));
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
