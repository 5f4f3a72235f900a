package io.shieldwall.probing.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.OrdinaryUser;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingCertificate;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.Trust;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// RDP checks against xrdp, with TLS and with RDP's own security. It speaks no NLA.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class XrdpTest {

  private int secured;
  private int standard;
  private Trust trust = Trust.platform();
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path program = Daemon.program("xrdp");
    TestingCertificate certificate = TestingCertificate.of(folder, 30);
    trust = Trust.authorities(certificate.certificate());
    secured = Daemon.freePort();
    standard = Daemon.freePort();
    Path tls = folder.resolve("tls");
    Path rdp = folder.resolve("rdp");
    configure(tls, secured, "tls", certificate);
    configure(rdp, standard, "rdp", certificate);
    OrdinaryUser.owns(folder);
    daemons = List.of(start(program, tls, secured), start(program, rdp, standard));
  }

  private static void configure(Path folder, int port, String layer, TestingCertificate pair)
      throws IOException, InterruptedException {
    Files.createDirectory(folder);
    Daemon.run(
        folder, Daemon.program("xrdp-keygen"), "xrdp", folder.resolve("rsakeys.ini"), "2048");
    Files.writeString(
        folder.resolve("xrdp.ini"),
        """
        [Globals]
        ini_version=1
        fork=true
        port=tcp://%s:%d
        security_layer=%s
        crypt_level=high
        certificate=%s
        key_file=%s
        ssl_protocols=TLSv1.2, TLSv1.3
        autorun=
        allow_channels=true
        max_bpp=32

        [Logging]
        LogFile=%s
        LogLevel=INFO
        EnableSyslog=false

        [Xorg]
        name=Xorg
        lib=libxup.so
        username=ask
        password=ask
        ip=127.0.0.1
        port=-1
        code=20
        """
            .formatted(
                TestingRange.real(TestingRange.ADDRESS).getHostAddress(),
                port,
                layer,
                pair.certificate(),
                pair.key(),
                folder.resolve("xrdp.log")));
  }

  private static Daemon start(Path program, Path folder, int port) throws IOException {
    return Daemon.start(
        folder,
        TestingRange.ADDRESS,
        port,
        program,
        "--nodaemon",
        "--config",
        folder.resolve("xrdp.ini"));
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_example_of_the_page_holds() {
    ProbeResult result =
        TestingRange.probe("rdp", secured, Example.all("rdp").getLast().parameters());
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
    assertThat(result.evidence())
        .contains("the server chose tls")
        .contains("TLSv1.")
        .contains("encryption 0, channels [1003, 1004, 1005, 1006]")
        .contains("joined every channel");
  }

  @Test
  void joins_a_session_with_its_own_security() {
    ProbeResult result = TestingRange.probe("rdp", standard, Map.of("security", "standard"));
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
    assertThat(result.summary()).contains("4 channels of RDP 8.4 with standard");
    assertThat(result.evidence()).contains("joined every channel");
  }

  @Test
  void tells_other_security_than_expected() throws IOException {
    ProbeResult weaker = TestingRange.probe("rdp", standard, Map.of("security", "tls"));
    assertThat(weaker.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(weaker.summary()).contains("Expected the server to choose tls, got standard");
    ProbeResult none = TestingRange.probe("rdp", standard, Map.of("tls", "verify"));
    assertThat(none.cause()).isEqualTo(Cause.TLS);
    assertThat(TestingRange.probe("rdp", Daemon.freePort(), Map.of()).cause())
        .isEqualTo(Cause.REFUSED);
  }

  @Test
  void says_that_a_password_cannot_be_proven_without_nla() {
    ProbeResult result = TestingRange.probe("rdp", secured, Map.of("account", "monitor"));
    assertThat(result.cause()).isEqualTo(Cause.PROTOCOL);
    assertThat(result.summary()).contains("Expected the server to offer NLA");
  }

  @Test
  void verifies_the_certificate_where_it_is_asked_to() {
    Map<String, Object> verify = Map.of("tls", "verify");
    assertThat(TestingRange.probe("rdp", secured, verify).cause()).isEqualTo(Cause.TLS);
    ProbeResult trusted =
        TestingRange.prober(trust).probe(TestingRange.request("rdp", secured, verify));
    assertThat(trusted.cause()).as(trusted.summary() + trusted.evidence()).isEqualTo(Cause.NONE);
  }
}
