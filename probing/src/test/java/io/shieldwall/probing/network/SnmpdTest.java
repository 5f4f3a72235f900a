package io.shieldwall.probing.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// SNMP checks against Net-SNMP's agent.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SnmpdTest {

  private static final String LOCATION = "1.3.6.1.2.1.1.6.0";
  private static final String CONFIGURATION =
      """
      [snmp] persistentDir FOLDER/persistent
      sysLocation Substation 3 of Berylia
      sysName pump-7
      rocommunity PASSWORD 127.0.0.0/8
      createUser monitor SHA-256 PASSWORD AES PASSWORD
      createUser signer SHA PASSWORD
      createUser other SHA-256 something-else-9 AES something-else-9
      rouser monitor priv
      rouser signer auth
      rouser other priv
      """;

  private int port;
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    Path program = Daemon.program("snmpd");
    port = Daemon.freePort();
    Files.createDirectories(folder.resolve("persistent"));
    Path configuration = folder.resolve("snmpd.conf");
    Files.writeString(
        configuration,
        CONFIGURATION
            .replace("PASSWORD", TestingRange.PASSWORD)
            .replace("FOLDER", folder.toString()));
    String address = TestingRange.real(TestingRange.ADDRESS).getHostAddress();
    daemons =
        List.of(
            Daemon.launch(
                folder,
                program,
                "-f",
                "-Lo",
                "-C",
                "-c",
                configuration,
                "-I",
                "-smux",
                "-x",
                "",
                "udp:" + address + ":" + port));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> snmp(Map.of("account", "any", "oid", LOCATION)).outcome() == Outcome.OK);
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_documented_example_holds() {
    ProbeResult result = snmp(Example.of("snmp").parameters());
    assertThat(result.outcome()).as(result.summary() + result.evidence()).isEqualTo(Outcome.OK);
    assertThat(result.evidence()).contains("Substation 3").doesNotContain(TestingRange.PASSWORD);
  }

  @Test
  void version_2c_reads_several_objects() {
    ProbeResult result =
        snmp(
            Map.of(
                "account", "any",
                "oid", List.of(LOCATION, "1.3.6.1.2.1.1.5.0"),
                "equals", "Substation 3 of Berylia\npump-7"));
    assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.OK);
  }

  @Test
  void version_3_can_sign_without_encryption() {
    ProbeResult result =
        snmp(
            Map.of(
                "version",
                "3",
                "account",
                "signer",
                "authentication",
                "sha",
                "privacy",
                "none",
                "oid",
                LOCATION));
    assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.OK);
  }

  @Test
  void tells_unknown_users_wrong_passwords_and_levels() {
    assertThat(three("stranger").summary()).contains("unknown user");
    ProbeResult wrong = three("other");
    assertThat(wrong.cause()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(wrong.summary()).contains("wrong digest");
  }

  @Test
  void tells_missing_objects_and_wrong_values() {
    ProbeResult missing = snmp(Map.of("account", "any", "oid", "1.3.6.1.2.1.99.9.0"));
    assertThat(missing.cause()).as(missing.summary()).isEqualTo(Cause.WRONG_CONTENT);
    ProbeResult wrong = snmp(Map.of("account", "any", "oid", LOCATION, "contains", "Crimsonia"));
    assertThat(wrong.cause()).isEqualTo(Cause.WRONG_CONTENT);
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    ProbeResult result =
        TestingRange.prober()
            .probe(
                TestingRange.request(
                    "snmp",
                    TestingRange.ADDRESS,
                    Daemon.freePort(),
                    Duration.ofSeconds(2),
                    Map.of("account", "any", "oid", LOCATION)));
    assertThat(result.cause()).as(result.summary()).isIn(Cause.REFUSED, Cause.TIMEOUT);
  }

  private ProbeResult three(String account) {
    return snmp(Map.of("version", "3", "account", account, "oid", LOCATION));
  }

  private ProbeResult snmp(Map<String, Object> parameters) {
    return TestingRange.prober()
        .probe(
            TestingRange.request(
                "snmp", TestingRange.ADDRESS, port, Duration.ofSeconds(6), parameters));
  }

  @Test
  void an_awkward_password_is_the_teams() {
    for (String privacy : List.of("none", "aes128")) {
      AwkwardPasswords.assertRefused(
          "snmp",
          port,
          Map.of("version", "3", "account", "monitor", "privacy", privacy, "oid", LOCATION));
    }
  }
}
