package io.shieldwall.probing.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
      zone "berylia.example" { type primary; file "FOLDER/zone"; };
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

  private int port;
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    Path program = Daemon.copy(Daemon.program("named"), folder);
    port = Daemon.freePort();
    StringBuilder zone = new StringBuilder(ZONE);
    for (int i = 0; i < 100; i++) {
      zone.append("many IN A 10.1.30.").append(i).append('\n');
    }
    Files.writeString(folder.resolve("zone"), zone);
    Path configuration = folder.resolve("named.conf");
    Files.writeString(
        configuration,
        CONFIGURATION.replace("FOLDER", folder.toString()).replace("PORT", "" + port));
    daemons =
        List.of(Daemon.start(folder, ADDRESS, port, program, "-f", "-4", "-c", configuration));
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

  private void assertFine(Map<String, Object> parameters) {
    ProbeResult result = ask(parameters);
    assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.NONE);
  }

  private ProbeResult ask(Map<String, Object> parameters) {
    return TestingRange.prober()
        .probe(TestingRange.request("dns", ADDRESS, port, Duration.ofSeconds(20), parameters));
  }
}
