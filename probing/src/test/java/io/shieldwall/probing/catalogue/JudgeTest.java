package io.shieldwall.probing.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Probe;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the protocols make of answers, without a socket.
class JudgeTest {

  @Test
  void http_wants_status_200_unless_it_is_told_otherwise() {
    assertFine("http", Map.of(), page(200, ""));
    assertCritical("http", Map.of(), page(404, ""), Cause.WRONG_CONTENT, "got 404");
    assertFine("http", Map.of("status", 404L), page(404, ""));
    assertCritical("http", Map.of("status", 404L), page(200, ""), Cause.WRONG_CONTENT, "404");
  }

  @Test
  void http_looks_for_one_text_or_for_several() {
    assertFine("http", Map.of("contains", "Bank"), page(200, "the Bank of Berylia"));
    assertFine("http", Map.of("contains", List.of("Bank", "Berylia")), page(200, "Bank Berylia"));
    assertCritical(
        "http",
        Map.of("contains", List.of("Bank", "Berylia")),
        page(200, "Bank of Crimsonia"),
        Cause.WRONG_CONTENT,
        "\"Berylia\"");
    assertCritical(
        "http",
        Map.of("absent", List.of("belongs to us")),
        page(200, "Berylia belongs to us"),
        Cause.WRONG_CONTENT,
        "without \"belongs to us\"");
  }

  @Test
  void http_looks_for_a_header_by_name_or_by_value() {
    Exchange page =
        new Exchange.Http(200, Map.of("x-frame-options", "DENY, nosniff"), "", false, false);
    assertFine("http", Map.of("header", "X-Frame-Options"), page);
    assertFine("http", Map.of("header", List.of("X-FRAME-options: DENY")), page);
    assertCritical(
        "http",
        Map.of("header", "X-Frame-Options: SAMEORIGIN"),
        page,
        Cause.WRONG_CONTENT,
        "got \"DENY, nosniff\"");
    assertCritical("http", Map.of("header", "Server"), page, Cause.WRONG_CONTENT, "got none");
  }

  @Test
  void http_tells_a_failed_sign_in_from_a_wrong_page() {
    assertCritical(
        "http",
        Map.of("account", "monitor"),
        page(401, ""),
        Cause.WRONG_CREDENTIALS,
        "\"monitor\" could not sign in");
    assertCritical("http", Map.of(), page(401, ""), Cause.WRONG_CONTENT, "got 401");
    assertCritical("http", Map.of("account", "m"), page(500, ""), Cause.WRONG_CONTENT, "got 500");
  }

  @Test
  void http_wants_the_tls_that_it_was_told_to_want() {
    assertCritical("http", Map.of("tls", "verify-off"), page(200, ""), Cause.TLS, "plain text");
    assertFine(
        "http", Map.of("tls", "verify-off"), new Exchange.Http(200, Map.of(), "", true, false));
    assertCritical(
        "http",
        Map.of("tls", "verify"),
        new Exchange.Http(200, Map.of(), "", true, false),
        Cause.TLS,
        "trusted");
    assertFine("http", Map.of("tls", "verify"), new Exchange.Http(200, Map.of(), "", true, true));
  }

  @Test
  void http_accepts_a_body_up_to_the_maximum() {
    Map<String, Object> ten = Map.of("maximum-bytes", 10L);
    assertFine("http", ten, page(200, "0123456789"));
    assertCritical("http", ten, page(200, "0123456789a"), Cause.WRONG_CONTENT, "longer");
  }

  @Test
  void tcp_is_content_with_a_connection_unless_more_is_wanted() {
    assertFine("tcp", Map.of(), new Exchange.Tcp("", ""));
    assertFine("tcp", Map.of("banner", "220"), new Exchange.Tcp("220 ready\r\n", ""));
    assertCritical(
        "tcp",
        Map.of("banner", "220"),
        new Exchange.Tcp("554 \u001b[31mno\r\n", ""),
        Cause.WRONG_CONTENT,
        "got \"554 \\x1b[31mno\"");
    assertCritical(
        "tcp", Map.of("banner", "220"), new Exchange.Tcp("", ""), Cause.PROTOCOL, "nothing");
    assertFine("tcp", Map.of("send", "a", "expect", "b"), new Exchange.Tcp("", "abc"));
    assertCritical(
        "tcp", Map.of("expect", "b"), new Exchange.Tcp("", "xyz"), Cause.WRONG_CONTENT, "xyz");
  }

