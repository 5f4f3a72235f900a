package io.shieldwall.probing.directory;

import static io.shieldwall.probing.Results.assertFine;
import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.OrdinaryUser;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.Rounds;
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

/// LDAP checks against OpenLDAP's slapd.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlapdTest {

  private static final String CONFIGURATION =
      """
      include /etc/ldap/schema/core.schema
      include /etc/ldap/schema/cosine.schema
      include /etc/ldap/schema/inetorgperson.schema
      modulepath /usr/lib/ldap
      moduleload back_mdb
      pidfile FOLDER/slapd.pid
      TLSCertificateFile FOLDER/certificate.pem
      TLSCertificateKeyFile FOLDER/certificate-key.pem
      database mdb
      suffix "dc=berylia,dc=example"
      rootdn "cn=admin,dc=berylia,dc=example"
      rootpw owned
      directory FOLDER/db
      access to attrs=userPassword by anonymous auth by * none
      access to attrs=description by self write by * read
      access to * by * read
      """;

  private static final String PEOPLE =
      """
      dn: dc=berylia,dc=example
      objectClass: dcObject
      objectClass: organization
      dc: berylia
      o: Berylia

      dn: ou=people,dc=berylia,dc=example
      objectClass: organizationalUnit
      ou: people

      dn: uid=monitor,ou=people,dc=berylia,dc=example
      objectClass: inetOrgPerson
      uid: monitor
      cn: Monitor
      sn: Monitor
      userPassword: PASSWORD

      dn: uid=clerk,ou=people,dc=berylia,dc=example
      objectClass: inetOrgPerson
      uid: clerk
      cn: Clerk of Berylia
      sn: Clerk
      title: Registrar
      userPassword: another
      """;

  private static final Map<String, Object> BOUND =
      Map.of(
          "account", "monitor",
          "bind", "uid={account},ou=people,dc=berylia,dc=example",
          "base", "dc=berylia,dc=example");

  private int plain;
  private int secure;
  private Path folder = Path.of("");
  private Prober trusting = TestingRange.prober();
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    this.folder = folder;
    Path slapd = Daemon.program("slapd");
    plain = Daemon.freePort();
    secure = Daemon.freePort();
    TestingCertificate.of(folder, 2);
    trusting = TestingRange.prober(Trust.authorities(folder.resolve("certificate.pem")));
    Files.createDirectories(folder.resolve("db"));
    Path configuration = folder.resolve("slapd.conf");
    Files.writeString(configuration, CONFIGURATION.replace("FOLDER", folder.toString()));
    Path people = folder.resolve("people.ldif");
    Files.writeString(people, PEOPLE.replace("PASSWORD", TestingRange.PASSWORD));
    OrdinaryUser.owns(folder);
    Daemon.run(
        folder, OrdinaryUser.command(Daemon.program("slapadd"), "-f", configuration, "-l", people));
    String address = TestingRange.real(TestingRange.ADDRESS).getHostAddress();
    String urls = "ldap://%s:%d ldaps://%s:%d".formatted(address, plain, address, secure);
    daemons =
        List.of(
            Daemon.start(
                folder,
                TestingRange.ADDRESS,
                plain,
                OrdinaryUser.command(slapd, "-d", "0", "-h", urls, "-f", configuration)));
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_example_of_the_page_holds() {
    assertFine(check(plain, Example.of("ldap").parameters()));
  }

  @Test
  void searches_with_base_scope_filter_and_attributes() {
    ProbeResult clerk =
        check(
            plain,
            with(
                Map.of(
                    "filter",
                    "(uid=clerk)",
                    "attributes",
                    List.of("title", "cn"),
                    "contains",
                    List.of("title: Registrar", "cn: Clerk of Berylia"),
                    "absent",
                    "sn:")));
    assertFine(clerk);
    assertThat(clerk.summary()).contains("1 entries");
    assertThat(check(plain, with(Map.of("scope", "base"))).summary()).contains("1 entries");
    assertThat(check(plain, with(Map.of("scope", "one"))).summary()).contains("1 entries");
    assertThat(check(plain, with(Map.of("scope", "sub"))).summary()).contains("4 entries");
    assertFine(check(plain, Map.of("base", "dc=berylia,dc=example")));
  }

  @Test
  void tells_what_is_missing_or_different() {
    ProbeResult title =
        check(plain, with(Map.of("filter", "(uid=clerk)", "contains", "title: Traitor")));
    assertThat(title.cause()).as(title.summary()).isEqualTo(Cause.WRONG_CONTENT);
    ProbeResult nobody = check(plain, with(Map.of("filter", "(uid=nobody)")));
    assertThat(nobody.summary()).contains("at least 1 entries");
    ProbeResult base = check(plain, with(Map.of("base", "dc=crimsonia,dc=example")));
    assertThat(base.summary()).contains("Expected entry \"dc=crimsonia,dc=example\"");
    assertThat(check(plain, with(Map.of("filter", "(uid="))).cause())
        .isEqualTo(Cause.CHECKER_FAULT);
  }

  @Test
  void tells_wrong_passwords_and_closed_ports() throws IOException {
    ProbeResult clerk = check(plain, with(Map.of("account", "clerk")));
    assertThat(clerk.cause()).as(clerk.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(check(plain, with(Map.of("account", "stranger"))).cause())
        .isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(check(Daemon.freePort(), BOUND).cause()).isEqualTo(Cause.REFUSED);
  }

  @Test
  void speaks_tls_from_the_start_or_on_request_and_looks_at_the_certificate() {
    for (int port : List.of(plain, secure)) {
      Map<String, Object> parameters =
          with(port == plain ? Map.of("starttls", true, "tls", "verify") : Map.of("tls", "verify"));
      ProbeResult trusted = trusting.probe(TestingRange.request("ldap", port, parameters));
      assertFine(trusted);
      assertThat(trusted.evidence()).contains("TLSv1.3").contains("certificate of CN=");
      ProbeResult untrusted = check(port, parameters);
      assertThat(untrusted.cause()).as(untrusted.summary()).isEqualTo(Cause.TLS);
    }
  }

  @Test
  void plants_a_token_and_finds_it_in_the_next_round() throws Exception {
    Rounds rounds = new Rounds(new Probe("ldap", with(Map.of("put", "description"))), plain);
    assertFine(rounds.next());
    assertFine(rounds.next());
    Path change = folder.resolve("change.ldif");
    Files.writeString(
        change,
        """
        dn: uid=monitor,ou=people,dc=berylia,dc=example
        changetype: modify
        replace: description
        description: owned
        """);
    change(change);
    ProbeResult tampered = rounds.next();
    assertThat(tampered.cause()).as(tampered.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(tampered.summary()).contains("got \"owned\"");
    assertThat(rounds.next().summary()).isEqualTo(tampered.summary());
    assertFine(rounds.next());
    ProbeResult refused = check(plain, with(Map.of("put", "title")));
    assertThat(refused.cause()).as(refused.summary()).isEqualTo(Cause.REFUSED);
  }

  /// An intruder who knows the administrator's password.
  private void change(Path change) throws Exception {
    try (com.unboundid.ldap.sdk.LDAPConnection intruder =
        new com.unboundid.ldap.sdk.LDAPConnection(
            TestingRange.real(TestingRange.ADDRESS).getHostAddress(),
            plain,
            "cn=admin,dc=berylia,dc=example",
            "owned")) {
      intruder.modify(Files.readAllLines(change).toArray(String[]::new));
    }
  }

  private static Map<String, Object> with(Map<String, Object> more) {
    Map<String, Object> parameters = new HashMap<>(BOUND);
    parameters.putAll(more);
    return parameters;
  }

  private static ProbeResult check(int port, Map<String, Object> parameters) {
    return TestingRange.probe("ldap", port, parameters);
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused("ldap", plain, with(Map.of("account", "monitor")));
  }
}
