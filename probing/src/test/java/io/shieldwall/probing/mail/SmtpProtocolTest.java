package io.shieldwall.probing.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.TestingServer;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpProtocolTest {

  private final List<String> said = new CopyOnWriteArrayList<>();

  @Test
  void hands_over_a_message_with_a_token_of_its_own() throws IOException {
    try (TestingServer server = TestingServer.that(caller -> serve(caller, Map.of()))) {
      ProbeResult result =
          mail(server, Map.of("to", "press@berylia.example", "subject", "Prüfung"));
      assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.OK);
      assertThat(said)
          .contains("MAIL FROM:<monitor@shieldwall.example>", "RCPT TO:<press@berylia.example>")
          .contains("Subject: =?utf-8?B?UHLDvGZ1bmc=?=")
          .anyMatch(line -> line.matches("Message-ID: <[0-9a-f]{24}@shieldwall.example>"));
      String first = token();
      said.clear();
      mail(server, Map.of("to", "press@berylia.example"));
      assertThat(token()).isNotEqualTo(first);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "greeting|554 go away",
        "greeting|421 too busy",
        "EHLO|550 not you",
        "MAIL|451 try later",
        "RCPT|550 5.1.1 no such user",
        "RCPT|450 greylisted",
        "DATA|554 no valid recipients",
        ".|452 disk full"
      })
  void a_refusal_at_any_step_is_critical(String step, String reply) throws IOException {
    try (TestingServer server = TestingServer.that(caller -> serve(caller, Map.of(step, reply)))) {
      ProbeResult result = mail(server, Map.of("to", "press@berylia.example"));
      assertThat(result.outcome()).isEqualTo(Outcome.CRITICAL);
      assertThat(result.cause()).isEqualTo(Cause.REFUSED);
      assertThat(result.summary()).contains(reply);
    }
  }

  @Test
  void says_helo_to_an_old_server() throws IOException {
    try (TestingServer server =
        TestingServer.that(caller -> serve(caller, Map.of("EHLO", "502 unknown")))) {
      assertThat(mail(server, Map.of("to", "a@b.example")).outcome()).isEqualTo(Outcome.OK);
      assertThat(said).contains("HELO shieldwall.example");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello\r\n", "2x0 no\r\n", "220x\r\n", "\r\n", "999 no\r\n"})
  void what_is_no_smtp_breaks_the_protocol(String greeting) throws IOException {
    try (TestingServer server =
        TestingServer.that(caller -> TestingServer.write(caller, greeting))) {
      assertThat(mail(server, Map.of("to", "a@b.example")).cause()).isEqualTo(Cause.PROTOCOL);
    }
  }

  @Test
  void a_reply_that_never_ends_breaks_the_protocol() throws IOException {
    try (TestingServer server =
        TestingServer.that(caller -> TestingServer.write(caller, "220-more\r\n".repeat(1000)))) {
      assertThat(mail(server, Map.of("to", "a@b.example")).cause()).isEqualTo(Cause.PROTOCOL);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nobody", "a@b>\r\nRSET", "a b@c", "<a@b>"})
  void an_address_that_is_none_is_the_planners_fault(String to) {
    assertThat(TestingRange.probe("smtp", 25, Map.of("to", to)).cause())
        .isEqualTo(Cause.CHECKER_FAULT);
  }

  private String token() {
    return said.stream().filter(line -> line.startsWith("Message-ID")).findFirst().orElseThrow();
  }

  private static ProbeResult mail(TestingServer server, Map<String, Object> parameters) {
    return TestingRange.probe("smtp", server.port(), parameters);
  }

  /// A mail server that answers a step in its own way.
  private void serve(Socket caller, Map<String, String> odd) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8));
    TestingServer.write(caller, odd.getOrDefault("greeting", "220 ready") + "\r\n");
    boolean data = false;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      said.add(line);
      if (data && !line.equals(".")) {
        continue;
      }
      String verb = line.split(" ")[0];
      String usual = verb.equals("EHLO") ? "250-here\r\n250 SIZE" : "250 fine";
      String reply = odd.getOrDefault(verb, verb.equals("DATA") ? "354 go on" : usual);
      data = reply.startsWith("354");
      TestingServer.write(caller, reply + "\r\n");
    }
  }
}