  @Test
  void dns_compares_answers_as_names_are_compared() {
    Map<String, Object> www = Map.of("name", "www.berylia.example", "answer", "10.1.20.11");
    assertFine("dns", www, names("NOERROR", "10.1.20.11"));
    assertFine("dns", www, names("NOERROR", "10.1.20.12", "10.1.20.11"));
    assertCritical(
        "dns", www, names("NOERROR", "10.66.6.6"), Cause.WRONG_CONTENT, "got \"10.66.6.6\"");
    assertCritical("dns", www, names("NOERROR"), Cause.UNRESOLVED, "got none");
    assertCritical("dns", www, names("NXDOMAIN"), Cause.UNRESOLVED, "got NXDOMAIN");
    assertFine(
        "dns",
        Map.of("name", "b.example", "type", "MX", "answer", "mail.b.example"),
        names("NOERROR", "10 MAIL.b.example."));
    assertFine(
        "dns",
        Map.of("name", "b.example", "type", "MX", "answer", "10 mail.b.example."),
        names("NOERROR", "10 mail.b.example."));
    assertCritical(
        "dns",
        Map.of("name", "b.example", "type", "MX", "answer", "il.b.example"),
        names("NOERROR", "10 mail.b.example."),
        Cause.WRONG_CONTENT,
        "mail.b.example");
    assertFine(
        "dns",
        Map.of("name", "b.example", "type", "AAAA", "answer", "fd00::11"),
        names("NOERROR", "fd00:0:0:0:0:0:0:11"));
    assertFine(
        "dns",
        Map.of("name", "b.example", "type", "TXT", "answer", "v=spf1 -all"),
        names("NOERROR", "\"v=spf1 -all\""));
  }

  @Test
  void dns_can_want_another_response_code() {
    Map<String, Object> gone = Map.of("name", "old.berylia.example", "rcode", "NXDOMAIN");
    assertFine("dns", gone, names("NXDOMAIN"));
    assertCritical("dns", gone, names("NOERROR", "10.1.1.1"), Cause.WRONG_CONTENT, "NXDOMAIN");
  }

  @Test
  void smtp_wants_the_message_accepted() {
    Map<String, Object> to = Map.of("to", "press@berylia.example");
    assertFine("smtp", to, new Exchange.Mail(true, "250 2.0.0 queued"));
    assertCritical(
        "smtp", to, new Exchange.Mail(false, "550 no such user"), Cause.REFUSED, "550 no such");
  }

  @Test
  void ssh_wants_a_login_and_a_command_that_ends_well() {
    Map<String, Object> login = Map.of("account", "monitor");
    assertFine("ssh", login, new Exchange.Shell(true, 0, ""));
    assertCritical(
        "ssh", login, new Exchange.Shell(false, -1, ""), Cause.WRONG_CREDENTIALS, "monitor");
    Map<String, Object> uptime =
        Map.of("account", "monitor", "command", "uptime", "contains", "up");
    assertFine("ssh", uptime, new Exchange.Shell(true, 0, "12:00 up 3 days"));
    assertCritical(
        "ssh", uptime, new Exchange.Shell(true, 0, "nope"), Cause.WRONG_CONTENT, "\"nope\"");
    assertCritical(
        "ssh", uptime, new Exchange.Shell(true, 127, "up"), Cause.WRONG_CONTENT, "got 127");
  }

  @Test
  void winrm_wants_every_command_to_end_well_and_to_write_what_is_expected() {
    Map<String, Object> shell = Map.of("account", "monitor");
    assertFine("winrm", shell, new Exchange.Answer(""));
    Map<String, Object> host =
        Map.of("account", "monitor", "command", "hostname", "equals", "NETBANK");
    assertFine("winrm", host, ended("NETBANK\r\n", "0"));
    assertCritical("winrm", host, ended("OTHER", "0"), Cause.WRONG_CONTENT, "got \"OTHER\"");
    assertCritical("winrm", host, ended("NETBANK", "1"), Cause.WRONG_CONTENT, "with code 0, got 1");
    Map<String, Object> broken =
        Map.of("account", "monitor", "command", "hostname", "exit", 0xc000_013aL);
    assertFine("winrm", broken, ended("", "-1073741510"));
  }

  private static Exchange ended(String output, String exit) {
    return new Exchange.Answer(output, Map.of("command", "hostname", "exit", exit, "errors", ""));
  }

