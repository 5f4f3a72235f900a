package io.shieldwall.probing.chat;

import static io.shieldwall.probing.Results.assertFine;
import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.OrdinaryUser;
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

/// SIP checks against Kamailio as a registrar.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KamailioTest {

  private static final String CONFIGURATION =
      """
      #!KAMAILIO
      debug=0
      log_stderror=yes
      children=1
      auto_aliases=no
      listen=udp:ADDRESS:PORT
      listen=tcp:ADDRESS:PORT
      loadmodule "tm.so"
      loadmodule "sl.so"
      loadmodule "pv.so"
      loadmodule "textops.so"
      loadmodule "siputils.so"
      loadmodule "usrloc.so"
      loadmodule "registrar.so"
      loadmodule "auth.so"
      modparam("usrloc", "db_mode", 0)
      request_route {
        if (is_method("OPTIONS")) {
          if ($rd == "closed.example") {
            sl_send_reply("404", "Not here");
            exit;
          }
          append_to_reply("Server: Exchange of Berylia\\r\\n");
          sl_send_reply("200", "Keepalive");
          exit;
        }
        if (is_method("REGISTER")) {
          if ($rd == "facade.example") {
            sl_send_reply("200", "OK");
            exit;
          }
          if ($tU != "monitor" || !pv_www_authenticate("$td", "PASSWORD", "0")) {
            www_challenge("$td", "1");
            exit;
          }
          save("location");
          exit;
        }
        sl_send_reply("405", "Not allowed");
      }
      """;

  private int port;
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path program = Daemon.program("kamailio");
    port = Daemon.freePort();
    Path file = folder.resolve("kamailio.cfg");
    Files.writeString(
        file,
        CONFIGURATION
            .replace("ADDRESS", TestingRange.real(TestingRange.ADDRESS).getHostAddress())
            .replace("PORT", "" + port)
            .replace("PASSWORD", TestingRange.PASSWORD));
    OrdinaryUser.owns(folder);
    daemons =
        List.of(
            Daemon.start(
                folder,
                TestingRange.ADDRESS,
                port,
                OrdinaryUser.command(
                    program, "-DD", "-E", "-m", "32", "-M", "4", "-n", "1", "-Y", folder, "-f",
                    file)));
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_example_of_the_page_holds() {
    assertFine(check(Example.of("sip").parameters()));
  }

  @Test
  void asks_for_options_over_udp_and_tcp() {
    for (String transport : List.of("udp", "tcp")) {
      assertFine(check(Map.of("transport", transport, "contains", "Exchange of Berylia")));
      assertFine(check(Map.of("transport", transport, "domain", "closed.example", "status", 404L)));
      ProbeResult closed = check(Map.of("transport", transport, "domain", "closed.example"));
      assertThat(closed.cause()).as(closed.summary()).isEqualTo(Cause.WRONG_CONTENT);
      assertThat(closed.summary()).contains("got \"404 Not here\"");
    }
  }

  @Test
  void registers_an_account_and_finds_it() {
    for (String transport : List.of("udp", "tcp")) {
      ProbeResult result =
          check(Map.of("account", "monitor", "transport", transport, "domain", "berylia.example"));
      assertFine(result);
      assertThat(result.summary()).contains("registered, found and removed");
    }
  }

  @Test
  void a_registrar_that_keeps_nothing_is_noticed() {
    ProbeResult facade = check(Map.of("account", "monitor", "domain", "facade.example"));
    assertThat(facade.cause()).as(facade.summary()).isEqualTo(Cause.WRONG_CONTENT);
  }

  @Test
  void tells_wrong_passwords_and_closed_ports() throws IOException {
    ProbeResult stranger = check(Map.of("account", "stranger"));
    assertThat(stranger.cause()).as(stranger.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
    int closed = Daemon.freePort();
    assertThat(TestingRange.probe("sip", closed, Map.of("transport", "tcp")).cause())
        .isEqualTo(Cause.REFUSED);
    assertThat(TestingRange.probe("sip", closed, Map.of()).cause()).isEqualTo(Cause.REFUSED);
  }

  private ProbeResult check(Map<String, Object> parameters) {
    return TestingRange.probe("sip", port, parameters);
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused("sip", port, Map.of("account", "monitor"));
  }
}
