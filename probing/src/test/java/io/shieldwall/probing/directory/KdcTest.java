package io.shieldwall.probing.directory;

import static io.shieldwall.probing.Results.assertFine;
import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.TestingServer;
import io.shieldwall.scenario.Cause;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kerby.kerberos.kerb.KrbCodec;
import org.apache.kerby.kerberos.kerb.KrbErrorCode;
import org.apache.kerby.kerberos.kerb.type.KerberosTime;
import org.apache.kerby.kerberos.kerb.type.base.KrbError;
import org.apache.kerby.kerberos.kerb.type.base.NameType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Kerberos checks against MIT's krb5kdc.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KdcTest {

  private static final String CLIENT =
      """
      [libdefaults]
        default_realm = BERYLIA.EXAMPLE
        dns_lookup_kdc = false
        dns_lookup_realm = false
      """;

  private static final String SERVER =
      """
      [kdcdefaults]
        kdc_listen = ADDRESS:PORT
        kdc_tcp_listen = ADDRESS:PORT
        kdc_max_dgram_reply_size = LARGEST
      [realms]
        BERYLIA.EXAMPLE = {
          database_name = FOLDER/principal
          key_stash_file = FOLDER/stash
          acl_file = FOLDER/acl
          supported_enctypes = aes256-cts-hmac-sha1-96:normal aes128-cts-hmac-sha1-96:normal
        }
      [logging]
        kdc = FILE:FOLDER/kdc-LARGEST.log
      """;

  private static final List<String> ACCOUNTS =
      List.of(
          "addprinc -pw PASSWORD +requires_preauth monitor",
          "addprinc -pw PASSWORD -requires_preauth trusting",
          "addprinc -pw PASSWORD -e aes128-cts-hmac-sha1-96:special +requires_preauth frugal",
          "addprinc -pw PASSWORD +requires_preauth locked",
          "modprinc -allow_tix locked",
          "addprinc -pw another +requires_preauth clerk",
          "addprinc -pw another -requires_preauth careless",
          "addprinc -randkey host/netbank.example");

  private int port;
  private int narrow;
  private final List<Daemon> daemons = new ArrayList<>();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path server = Daemon.program("krb5kdc");
    Files.writeString(folder.resolve("krb5.conf"), CLIENT);
    port = Daemon.freePort();
    narrow = Daemon.freePort();
    Path configuration = configure(folder, port, 4096);
    Object[] surroundings = surroundings(folder, configuration);
    Daemon.run(
        folder,
        with(surroundings, Daemon.program("kdb5_util"), "create", "-s", "-P", "master", "-W"));
    for (String account : ACCOUNTS) {
      Daemon.run(
          folder,
          with(
              surroundings,
              Daemon.program("kadmin.local"),
              "-q",
              account.replace("PASSWORD", TestingRange.PASSWORD)));
    }
    daemons.add(Daemon.start(folder, TestingRange.ADDRESS, port, with(surroundings, server, "-n")));
    Object[] other = surroundings(folder, configure(folder, narrow, 200));
    daemons.add(Daemon.start(folder, TestingRange.ADDRESS, narrow, with(other, server, "-n")));
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  private static Path configure(Path folder, int port, int largest) throws IOException {
    return Files.writeString(
        folder.resolve("kdc-" + largest + ".conf"),
        SERVER
            .replace("FOLDER", folder.toString())
            .replace("ADDRESS", TestingRange.real(TestingRange.ADDRESS).getHostAddress())
            .replace("PORT", "" + port)
            .replace("LARGEST", "" + largest));
  }

  private static Object[] surroundings(Path folder, Path configuration) {
    return new Object[] {
      "env", "KRB5_CONFIG=" + folder.resolve("krb5.conf"), "KRB5_KDC_PROFILE=" + configuration
    };
  }

  private static Object[] with(Object[] words, Object... more) {
    List<Object> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return all.toArray();
  }

  @Test
  void the_example_of_the_page_holds() {
    ProbeResult result = check(port, Example.of("kerberos").parameters());
    assertFine(result);
    assertThat(result.summary()).contains("\"monitor\" got a ticket for \"host/netbank.example\"");
    assertThat(result.evidence())
        .contains("KDC_ERR_PREAUTH_REQUIRED")
        .contains("aes256-cts-hmac-sha1-96")
        .contains("ticket for krbtgt/BERYLIA.EXAMPLE");
  }

  @Test
  void gets_tickets_over_tcp_with_the_other_cipher_and_without_proof_beforehand() {
    assertFine(check(port, parameters("account", "monitor", "transport", "tcp")));
    ProbeResult frugal =
        check(port, parameters("account", "frugal", "service", "host/netbank.example"));
    assertFine(frugal);
    assertThat(frugal.evidence()).contains("key of cipher aes128-cts-hmac-sha1-96");
    ProbeResult trusting = check(port, parameters("account", "trusting"));
    assertFine(trusting);
    assertThat(trusting.evidence()).contains("asks for no proof");
  }

  @Test
  void changes_to_tcp_where_an_answer_is_too_big() {
    ProbeResult result =
        check(narrow, parameters("account", "monitor", "service", "host/netbank.example"));
    assertFine(result);
    assertThat(result.evidence()).contains("too big for UDP");
  }

  @Test
  void tells_wrong_passwords_and_unknown_or_locked_accounts() {
    for (Map.Entry<String, String> each :
        Map.of(
                "clerk", "PREAUTH_FAILED",
                "careless", "under another key",
                "stranger", "C_PRINCIPAL_UNKNOWN",
                "locked", "CLIENT_REVOKED")
            .entrySet()) {
      ProbeResult result = check(port, parameters("account", each.getKey()));
      assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
      assertThat(result.summary()).contains(each.getValue());
    }
  }

  @Test
  void tells_unknown_services_and_realms() {
    ProbeResult service = check(port, parameters("account", "monitor", "service", "host/rogue"));
    assertThat(service.cause()).as(service.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(service.summary())
        .contains("Expected a ticket for \"host/rogue\"")
        .contains("S_PRINCIPAL_UNKNOWN");
    ProbeResult realm = check(port, Map.of("account", "monitor", "realm", "CRIMSONIA.EXAMPLE"));
    assertThat(realm.cause())
        .as(realm.summary())
        .isIn(Cause.WRONG_CONTENT, Cause.WRONG_CREDENTIALS);
  }

  @Test
  void tells_closed_ports() throws IOException {
    int closed = Daemon.freePort();
    for (String transport : List.of("udp", "tcp")) {
      ProbeResult result = check(closed, parameters("account", "monitor", "transport", transport));
      assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.REFUSED);
    }
  }

  @Test
  void tells_by_how_much_the_clocks_differ() throws Exception {
    KrbError error = new KrbError();
    error.setErrorCode(KrbErrorCode.KRB_AP_ERR_SKEW);
    error.setStime(new KerberosTime(Instant.now().minusSeconds(3600).toEpochMilli()));
    error.setSusec(0);
    error.setRealm("BERYLIA.EXAMPLE");
    error.setSname(TicketMessages.name("krbtgt/BERYLIA.EXAMPLE", NameType.NT_SRV_INST));
    byte[] message = KrbCodec.encode(error);
    try (TestingServer late =
        TestingServer.that(caller -> {
          DataInputStream in = new DataInputStream(caller.getInputStream());
          in.readFully(new byte[in.readInt()]);
          DataOutputStream out = new DataOutputStream(caller.getOutputStream());
          out.writeInt(message.length);
          out.write(message);
          in.read();
        })) {
      ProbeResult result = check(late.port(), parameters("account", "monitor", "transport", "tcp"));
      assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.WRONG_CONTENT);
      assertThat(result.summary())
          .containsPattern("clock differs too much: it is 36\\d\\d s behind");
    }
  }

  private static Map<String, Object> parameters(String... pairs) {
    Map<String, Object> all = new HashMap<>(Map.of("realm", "BERYLIA.EXAMPLE"));
    for (int i = 0; i < pairs.length; i += 2) {
      all.put(pairs[i], pairs[i + 1]);
    }
    return all;
  }

  private static ProbeResult check(int port, Map<String, Object> parameters) {
    return TestingRange.probe("kerberos", port, parameters);
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused("kerberos", port, parameters("account", "monitor"));
    AwkwardPasswords.assertRefused("kerberos", port, parameters("account", "careless"));
  }
}