  @Test
  void modbus_wants_a_value_or_a_value_within_bounds() {
    Map<String, Object> exact = Map.of("register", 40L, "equals", 230L);
    assertFine("modbus", exact, new Exchange.Registers(List.of(230)));
    assertCritical(
        "modbus", exact, new Exchange.Registers(List.of(0)), Cause.WRONG_CONTENT, "got 0");
    Map<String, Object> bounds = Map.of("register", 40L, "minimum", 220L, "maximum", 240L);
    assertFine("modbus", bounds, new Exchange.Registers(List.of(220)));
    assertFine("modbus", bounds, new Exchange.Registers(List.of(240)));
    assertCritical(
        "modbus",
        bounds,
        new Exchange.Registers(List.of(219)),
        Cause.WRONG_CONTENT,
        "within 220 to 240");
    assertFine("modbus", Map.of("register", 4L), new Exchange.Registers(List.of(9)));
    assertCritical("modbus", exact, new Exchange.Registers(List.of()), Cause.PROTOCOL, "got none");
  }

  @ParameterizedTest
  @EnumSource(
      value = Cause.class,
      names = {"NOT_RUN", "CHECKER_FAULT", "OUT_OF_SCOPE"})
  void what_is_not_the_services_fault_is_unknown_in_every_protocol(Cause cause) {
    for (Protocol protocol : Protocols.ALL) {
      Verdict verdict = protocol.judge(probe(protocol.name()), new Exchange.Failed(cause, "Why."));
      assertThat(verdict).isEqualTo(new Verdict(Outcome.UNKNOWN, cause, "Why."));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Cause.class,
      names = {"TIMEOUT", "REFUSED", "UNRESOLVED", "TLS", "PROTOCOL"})
  void what_is_the_services_fault_is_critical_in_every_protocol(Cause cause) {
    for (Protocol protocol : Protocols.ALL) {
      Verdict verdict = protocol.judge(probe(protocol.name()), new Exchange.Failed(cause, "Why."));
      assertThat(verdict).isEqualTo(new Verdict(Outcome.CRITICAL, cause, "Why."));
    }
  }

  @Test
  void a_visit_with_a_browser_is_judged_by_its_first_flaw() {
    assertFine("browser", Map.of(), new Exchange.Answer("Bank", Map.of("steps", "3")));
    assertCritical(
        "browser",
        Map.of(),
        new Exchange.Answer(
            "", Map.of("cause", "WRONG_CONTENT", "flaw", "Step 2, click \"a\": no such element.")),
        Cause.WRONG_CONTENT,
        "Step 2");
    Exchange wrongCheck =
        new Exchange.Answer("", Map.of("cause", "CHECKER_FAULT", "flaw", "no such pattern."));
    assertThat(
            Protocols.named("browser")
                .orElseThrow()
                .judge(new Probe("browser", Map.of()), wrongCheck))
        .extracting(Verdict::outcome)
        .isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void an_exchange_of_another_protocol_is_the_checkers_fault() {
    assertThat(named("dns").judge(probe("dns"), page(200, "")).cause())
        .isEqualTo(Cause.CHECKER_FAULT);
  }

  private static Exchange page(int status, String body) {
    return new Exchange.Http(status, Map.of(), body, false, false);
  }

  private static Exchange names(String rcode, String... answers) {
    return new Exchange.Names(rcode, List.of(answers));
  }

  private static Probe probe(String kind) {
    return new Probe(kind, Map.of());
  }

  private static Protocol named(String kind) {
    return Protocols.named(kind).orElseThrow();
  }

  private static void assertFine(String kind, Map<String, Object> parameters, Exchange exchange) {
    Verdict verdict = named(kind).judge(new Probe(kind, parameters), exchange);
    assertThat(verdict.outcome()).as(verdict.summary()).isEqualTo(Outcome.OK);
    assertThat(verdict.cause()).isEqualTo(Cause.NONE);
  }

  private static void assertCritical(
      String kind, Map<String, Object> parameters, Exchange exchange, Cause cause, String said) {
    Verdict verdict = named(kind).judge(new Probe(kind, parameters), exchange);
    assertThat(verdict.outcome()).isEqualTo(Outcome.CRITICAL);
    assertThat(verdict.cause()).isEqualTo(cause);
    assertThat(verdict.summary()).contains(said).endsWith(".");
  }
}
