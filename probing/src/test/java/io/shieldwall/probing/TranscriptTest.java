package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TranscriptTest {

  private final Transcript transcript = new Transcript();

  @Test
  void says_who_said_what() {
    transcript.note("connected");
    transcript.sent("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    receive("HTTP/1.1 200 OK\r\n");
    receive("X: y\r\n\r\nbody");
    assertThat(transcript.render())
        .isEqualTo(
            """
            * connected
            > GET / HTTP/1.1
            > Host: a
            >\s
            < HTTP/1.1 200 OK
            < X: y
            <\s
            < body
            """);
  }

  @Test
  void makes_control_characters_and_terminal_escapes_visible() {
    receive("a\u0000b\u001b[2J\u0007\t\u202ec\u2028d\u0085e\rf\n");
    assertThat(transcript.render())
        .isEqualTo("< a\\x00b\\x1b[2J\\x07\\t\\u202ec\\u2028d\\x85e\\rf\n");
  }

  @Test
  void shows_bytes_that_are_no_text_without_failing() {
    transcript.received(new byte[] {(byte) 0xff, (byte) 0xc3, 0x28, 'x'}, 0, 4);
    assertThat(transcript.render()).startsWith("< ").endsWith("x\n");
  }

  @Test
  void a_service_cannot_fake_what_the_checker_said() {
    receive("ok\n> GET /fake\n* signed in\n");
    assertThat(transcript.render()).isEqualTo("< ok\n< > GET /fake\n< * signed in\n");
  }

  @Test
  void masks_known_secrets_even_when_they_come_in_pieces() {
    transcript.secret("correct-horse");
    transcript.sent("password=correct-horse\n");
    receive("you said correct-");
    receive("horse\n");
    assertThat(transcript.render()).isEqualTo("> password=****\n< you said ****\n");
  }

  @Test
  void masks_the_headers_that_carry_secrets_with_their_folded_lines() {
    transcript.sent("Authorization: Basic abc\r\nCookie: s=1\r\nHost: a\r\n");
    receive("SET-COOKIE: s=2\r\n more\r\nX: 1\r\nproxy-authorization:zz\r\n");
    assertThat(transcript.render())
        .isEqualTo(
            """
            > Authorization: ****
            > Cookie: ****
            > Host: a
            < SET-COOKIE: ****
            <  ****
            < X: 1
            < proxy-authorization: ****
            """);
  }

  @Test
  void keeps_at_most_four_kibibytes_and_says_that_it_was_cut() {
    for (int i = 0; i < 1000; i++) {
      receive("\u0001".repeat(100));
    }
    assertThat(transcript.render()).hasSizeLessThanOrEqualTo(4096).endsWith("* (cut)\n");
  }

  @Test
  void never_keeps_the_first_half_of_a_secret_at_the_cut() {
    transcript.secret("correct-horse-battery");
    receive("x".repeat(Transcript.LIMIT - 10) + "correct-horse-battery");
    assertThat(transcript.render()).doesNotContain("corr");
  }

  @Test
  void never_shows_the_first_half_of_a_secret_where_a_quotation_was_cut() {
    String secret = "k".repeat(5) + "0123456789".repeat(30);
    transcript.secret(secret);
    String said =
        "Expected %s, got %s."
            .formatted(Verdict.quote("a " + secret), Verdict.quote("bad: " + secret + " said you"));
    assertThat(said).contains("kkkkk0123");
    assertThat(transcript.withoutSecrets(said))
        .isEqualTo("Expected \"a ****…\", got \"bad: ****…\".");
  }

  private void receive(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    transcript.received(bytes, 0, bytes.length);
  }
}
