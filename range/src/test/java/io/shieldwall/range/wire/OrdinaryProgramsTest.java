package io.shieldwall.range.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Event.AttackResult;
import io.shieldwall.range.Isle;
import io.shieldwall.range.World;
import io.shieldwall.range.wire.Programs.Result;
import io.shieldwall.scenario.ActionKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The nation answers ordinary programs: curl and dig.
class OrdinaryProgramsTest {

  private static final String SHOP = "shop.01.berylia.example";

  @TempDir Path folder;
  private World world;
  private RangeOnTheWire range;

  @BeforeEach
  void opens() throws IOException {
    world = World.ofHeron();
    range = RangeOnTheWire.over(world);
    Assumptions.assumeTrue(range.range().placement() instanceof EmbeddedPlan);
  }

  @AfterEach
  void closes() {
    range.close();
  }

  private Result curl(String... more) throws IOException, InterruptedException {
    Programs.needed("curl");
    Path authority = Files.writeString(folder.resolve("ca.pem"), range.range().authorityPem());
    String[] command = new String[more.length + 8];
    System.arraycopy(
        new String[] {
          "curl",
          "-sS",
          "-m",
          "5",
          "--cacert",
          authority.toString(),
          "--resolve",
          SHOP + ":14443:127.1.20.11"
        },
        0,
        command,
        0,
        8);
    System.arraycopy(more, 0, command, 8, more.length);
    return Programs.run(command);
  }

  @Test
  void curl_reads_a_page_over_tls_with_a_certificate_for_the_systems_name()
      throws IOException, InterruptedException {
    Result page = curl("https://" + SHOP + ":14443/login");
    assertThat(page.output()).contains("<h1>Sign in</h1>").contains("The shop of Team Heron");
    assertThat(page.exitCode()).isZero();
  }

  @Test
  void curl_reads_two_pages_over_one_connection() throws IOException, InterruptedException {
    Result pages =
        curl(
            "-w",
            "[%{num_connects}]",
            "https://" + SHOP + ":14443/login",
            "https://" + SHOP + ":14443/rates");
    assertThat(pages.output()).contains("{\"rate\":\"3.25\"}").contains("[1]").contains("[0]");
  }

  @Test
  void curl_sees_a_redirect_a_missing_page_and_a_refused_sign_in()
      throws IOException, InterruptedException {
    assertThat(curl("-I", "http://127.1.20.11:18081/").output())
        .contains("301 Moved Permanently")
        .contains("Location: https://" + SHOP + ":4443/login");
    assertThat(curl("-i", "https://" + SHOP + ":14443/none").output()).contains("404 Not Found");
    assertThat(curl("-i", "-u", "operator:wrong", "https://" + SHOP + ":14443/login").output())
        .contains("401 Unauthorized");
    assertThat(curl("-i", "-X", "DELETE", "https://" + SHOP + ":14443/login").output())
        .contains("405 Method Not Allowed");
  }

  @Test
  void curl_sees_what_the_adversary_did() throws IOException, InterruptedException {
    world.struck("deface", AttackResult.SUCCESS).struck("alter-record", AttackResult.SUCCESS);
    assertThat(curl("https://" + SHOP + ":14443/login").output()).contains("Ours now");
    assertThat(curl("https://" + SHOP + ":14443/rates").output()).contains("99.9");
    world.acted(ActionKind.RESTORE, "shop", "");
    assertThat(curl("https://" + SHOP + ":14443/login").output()).contains("The shop of");
    world.acted(ActionKind.ISOLATE, "ledger", "");
    assertThat(curl("-i", "https://" + SHOP + ":14443/login").output())
        .contains("503 Service Unavailable");
  }

  private static Result dig(String... more) throws IOException, InterruptedException {
    Programs.needed("dig");
    String[] command = new String[more.length + 5];
    System.arraycopy(new String[] {"dig", "+tries=1", "+time=2", "-p", "15354"}, 0, command, 0, 5);
    System.arraycopy(more, 0, command, 5, more.length);
    return Programs.run(command);
  }

  @Test
  void dig_gets_answers_over_udp_and_tcp_and_nxdomain() throws IOException, InterruptedException {
    assertThat(dig("@127.1.20.13", "+short", "www.01.berylia.example").output().strip())
        .isEqualTo("10.1.20.11");
    assertThat(dig("@127.1.20.13", "+tcp", "+short", "shop.01.berylia.example").output())
        .contains("www.01.berylia.example.")
        .contains("10.1.20.11");
    assertThat(dig("@127.1.20.13", "+short", "01.berylia.example", "MX").output().strip())
        .isEqualTo("10 mail.01.berylia.example.");
    assertThat(dig("@127.1.20.13", "nobody.01.berylia.example").output())
        .contains("status: NXDOMAIN");
  }

  @Test
  void dig_sees_a_redirected_name_and_a_silent_server() throws IOException, InterruptedException {
    world.struck("redirect-name", AttackResult.SUCCESS);
    assertThat(dig("@127.1.20.13", "+short", "www.01.berylia.example").output().strip())
        .isEqualTo("10.1.200.66");
    world.acted(ActionKind.ISOLATE, "dns", "");
    assertThat(dig("@127.1.20.13", "www.01.berylia.example").output())
        .containsAnyOf("timed out", "no servers could be reached");
    assertThat(world.nation().teams()).containsExactly(Isle.HERON);
  }
}
