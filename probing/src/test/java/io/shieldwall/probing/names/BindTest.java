package io.shieldwall.probing.names;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// DNS checks against BIND's named, which listens on addresses of interfaces only: 127.0.0.1, that
/// is 10.0.0.1 of the scenario.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BindTest {

  private static final String ADDRESS = "10.0.0.1";
  private static final String CONFIGURATION =
      """
      options {
        directory "FOLDER";
        listen-on port PORT { 127.0.0.1; };
        listen-on-v6 { none; };
        recursion no;
        dnssec-validation no;
        pid-file "FOLDER/named.pid";
        session-keyfile "FOLDER/session.key";
        managed-keys-directory "FOLDER";
      };
      controls { };
      zone "berylia.example" { type primary; file "FOLDER/zone"; allow-transfer { none; }; };
      zone "open.example" { type primary; file "FOLDER/open"; allow-transfer { any; }; };
      zone "huge.example" { type primary; file "FOLDER/huge"; allow-transfer { any; }; };
      SIGNED
      """;
  private static final String ZONE =
      """
      $TTL 60
      @ IN SOA ns.berylia.example. root.berylia.example. 7 60 60 60 60
      @ IN NS ns.berylia.example.
      @ IN MX 10 mail.berylia.example.
      @ IN TXT "v=spf1 -all"
      ns IN A 10.1.20.12
      www IN A 10.1.20.11
      www IN A 10.1.20.21
      www IN AAAA fd00::11
      shop IN CNAME www
      _sip._tcp IN SRV 5 10 5060 www.berylia.example.
      """;

  private static final List<String> SIGNED = List.of("good", "old", "soon", "tampered");

  private String anchor = "";
  private int port;
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    Path program = Daemon.copy(Daemon.program("named"), folder);
    port = Daemon.freePort();
    StringBuilder zone = new StringBuilder(ZONE);
    for (int i = 0; i < 100; i++) {
      zone.append("many IN A 10.1.30.").append(i).append('\n');
    }
    Files.writeString(folder.resolve("zone"), zone);
    Files.writeString(folder.resolve("open"), zone.toString().replace("berylia.", "open."));
    for (int i = 0; i < 11_000; i++) {
      zone.append("n").append(i).append(" IN A 10.1.30.1\n");
    }
    Files.writeString(folder.resolve("huge"), zone.toString().replace("berylia.", "huge."));
    sign(folder, "good", "now-3600", "now+2592000");
    sign(folder, "old", "20200101000000", "20200201000000");
    sign(folder, "soon", "now-3600", "now+7200");
    sign(folder, "tampered", "now-3600", "now+2592000");
    Path tampered = folder.resolve("tampered");
    Files.writeString(tampered, Files.readString(tampered).replace("10.1.20.11", "10.66.6.6"));
    anchor = Files.readString(folder.resolve("dsset-good.example."));
    Path configuration = folder.resolve("named.conf");
    Files.writeString(
        configuration,
        CONFIGURATION
            .replace("SIGNED", signedZones())
            .replace("FOLDER", folder.toString())
            .replace("PORT", "" + port));
    daemons =
        List.of(Daemon.start(folder, ADDRESS, port, program, "-f", "-4", "-c", configuration));
  }

  private static String signedZones() {
    return SIGNED.stream()
        .map("zone \"%1$s.example\" { type primary; file \"FOLDER/%1$s\"; };"::formatted)
        .collect(Collectors.joining("\n"));
  }

  private static void sign(Path folder, String name, String start, String end)
      throws IOException, InterruptedException {
    String zone = name + ".example";
    Path plain = folder.resolve(name + ".plain");
    Files.writeString(plain, ZONE.replace("berylia.", name + "."));
    Path keygen = Daemon.program("dnssec-keygen");
    Daemon.run(folder, keygen, "-q", "-K", folder, "-a", "ECDSAP256SHA256", "-f", "KSK", zone);
    Object[] command = {
      Daemon.program("dnssec-signzone"),
      "-S",
      "-z",
      "-P",
      "-K",
      folder,
      "-d",
      folder,
      "-s",
      start,
      "-e",
      end,
      "-o",
      zone,
      "-f",
      folder.resolve(name),
      plain
    };
    Daemon.run(folder, command);
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void resolves_every_type_of_record() {
    assertFine(Map.of("name", "www.berylia.example", "answer", "10.1.20.21"));
    assertFine(Map.of("name", "WWW.Berylia.Example.", "answer", "10.1.20.11"));
    assertFine(Map.of("name", "www.berylia.example", "type", "AAAA", "answer", "fd00::11"));
    assertFine(Map.of("name", "shop.berylia.example", "answer", "10.1.20.11"));
    assertFine(
        Map.of("name", "shop.berylia.example", "type", "CNAME", "answer", "www.berylia.example"));
    assertFine(Map.of("name", "berylia.example", "type", "MX", "answer", "mail.berylia.example"));
    assertFine(Map.of("name", "berylia.example", "type", "TXT", "answer", "v=spf1 -all"));
    assertFine(Map.of("name", "berylia.example", "type", "NS", "answer", "ns.berylia.example"));
    assertFine(Map.of("name", "berylia.example", "type", "SOA"));
    assertFine(
        Map.of(
            "name", "_sip._tcp.berylia.example",
            "type", "SRV",
            "answer", "5 10 5060 www.berylia.example"));
  }

  @Test
  void asks_over_tcp() {
    assertFine(Map.of("name", "www.berylia.example", "answer", "10.1.20.11", "transport", "tcp"));
  }

  @Test
  void asks_over_tcp_when_an_answer_does_not_fit_a_datagram() {
    ProbeResult result = ask(Map.of("name", "many.berylia.example", "answer", "10.1.30.99"));
    assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.NONE);
    assertThat(result.evidence()).contains("truncated; asking again over TCP");
  }

  @Test
  void tells_wrong_and_missing_answers() {
    assertThat(ask(Map.of("name", "www.berylia.example", "answer", "10.66.6.6")).cause())
        .isEqualTo(Cause.WRONG_CONTENT);
    assertThat(ask(Map.of("name", "gone.berylia.example")).cause()).isEqualTo(Cause.UNRESOLVED);
    assertThat(ask(Map.of("name", "ns.berylia.example", "type", "MX")).cause())
        .isEqualTo(Cause.UNRESOLVED);
    assertThat(ask(Map.of("name", "www.elsewhere.example")).summary()).contains("got REFUSED");
  }

  @Test
  void can_want_a_name_not_to_exist() {
    assertFine(Map.of("name", "gone.berylia.example", "rcode", "NXDOMAIN"));
    assertFine(Map.of("name", "www.elsewhere.example", "rcode", "REFUSED"));
  }

  @Test
  void the_documented_example_holds() {
    assertFine(Example.of("dns").parameters());
  }

  @Test
  void verifies_signatures_and_their_trust_anchor() {
    assertFine(Map.of("name", "www.good.example", "dnssec", true, "answer", "10.1.20.11"));
    assertFine(Map.of("name", "shop.good.example", "dnssec", true, "anchor", anchor));
    ProbeResult other = ask(Map.of("name", "www.soon.example", "dnssec", true, "anchor", anchor));
    assertThat(other.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(other.summary()).contains("none of the keys of soon.example. is that of the trust");
    ProbeResult nonsense = ask(Map.of("name", "good.example", "dnssec", true, "anchor", "x y"));
    assertThat(nonsense.cause()).as(nonsense.summary()).isEqualTo(Cause.CHECKER_FAULT);
  }

  @Test
  void tells_signatures_that_are_missing_wrong_or_past_their_end() {
    assertFlaw("www.old.example", "ended on 2020-02-01T00:00:00Z");
    assertFlaw("www.tampered.example", "does not hold");
    assertFlaw("www.berylia.example", "www.berylia.example. A is not signed");
  }

  private void assertFlaw(String name, String why) {
    ProbeResult result = ask(Map.of("name", name, "dnssec", true));
    assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.CRITICAL);
    assertThat(result.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(result.summary()).contains(why);
  }

  @Test
  void warns_of_signatures_that_end_soon() {
    ProbeResult soon = ask(Map.of("name", "www.soon.example", "dnssec", true));
    assertThat(soon.outcome()).as(soon.summary()).isEqualTo(Outcome.WARNING);
    assertThat(soon.summary()).contains("in less than 1 days");
    assertFine(Map.of("name", "www.soon.example", "dnssec", true, "warn-days", 0L));
  }

  @Test
  void wants_zone_transfers_to_be_refused_or_allowed() {
    assertFine(Map.of("name", "berylia.example", "transfer", "refused"));
    assertFine(Map.of("name", "open.example", "transfer", "allowed", "serial-minimum", 7L));
    ProbeResult open = ask(Map.of("name", "open.example", "transfer", "refused"));
    assertThat(open.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(open.summary())
        .isEqualTo("Expected the transfer of \"open.example\" to be refused, got 110 records.");
    ProbeResult closed = ask(Map.of("name", "berylia.example", "transfer", "allowed"));
    assertThat(closed.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(closed.summary())
        .isEqualTo("Expected a transfer of \"berylia.example\", got REFUSED.");
    ProbeResult huge = ask(Map.of("name", "huge.example", "transfer", "allowed"));
    assertThat(huge.summary()).contains("more than a check reads");
    assertThat(ask(Map.of("name", "huge.example", "transfer", "refused")).cause())
        .isEqualTo(Cause.WRONG_CONTENT);
  }

  @Test
  void wants_a_serial_that_is_not_older_than_the_minimum() {
    assertFine(Map.of("name", "berylia.example", "serial-minimum", 4_294_967_295L));
    ProbeResult old = ask(Map.of("name", "berylia.example", "serial-minimum", 8L));
    assertThat(old.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(old.summary()).isEqualTo("Expected a serial of at least 8, got 7.");
  }

  private void assertFine(Map<String, Object> parameters) {
    ProbeResult result = ask(parameters);
    assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.NONE);
  }

  private ProbeResult ask(Map<String, Object> parameters) {
    return TestingRange.prober()
        .probe(TestingRange.request("dns", ADDRESS, port, Duration.ofSeconds(20), parameters));
  }
}
