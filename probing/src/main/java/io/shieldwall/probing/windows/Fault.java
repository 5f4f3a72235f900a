package io.shieldwall.probing.windows;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import java.util.Optional;

/// A refusal of WS-Management (DSP0226, section 14; MS-WSMV, section 2.2.4.43).
///
/// @param subcode such as `AccessDenied`, without its prefix
/// @param code Windows' error code; 0 where the server tells none
/// @param reason in words
record Fault(String subcode, long code, String reason) {

  private static final String FAULT = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault";

  /// What an answer refuses; empty when it does not.
  static Optional<Fault> in(Markup envelope) {
    return envelope.first(Envelope.SOAP, "Fault").map(Fault::of);
  }

  private static Fault of(Markup fault) {
    String subcode =
        fault
            .first(Envelope.SOAP, "Subcode")
            .flatMap(each -> each.first(Envelope.SOAP, "Value"))
            .map(Markup::text)
            .orElse("");
    String text = fault.first(Envelope.SOAP, "Text").map(Markup::text).orElse("");
    Optional<Markup> detail = fault.first(FAULT, "WSManFault");
    String message =
        detail.flatMap(each -> each.first(FAULT, "Message")).map(Markup::text).orElse("");
    return new Fault(
        subcode.substring(subcode.indexOf(':') + 1),
        detail.map(each -> number(each.attribute("Code"))).orElse(0L),
        message.isBlank() ? text : message);
  }

  private static long number(String digits) {
    return digits.matches("[0-9]{1,12}") ? Long.parseLong(digits) : 0;
  }

  /// The server has nothing to tell yet.
  boolean nothingYet() {
    return subcode.equals("TimedOut") || code == 2_150_858_793L;
  }

  /// @param expected what the server was to do, such as "a shell"
  ProbeFailure refusal(String expected) {
    String said = "%s%s".formatted(Verdict.quote(reason), code == 0 ? "" : " (" + code + ")");
    if (denied()) {
      return new ProbeFailure(
          Cause.WRONG_CREDENTIALS,
          "Expected %s, but the account has no right to it: %s.".formatted(expected, said));
    }
    if (quota()) {
      return new ProbeFailure(
          Cause.PROTOCOL,
          "Expected %s, but the server's quota is used up: %s.".formatted(expected, said));
    }
    if (code == 2_150_858_843L) {
      return new ProbeFailure(
          Cause.PROTOCOL,
          "Expected %s, but the server lost the shell: %s.".formatted(expected, said));
    }
    return new ProbeFailure(
        Cause.PROTOCOL,
        "Expected %s, got the fault %s: %s."
            .formatted(
                expected, subcode.isEmpty() ? "of the server" : Verdict.quote(subcode), said));
  }

  /// Access denied as Windows' own code and as an HRESULT; logon failure; logon not granted.
  private boolean denied() {
    return subcode.equals("AccessDenied")
        || code == 5
        || code == 0x80070005L
        || code == 1326
        || code == 1385;
  }

  /// The codes of wsmerror.h for too many shells, operations or users.
  private boolean quota() {
    return subcode.equals("QuotaLimit")
        || (code >= 2_150_859_173L && code <= 2_150_859_176L)
        || code == 2_150_859_179L
        || (code >= 2_150_859_236L && code <= 2_150_859_243L);
  }
}
