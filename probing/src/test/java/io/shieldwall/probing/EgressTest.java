package io.shieldwall.probing;

import static io.shieldwall.probing.TestingServer.redirect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// No packet leaves for a place that the rules of engagement do not permit. The canaries listen
/// where a mistake would lead to: on 127.0.0.1, on an excluded address and on another team's
/// address.
class EgressTest {

  private static final List<String> CANARIES =
      List.of("127.0.0.1", "10.9.0.1", "10.1.250.7", "10.2.20.11");

  private final List<TestingServer> canaries = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    for (String address : CANARIES) {
      canaries.add(TestingServer.at(address, caller -> {}));
    }
  }

  @AfterEach
  void no_canary_saw_a_connection() throws IOException {
    for (TestingServer one : canaries) {
      assertThat(one.connections()).isZero();
      one.close();
    }
  }

  static Stream<String> spellings() {
    return Stream.of(
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "0",
        "0.0.0.0",
        "2130706433",
        "017700000001",
        "0x7f000001",
        "0x7f.0.0.1",
        "0x7f.1",
        "0177.0.0.1",
        "0177.0.0.01",
        "127.0.0.1.",
        "127.000.000.001",
        "127.0.0.1:80",
        "127.0.0.1%00",
        "127.0.0.1 ",
        " 127.0.0.1",
        "127.0.0.1\n",
        "127.0.0.1\u0000",
        "::1",
        "[::1]",
        "::",
        "::ffff:127.0.0.1",
        "[::ffff:7f00:1]",
        "::ffff:7f00:1",
        "0:0:0:0:0:ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fe80::1%lo",
        "fe80::1%1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "localhost.localdomain",
        "loop.berylia.example",
        "127。0。0。1",
        "１２７.0.0.1",
        "①②⑦.0.0.1",
        "127\u200b.0.0.1",
        "user@127.0.0.1",
        "10.1.20.11@127.0.0.1",
        "127.0.0.1#10.1.20.11",
        "10.1.20.11\\@127.0.0.1",
        "169.254.169.254",
        "metadata.google.internal",
        "10.9.0.1",
        "10.1.250.7",
        "10.2.20.11",
        "010.1.20.11",
        "10.1.20.11.",
        "167842827",
        "10.1.5131",
        "0xa.1.20.11",
        "10.1.20.0x0b",
        "",
        "10.1.20.11/24",
        "+10.1.20.11",
        "10.1.20.-11",
        "10..20.11",
        "10.1.20.11.0",
        "fe80::",
        "100.64.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255");
  }

  @ParameterizedTest
  @MethodSource("spellings")
  void an_address_out_of_scope_is_not_contacted_in_any_spelling(String address) {
    for (TestingServer canary : canaries) {
      for (String kind : List.of("tcp", "http", "dns", "modbus")) {
        ProbeResult result =
            TestingRange.prober()
                .probe(
                    TestingRange.request(
                        kind, address, canary.port(), Duration.ofSeconds(20), parameters(kind)));
        assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(result.cause()).isEqualTo(Cause.OUT_OF_SCOPE);
      }
    }
  }

  private static Map<String, Object> parameters(String kind) {
    return switch (kind) {
      case "dns" -> Map.of("name", "www.berylia.example");
      case "modbus" -> Map.of("register", 1L);
      default -> Map.of();
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh", "smtp", "http"})
  void protocols_that_talk_much_do_not_contact_it_either(String kind) {
    for (TestingServer one : canaries) {
      Map<String, Object> parameters = Map.of("account", "monitor", "to", "a@b.example");
      ProbeResult result =
          TestingRange.prober()
              .probe(
                  TestingRange.request(
                      kind, "10.1.250.7", one.port(), Duration.ofSeconds(20), parameters));
      assertThat(result.cause()).isEqualTo(Cause.OUT_OF_SCOPE);
    }
  }

  /// Without those that are something else in a location: a line break, a path.
  static Stream<String> redirectableSpellings() {
    return spellings().filter(host -> !host.contains("\n") && !host.contains("/"));
  }

  @ParameterizedTest
  @MethodSource("redirectableSpellings")
  void a_redirect_out_of_scope_is_the_services_fault_and_is_not_followed(String host)
      throws IOException {
    for (String form : List.of("http://%s:%d/", "//%s:%d/", "http://x@%s:%d/")) {
      assertMisled(form.formatted(host, canaries.getFirst().port()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://rival.berylia.example/",
        "http://excluded.berylia.example/",
        "http://loop.berylia.example/",
        "http://unknown.example/",
        "//127.0.0.1/",
        "ftp://10.1.20.12/",
        "file:///etc/passwd",
        "gopher://10.1.20.12/",
        "javascript:alert(1)",
        "http:\\\\127.0.0.1\\",
        "/\\127.0.0.1/",
        "http:///127.0.0.1",
        "http://10.1.20.12@127.0.0.1/",
        "http://127.0.0.1\\@10.1.20.11/",
        "http://[::1]/",
        "http://[::ffff:10.1.20.11]/",
        "http://",
        "http:",
        "http://10.1.20.12:0x50/",
        "http://10.1.20.12:99999/",
        "http://ⓔxample.com/",
        ""
      })
  void redirects_that_lead_astray_are_not_followed(String location) throws IOException {
    assertMisled(location);
  }

  private static void assertMisled(String location) throws IOException {
    try (TestingServer server = TestingServer.answering(redirect(location))) {
      ProbeResult result =
          TestingRange.probe("http", server.port(), Map.of("redirects", 3L, "path", "/login"));
      assertThat(result.outcome()).as(location).isEqualTo(Outcome.CRITICAL);
      assertThat(result.cause()).as(location).isEqualTo(Cause.WRONG_CONTENT);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void a_redirect_within_scope_is_followed_and_the_next_hop_is_checked_again() throws IOException {
    try (TestingServer second =
            TestingServer.at(
                "10.1.20.12",
                caller -> {
                  TestingServer.readHead(caller);
                  TestingServer.write(caller, redirect("http://10.2.20.11/"));
                });
        TestingServer first =
            TestingServer.answering(
                redirect("http://sso.berylia.example:" + second.port() + "/"))) {
      ProbeResult result = TestingRange.probe("http", first.port(), Map.of("redirects", 5L));
      assertThat(second.connections()).isEqualTo(1);
      assertThat(result.cause()).isEqualTo(Cause.WRONG_CONTENT);
      assertThat(result.summary()).contains("10.2.20.11").contains("rules of engagement");
    }
  }

  @Test
  void no_datagram_leaves_for_an_excluded_name_server() throws IOException {
    try (DatagramSocket listener = new DatagramSocket(0, TestingRange.real("10.1.250.7"))) {
      ProbeResult result =
          TestingRange.prober()
              .probe(
                  TestingRange.request(
                      "dns",
                      "10.1.250.7",
                      listener.getLocalPort(),
                      Duration.ofSeconds(5),
                      Map.of("name", "www.berylia.example")));
      assertThat(result.cause()).isEqualTo(Cause.OUT_OF_SCOPE);
      listener.setSoTimeout(50);
      assertThatThrownBy(() -> listener.receive(new DatagramPacket(new byte[512], 512)))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }
}
