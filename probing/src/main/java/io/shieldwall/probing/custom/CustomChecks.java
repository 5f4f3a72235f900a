package io.shieldwall.probing.custom;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Probe;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/// The conventions in which programs of the organisers may be written.
public final class CustomChecks {

  private CustomChecks() {}

  /// One protocol a convention, all with the same programs.
  public static List<Protocol> of(Programs programs) {
    return List.of(
        new NagiosProtocol(programs),
        new ForcadProtocol(programs),
        new EnoProtocol(programs),
        new FaustProtocol(programs));
  }

  /// What the program did wrong, not the service.
  static Verdict fault(String summary) {
    return new Verdict(Outcome.UNKNOWN, Cause.CHECKER_FAULT, summary);
  }

  /// A program that a service may have kept waiting.
  static Exchange.Failed late(String program) {
    return new Exchange.Failed(
        Cause.TIMEOUT, "%s did not end before its deadline and was killed.".formatted(program));
  }

  /// The end of a program as an answer: its message as the text.
  static Exchange.Answer answer(Finished finished, Map<String, String> facts) {
    Map<String, String> all = new java.util.HashMap<>(facts);
    all.put("status", Integer.toString(finished.status()));
    all.put("ending", finished.wording());
    return new Exchange.Answer(finished.out().firstLine(), all);
  }

  /// ` and said "…"`, or nothing where it said nothing.
  static String said(String message) {
    return message.isBlank() ? "" : " and said " + Verdict.quote(message);
  }

  /// The number by which a program knows a team: the parameter `team`, or the digits at the end of
  /// its id.
  static long number(Probe probe, Target target) {
    String written = probe.text("team", target.team());
    String digits = written.replaceFirst(".*?(\\d{1,9})$", "$1");
    return digits.chars().allMatch(each -> each >= '0' && each <= '9') && !digits.isEmpty()
        ? Long.parseLong(digits)
        : number(written);
  }

  /// A number that stays the same for a text.
  static long number(String text) {
    CRC32 sum = new CRC32();
    sum.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return sum.getValue() & 0x7FFF_FFFF;
  }
}
