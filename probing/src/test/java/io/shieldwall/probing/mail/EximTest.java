package io.shieldwall.probing.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
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

/// SMTP checks against Exim. A copy of the program runs as whoever runs the test: not set-uid, with
/// that user as Exim's own, it needs no privilege.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EximTest {

  private static final String CONFIGURATION =
      """
      exim_user = UID
      exim_group = GID
      spool_directory = FOLDER/spool
      log_file_path = FOLDER/log-%s
      pid_file_path =
      keep_environment =
      queue_only
      local_interfaces = ADDRESS
      daemon_smtp_ports = PORT
      tls_advertise_hosts =
      primary_hostname = mail.berylia.example
      acl_smtp_rcpt = recipients
      acl_smtp_data = messages
      domainlist here = berylia.example
      begin acl
      recipients:
        defer local_parts = later
              message = come back later
        accept domains = +here
               local_parts = press : postmaster
        deny message = no such user here
      messages:
        deny condition = ${if match{$h_subject:}{spam}}
             message = this is spam
        accept
      begin routers
      begin transports
      """;

  private int port;
  private Path spool = Path.of("");
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    Path program = Daemon.copy(Daemon.program("exim4"), folder);
    port = Daemon.freePort();
    spool = Files.createDirectories(folder.resolve("spool"));
    Path configuration = folder.resolve("exim.conf");
    Files.writeString(
        configuration,
        CONFIGURATION
            .replace("UID", "" + Files.getAttribute(folder, "unix:uid"))
            .replace("GID", "" + Files.getAttribute(folder, "unix:gid"))
            .replace("FOLDER", folder.toString())
            .replace("ADDRESS", TestingRange.real(TestingRange.ADDRESS).getHostAddress())
            .replace("PORT", "" + port));
    daemons =
        List.of(
            Daemon.start(folder, TestingRange.ADDRESS, port, program, "-C", configuration, "-bdf"));
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void hands_over_a_message_that_is_then_in_the_spool() throws IOException {
    ProbeResult result =
        mail(Map.of("to", "press@berylia.example", "from", "a@b.example", "subject", "Übung"));
    assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.NONE);
    assertThat(result.summary()).contains("250 OK id=");
    try (java.util.stream.Stream<Path> files = Files.list(spool.resolve("input"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.endsWith("-D"));
    }
  }

  @Test
  void tells_refused_recipients_and_messages() {
    ProbeResult unknown = mail(Map.of("to", "nobody@berylia.example"));
    assertThat(unknown.cause()).isEqualTo(Cause.REFUSED);
    assertThat(unknown.summary()).contains("550 no such user here");
    assertThat(mail(Map.of("to", "later@berylia.example")).summary()).contains("451 come back");
    assertThat(mail(Map.of("to", "press@berylia.example", "subject", "spam")).summary())
        .contains("550 this is spam");
  }

  @Test
  void the_documented_examples_of_smtp_and_tcp_hold() {
    for (String kind : List.of("smtp", "tcp")) {
      ProbeResult result = TestingRange.probe(kind, port, Example.of(kind).parameters());
      assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
    }
  }

  private ProbeResult mail(Map<String, Object> parameters) {
    return TestingRange.probe("smtp", port, parameters);
  }
}
