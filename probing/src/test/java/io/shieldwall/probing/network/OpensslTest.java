package io.shieldwall.probing.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.TestingCertificate;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.Trust;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// TLS posture checks against OpenSSL's server.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpensslTest {

  private Path folder = Path.of("");
  private final List<Daemon> daemons = new ArrayList<>();
  private Prober prober = TestingRange.prober();
  private int good;
  private int old;
  private int ending;
  private int other;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    TestingCertificate certificate = TestingCertificate.of(folder, 90);
    prober = TestingRange.prober(Trust.authorities(certificate.certificate()));
    good = serve(certificate, "-alpn", "http/1.1");
    old = serve(certificate, "-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0", "-no_tls1_3");
    ending =
        serve(
            TestingCertificate.of(folder, "ending", TestingRange.HOST, 3, "rsa:1024"),
            "-cipher",
            "DEFAULT:@SECLEVEL=0",
            "-no_tls1",
            "-no_tls1_1");
    other = serve(TestingCertificate.of(folder, "other", "other.example", 90, "rsa:2048"));
  }

  private int serve(TestingCertificate certificate, String... more) throws IOException {
    int port = Daemon.freePort();
    Stream<Object> command =
        Stream.of(
            Daemon.program("openssl"),
            "s_server",
            "-quiet",
            "-accept",
            TestingRange.real(TestingRange.ADDRESS).getHostAddress() + ":" + port,
            "-cert",
            certificate.certificate(),
            "-key",
            certificate.key());
    daemons.add(
        Daemon.start(
            folder,
            TestingRange.ADDRESS,
            port,
            Stream.concat(command, Stream.of((Object[]) more)).toArray()));
    return port;
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_documented_example_holds() {
    ProbeResult result = tls(good, Example.of("tls").parameters());
    assertThat(result.outcome()).as(result.summary() + result.evidence()).isEqualTo(Outcome.OK);
    assertThat(result.summary())
        .isEqualTo("TLS 1.2 1.3 with a certificate that is valid for 89 more days.");
    assertThat(result.evidence())
        .contains("* accepts TLS 1.2, 1.3")
        .contains("* accepts none of the weak ciphers")
        .contains("* certificate of CN=" + TestingRange.HOST);
  }

  @Test
  void tells_a_certificate_that_nobody_vouches_for_or_of_another_name() {
    ProbeResult distrusted =
        TestingRange.prober()
            .probe(TestingRange.request("tls", good, Map.of("certificate", "trusted")));
    assertThat(distrusted.cause()).isEqualTo(Cause.TLS);
    assertThat(distrusted.summary()).contains("trusted authority");
    ProbeResult named = tls(other, Map.of());
    assertThat(named.outcome()).isEqualTo(Outcome.CRITICAL);
    assertThat(named.summary()).contains("got one for \"CN=other.example\"");
    assertThat(tls(other, Map.of("certificate", "any")).outcome()).isEqualTo(Outcome.OK);
  }

  @Test
  void a_certificate_that_ends_soon_and_a_short_key_are_warnings() {
    ProbeResult soon = tls(ending, Map.of());
    assertThat(soon.outcome()).as(soon.summary()).isEqualTo(Outcome.WARNING);
    assertThat(soon.summary()).contains("valid for 14 more days, got 2");
    ProbeResult key = tls(ending, Map.of("days", 1L));
    assertThat(key.outcome()).isEqualTo(Outcome.WARNING);
    assertThat(key.summary()).contains("an RSA key of 1024 bits");
  }

  @Test
  void tells_old_versions_and_weak_ciphers() {
    Map<String, Object> any =
        new HashMap<>(Map.of("certificate", "any", "ciphers", "any", "oldest", "1.0"));
    assertThat(tls(old, any).outcome()).isEqualTo(Outcome.OK);
    any.put("newest", "1.3");
    ProbeResult missing = tls(old, any);
    assertThat(missing.summary())
        .isEqualTo("Expected TLS 1.3 to be accepted, got only 1.0 1.1 1.2.");
    assertThat(tls(old, Map.of("certificate", "any")).summary())
        .isEqualTo("Expected no TLS older than 1.2, got TLS 1.0.");
    ProbeResult weak = tls(old, Map.of("oldest", "1.0"));
    assertThat(weak.cause()).isEqualTo(Cause.TLS);
    assertThat(weak.summary()).startsWith("Expected no weak cipher to be accepted, got TLS_");
    ProbeResult version = tls(good, Map.of("oldest", "1.3"));
    assertThat(version.summary()).isEqualTo("Expected no TLS older than 1.3, got TLS 1.2.");
  }

  @Test
  void wants_an_application_protocol_where_it_is_asked_for() {
    assertThat(tls(good, Map.of("alpn", List.of("h2", "http/1.1"))).outcome())
        .isEqualTo(Outcome.OK);
    assertThat(tls(other, Map.of("alpn", "h2", "certificate", "any")).summary())
        .contains("application protocols");
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    assertThat(TestingRange.probe("tls", Daemon.freePort(), Map.of()).cause())
        .isEqualTo(Cause.REFUSED);
  }

  private ProbeResult tls(int port, Map<String, Object> parameters) {
    return prober.probe(TestingRange.request("tls", port, parameters));
  }
}
