package io.shieldwall.probing.mail;

import io.shieldwall.probing.Mistakes;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.regex.Pattern;

/// A message (RFC 5322) that a check hands in.
///
/// @param token by which it is found again
record Letter(String from, String to, String subject, String token) {

  static final String SENDER = "monitor@shieldwall.example";
  static final String SUBJECT = "Connection test";

  private static final Pattern ADDRESS = Pattern.compile("[!-;=?-~]+@[!-;=?-~]+");

  /// @throws ProbeFailure with cause `CHECKER_FAULT` when one is no address
  static Letter of(String from, String to, String subject, String token) throws ProbeFailure {
    return new Letter(address(from), address(to), subject, token);
  }

  /// Parameters that are no mail addresses.
  ///
  /// @param names the parameters that are addresses
  static Mistakes mistakes(Probe probe, String... names) {
    Mistakes mistakes = Mistakes.in(probe);
    for (String name : names) {
      mistakes.tried(
          name,
          () -> address(probe.text(name, SENDER)),
          "write one such as postmaster@berylia.example");
    }
    return mistakes;
  }

  private static String address(String text) throws ProbeFailure {
    if (!ADDRESS.matcher(text).matches()) {
      throw new ProbeFailure(
          Cause.CHECKER_FAULT,
          "The check's address " + Verdict.quote(text) + " is no mail address.");
    }
    return text;
  }

  /// The name that the sender's machine gives itself.
  String domain() {
    return from.substring(from.lastIndexOf('@') + 1);
  }

  String text() {
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    return String.join(
        "\r\n",
        "From: <" + from + ">",
        "To: <" + to + ">",
        "Subject: " + encodedWord(subject),
        "Date: " + date,
        "Message-ID: <" + token + from.substring(from.lastIndexOf('@')) + ">",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "",
        "This message checks the way of mail. Its token is " + token + ".");
  }

  /// A header text: as it is when it is plain, otherwise as an encoded word (RFC 2047).
  private static String encodedWord(String text) {
    return text.matches("[ -~]{0,200}")
        ? text
        : "=?utf-8?B?"
            + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
            + "?=";
  }
}
