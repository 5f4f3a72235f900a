package io.shieldwall.probing.web;

import static io.shieldwall.probing.TestingServer.answering;
import static io.shieldwall.probing.TestingServer.answeringInTurn;
import static io.shieldwall.probing.TestingServer.page;
import static io.shieldwall.probing.TestingServer.redirect;
import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.TestingServer;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpProtocolTest {

  @Test
  void asks_for_a_page_by_the_systems_name() throws IOException {
    try (TestingServer server = answeringInTurn(page("Bank of Berylia"))) {
      ProbeResult result = get(server, Map.of("path", "/a b?c=ä", "contains", "Bank of Berylia"));
      assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.OK);
      assertThat(result.latencyMicros()).isPositive();
      assertThat(server.requests().getFirst())
          .startsWith("GET /a%20b?c=%C3%A4 HTTP/1.1\r\n")
          .contains("\r\nHost: " + TestingRange.HOST + ":" + server.port() + "\r\n")
          .contains("\r\nConnection: close\r\n");
      assertThat(result.evidence()).contains("> GET /a%20b").contains("< Bank of Berylia");
    }
  }

  @Test
  void a_line_break_in_a_path_cannot_smuggle_a_second_request() throws IOException {
    try (TestingServer server = answeringInTurn(page(""))) {
      get(server, Map.of("path", "/ HTTP/1.1\r\nX: y\r\n\r\n"));
      assertThat(server.requests().getFirst())
          .startsWith("GET /%20HTTP/1.1%0D%0AX:%20y%0D%0A%0D%0A HTTP/1.1\r\n");
    }
  }

  @Test
  void a_host_that_is_no_host_name_is_the_planners_fault() throws IOException {
    try (TestingServer server = answering(page(""))) {
      ProbeResult result = get(server, Map.of("host", "a\r\nX: y"));
      assertThat(result.cause()).isEqualTo(Cause.CHECKER_FAULT);
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void reads_bodies_by_length_by_chunks_and_to_the_end() throws IOException {
    for (String response :
        List.of(
            page("Bank of Berylia"),
            "HTTP/1.1 200 OK\r\n\r\nBank of Berylia",
            "HTTP/1.0 200\r\n\r\nBank of Berylia",
            page("Bank of Berylia").replace("\r", ""),
            "HTTP/1.1 100 Continue\r\n\r\n" + page("Bank of Berylia"),
            String.join(
                "\r\n",
                "HTTP/1.1 200 OK",
                "Transfer-Encoding: chunked",
                "",
                "4",
                "Bank",
                "B;x=y",
                " of Berylia",
                "0",
                "Trailer: x",
                "",
                ""))) {
      try (TestingServer server = answering(response)) {
        ProbeResult result = get(server, Map.of("contains", "Bank of Berylia"));
        assertThat(result.outcome()).as(response + result.summary()).isEqualTo(Outcome.OK);
      }
    }
  }

  @Test
  void refuses_answers_that_break_the_protocol() throws IOException {
    for (String response :
        List.of(
            "SSH-2.0-OpenSSH_9.2\r\n",
            "HTTP/1.1 99 OK\r\n\r\n",
            "HTTP/1.1 2000 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
            "HTTP/1.1 200 OK\r\n: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
            "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nab",
            "HTTP/1.1 100 Continue\r\n\r\n".repeat(10),
            "HTTP/1.1 200 OK\r\nX: unfinished")) {
      try (TestingServer server = answering(response)) {
        ProbeResult result = get(server, Map.of());
        assertThat(result.outcome()).as(response).isEqualTo(Outcome.CRITICAL);
        assertThat(result.cause()).as(response).isEqualTo(Cause.PROTOCOL);
      }
    }
  }

  @Test
  void accepts_a_body_of_just_the_maximum_and_not_a_byte_more() throws IOException {
    for (String coding :
        List.of(
            "Content-Length: 10\r\n\r\n0123456789",
            "Transfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n",
            "X: y\r\n\r\n0123456789")) {
      try (TestingServer server = answering("HTTP/1.1 200 OK\r\n" + coding)) {
        assertThat(get(server, Map.of("maximum-bytes", 10L)).outcome()).isEqualTo(Outcome.OK);
        ProbeResult result = get(server, Map.of("maximum-bytes", 9L));
        assertThat(result.cause()).isEqualTo(Cause.WRONG_CONTENT);
        assertThat(result.summary()).contains("at most 9 bytes");
      }
    }
  }

  @Test
  void asks_for_the_head_alone() throws IOException {
    try (TestingServer server =
        answeringInTurn("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")) {
      assertThat(get(server, Map.of("method", "HEAD")).outcome()).isEqualTo(Outcome.OK);
      assertThat(server.requests().getFirst()).startsWith("HEAD / ");
    }
  }

  @Test
  void signs_in_by_a_form_and_never_shows_the_password() throws IOException {
    try (TestingServer server = answeringInTurn(page("welcome " + TestingRange.PASSWORD))) {
      ProbeResult result = get(server, Map.of("method", "POST", "account", "monitor"));
      assertThat(result.outcome()).isEqualTo(Outcome.OK);
      assertThat(server.requests().getFirst())
          .contains("Content-Type: application/x-www-form-urlencoded\r\n")
          .endsWith("username=monitor&password=" + TestingRange.PASSWORD);
      assertThat(result.evidence())
          .contains("username=monitor&password=****")
          .contains("welcome ****")
          .doesNotContain(TestingRange.PASSWORD);
    }
  }

  @Test
  void signs_in_by_a_body_of_the_planners_making() throws IOException {
    try (TestingServer server = answeringInTurn(page("ok"))) {
      String body = "{\"user\": \"{account}\", \"secret\": \"{password}\"}";
      get(server, Map.of("method", "POST", "account", "monitor", "body", body));
      assertThat(server.requests().getFirst())
          .contains("Content-Type: application/json\r\n")
          .endsWith("{\"user\": \"monitor\", \"secret\": \"" + TestingRange.PASSWORD + "\"}");
    }
  }

  @Test
  void signs_in_by_basic_authentication_and_never_shows_it() throws IOException {
    try (TestingServer server = answeringInTurn(page("ok"))) {
      ProbeResult result = get(server, Map.of("account", "monitor"));
      assertThat(server.requests().getFirst())
          .contains("Authorization: Basic bW9uaXRvcjpjb3JyZWN0LWhvcnNlLTc=\r\n");
      assertThat(result.evidence()).contains("Authorization: ****").doesNotContain("bW9uaXR");
    }
  }

  @Test
  void an_account_without_a_password_is_not_the_services_fault() throws IOException {
    try (TestingServer server = answering(page("ok"))) {
      ProbeResult result = get(server, Map.of("account", "nobody"));
      assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
      assertThat(result.cause()).isEqualTo(Cause.CHECKER_FAULT);
    }
  }

  @Test
  void does_not_follow_redirects_unless_told_to() throws IOException {
    try (TestingServer server = answering(redirect("/login"))) {
      assertThat(get(server, Map.of("status", 302L)).outcome()).isEqualTo(Outcome.OK);
      assertThat(get(server, Map.of()).summary()).contains("got 302");
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void follows_redirects_with_the_cookies_of_the_way_and_hides_them() throws IOException {
    String withCookie =
        redirect("/next").replace("\r\n\r\n", "\r\nSet-Cookie: session=abc123; Path=/\r\n\r\n");
    try (TestingServer server = answeringInTurn(withCookie, page("signed in"))) {
      ProbeResult result =
          get(
              server,
              Map.of("method", "POST", "account", "m", "redirects", 1L, "contains", "signed in"));
      assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.OK);
      assertThat(server.requests().get(1))
          .startsWith("GET /next HTTP/1.1")
          .contains("Cookie: session=abc123\r\n");
      assertThat(result.evidence()).doesNotContain("abc123");
    }
  }

  @Test
  void gives_credentials_to_nobody_but_the_target() throws IOException {
    try (TestingServer other =
        TestingServer.at(
            "10.1.20.12",
            caller -> {
              assertThat(TestingServer.readHead(caller)).doesNotContain("Authorization");
              TestingServer.write(caller, page("other"));
            })) {
      String there = "http://sso.berylia.example:" + other.port() + "/";
      try (TestingServer server = answering(redirect(there))) {
        ProbeResult result =
            get(server, Map.of("account", "m", "redirects", 1L, "contains", "other"));
        assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.OK);
      }
      String posting = redirect(there).replace("302 Found", "307 Temporary Redirect");
      try (TestingServer server = answering(posting)) {
        ProbeResult result = get(server, Map.of("account", "m", "method", "POST", "redirects", 1L));
        assertThat(result.summary()).contains("repeat the post elsewhere");
      }
    }
  }

  @Test
  void a_redirect_loop_ends_at_the_limit() throws IOException {
    try (TestingServer server = answering(redirect("/"))) {
      ProbeResult result = get(server, Map.of("redirects", 5L));
      assertThat(result.cause()).isEqualTo(Cause.WRONG_CONTENT);
      assertThat(result.summary()).contains("more than 5 redirects");
      assertThat(server.connections()).isEqualTo(6);
    }
  }

  @Test
  void a_port_that_nobody_listens_on_refuses() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, TestingRange.real(TestingRange.ADDRESS))) {
      port = closed.getLocalPort();
    }
    ProbeResult result = TestingRange.probe("http", port, Map.of());
    assertThat(result.outcome()).isEqualTo(Outcome.CRITICAL);
    assertThat(result.cause()).isEqualTo(Cause.REFUSED);
    assertThat(result.summary()).contains(TestingRange.ADDRESS + ":" + port);
  }

  @Test
  void plain_text_where_tls_is_wanted_is_a_fault_of_tls() throws IOException {
    try (TestingServer server =
        TestingServer.that(caller -> {
          TestingServer.write(caller, "HTTP/1.1 400 Bad Request\r\n\r\n");
          caller.getInputStream().readAllBytes();
        })) {
      assertThat(get(server, Map.of("tls", "verify-off")).cause()).isEqualTo(Cause.TLS);
    }
  }

  private static ProbeResult get(TestingServer server, Map<String, Object> parameters) {
    return TestingRange.probe("http", server.port(), new HashMap<>(parameters));
  }
}
