package io.shieldwall.probing.chat;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A response of SIP (RFC 3261, section 7.2).
///
/// @param head its lines as they came
record SipMessage(int status, String reason, List<String> head) {

  /// Short forms of header names (RFC 3261, section 7.3.3).
  private static final Map<String, String> SHORT =
      Map.of("i", "call-id", "m", "contact", "v", "via", "l", "content-length", "f", "from");

  SipMessage {
    head = List.copyOf(head);
  }

  static SipMessage of(List<String> lines) throws ProbeFailure {
    String first = lines.isEmpty() ? "" : lines.getFirst();
    if (!first.matches("SIP/2\\.0 [1-6][0-9][0-9]( .*)?")) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "Expected a response of SIP, got " + Verdict.quote(first) + ".");
    }
    return new SipMessage(
        Integer.parseInt(first.substring(8, 11)),
        first.length() > 12 ? first.substring(12) : "",
        lines);
  }

  /// Every value of a header, in order.
  List<String> values(String name) {
    List<String> values = new ArrayList<>();
    for (String line : head.subList(1, head.size())) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        String written = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        if (SHORT.getOrDefault(written, written).equals(name)) {
          values.add(line.substring(colon + 1).strip());
        }
      }
    }
    return values;
  }

  Optional<String> value(String name) {
    return values(name).stream().findFirst();
  }

  boolean isFinal() {
    return status >= 200;
  }

  /// Such as `404 Not here`.
  String outcome() {
    return (status + " " + reason).strip();
  }
}
