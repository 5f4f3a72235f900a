package io.shieldwall.probing.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Example;
import io.shieldwall.probing.Mistakes;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.CheckReader;
import io.shieldwall.scenario.CheckReader.Reading;
import io.shieldwall.scenario.Probe;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Mistakes that planners make within a check, and what they are told before the exercise.
class MistakesTest {

  private static List<String> told(String probe) {
    String yaml =
        "- id: a\n  budget: 1\n  every: 60s\n  timeout: 8s\n  "
            + probe.replace("\n", "\n  ")
            + "\n";
    return switch (new CheckReader(Protocols.ALL).read("network.yaml", yaml)) {
      case Reading.Good _ -> List.of();
      case Reading.Bad bad -> bad.problems().stream().map(Object::toString).toList();
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgresql: { account: a, query: 'SELECT 1', matches: '(' } | 5:57: | is no RE2 pattern",
        "http: { host: 'https://x' }                        | 5:17: | is no host name",
        "imap: { account: a, starttls: true, tls: 'off' }   | 5:44: | STARTTLS is asked for and TLS is off",
        "snmp: { account: a, oid: 'one.two' }               | 5:28: | such as 1.3.6.1.2.1.1.5.0",
        "mongodb: { database: a, filter: '{number' }        | 5:35: | is no extended JSON",
        "mongodb: { database: a, filter: '[1]' }            | 5:35: | write JSON",
        "wireguard: { account: a, peer: 'AAAA' }            | 5:34: | wg pubkey",
        "opcua: { node: 'tank' }                            | 5:18: | such as ns=2;s=Tank.Level",
        "opcua: { node: 'i=2258', minimum: 'low' }          | 5:37: | minimum: low is no number",
        "iec104: { point: 1, minimum: '4', maximum: '3' }   | 5:46: | exchange the two",
        "ldap: { filter: 'uid=a)' }                         | 5:19: | in parentheses",
        "dns: { name: 'a..b' }                              | 5:16: | is no DNS name",
        "dns: { name: 'a', type: A, transfer: refused }     | 5:27: | go with type SOA",
        "dns: { name: 'a', anchor: 'x' }                    | 5:29: | is no DS record",
        "sip: { domain: 'a b' }                             | 5:18: | is no host name",
        "xmpp: { account: a, domain: 'a b' }                | 5:31: | is no host name",
        "sip: { account: 'a b' }                            | 5:19: | is no user of SIP",
        "xmpp: { account: 'a@b' }                           | 5:20: | write the part before the @",
        "mail: { account: a, to: 'a@b.c', fetch-starttls: true, fetch-tls: 'off' } | 5:69: | leave one of fetch-starttls",
        "smtp: { to: 'somebody' }                           | 5:15: | is no mail address",
        "websocket: { subprotocol: 'a b' }                  | 5:29: | is no token",
        "telnet: { account: a, prompt: '[' }                | 5:33: | is no RE2 pattern",
      })
  void a_value_that_means_nothing_is_told_with_its_place(String probe, String place, String told) {
    assertThat(told(probe.strip()))
        .as(probe)
        .singleElement(Assertions.as(org.assertj.core.api.InstanceOfAssertFactories.STRING))
        .startsWith("network.yaml:" + place)
        .contains(told, " \u2014 ");
  }

  @Test
  void every_mistake_in_the_steps_of_a_web_check_is_told_at_its_step() {
    assertThat(
            told(
                """
                web:
                  steps:
                    - { request: /login }
                    - { request: POST /login, form: "csrf={csrf}&user={account}" }
                    - { request: GET /, save: id, status: fine }
                    - { request: GET /, pointer: id }
                    - { request: POST /api, json: '{"a": "{id}"}', form: "a=1", only: got }
                    - { request: GET /, matches: "[", header: "Accept" }
                """))
        .satisfiesExactly(
            each -> assertThat(each).contains(":7:20: request: /login is not a method"),
            each -> assertThat(each).contains(":8:39: {account} has no value here"),
            each -> assertThat(each).contains(":8:39: {csrf} has no value here"),
            each -> assertThat(each).contains(":9:33: nothing says what is saved"),
            each -> assertThat(each).contains(":9:45: status: fine is no HTTP status"),
            each -> assertThat(each).contains(":10:36: id is no JSON pointer"),
            each -> assertThat(each).contains(":10:36: what is found is not saved"),
            each -> assertThat(each).contains(":11:37: a step sends a form and JSON at once"),
            each -> assertThat(each).contains(":11:73: only: got means nothing"),
            each -> assertThat(each).contains(":12:36: ").contains("is no RE2 pattern"),
            each -> assertThat(each).contains(":12:49: the header has no name"));
  }

  @Test
  void every_mistake_in_the_steps_of_a_browser_check_is_told_at_its_step() {
    assertThat(
            told(
                """
                browser:
                  steps:
                    - { click: "#a" }
                    - { open: "https://elsewhere/", fill: "#a" }
                    - { fill: "#a", with: "{password}" }
                """))
        .satisfiesExactly(
            each -> assertThat(each).contains(":7:9: the first step opens nothing"),
            each -> assertThat(each).contains(":8:9: a step does several things"),
            each -> assertThat(each).contains(":8:17: open: https://elsewhere/ is no path"),
            each -> assertThat(each).contains(":8:45: fill and with go together"),
            each -> assertThat(each).contains(":9:29: {password} has no value here"));
  }

  @Test
  void braces_that_are_no_places_are_left_alone() {
    assertThat(
            told(
                """
                web:
                  steps:
                    - { request: POST /graphql, json: '{"query": "{viewer{login}}"}' }
                    - { request: GET /, matches: '\\p{L}+ \\x{A0}', save: id, pattern: '(\\d{3})' }
                    - { request: "GET /{id}", matches: '{id}', header: "X-Token: {token} {x}" }
                    - { request: GET login, save: _csrf, pattern: '(.)' }
                    - { request: POST login, form: "_csrf={_csrf}" }
                """))
        .isEmpty();
  }

  @Test
  void a_place_that_a_later_step_fills_is_told_in_json_too() {
    assertThat(
            told(
                """
                web:
                  steps:
                    - { request: POST /api, json: '{"a": "{id}"}' }
                    - { request: GET /, save: id, pattern: '(.)' }
                """))
        .singleElement(Assertions.as(org.assertj.core.api.InstanceOfAssertFactories.STRING))
        .contains(":7:37: {id} has no value here");
  }

  @Test
  void too_many_steps_are_told_and_none_is_missing() {
    String step = "    - { request: GET / }\n";
    assertThat(told("web:\n  steps:\n" + step.repeat(10))).isEmpty();
    assertThat(told("web:\n  steps:\n" + step.repeat(11)))
        .singleElement(Assertions.as(org.assertj.core.api.InstanceOfAssertFactories.STRING))
        .contains("the check has 11 steps", "write 1 to 10");
  }

  @Test
  void no_documented_example_has_one() {
    for (Protocol protocol : Protocols.ALL) {
      for (Probe probe : Example.all(protocol.name())) {
        assertThat(protocol.mistakes(probe)).as(protocol.name()).isEmpty();
      }
    }
  }

  @Test
  void a_probe_with_mistakes_is_the_checkers_fault() {
    Mistakes mistakes = Mistakes.in(new Probe("web", java.util.Map.of("matches", "(")));
    Assertions.assertThatThrownBy(() -> Mistakes.refuse(mistakes.all()))
        .isInstanceOfSatisfying(
            ProbeFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Cause.CHECKER_FAULT))
        .hasMessageContaining("is no RE2 pattern");
  }
}
