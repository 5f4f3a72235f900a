package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import java.io.IOException;

/// The end of a conversation for a known cause, with one sentence for a defender.
public final class ProbeFailure extends IOException {

  private static final long serialVersionUID = 1L;

  private final Cause cause;

  public ProbeFailure(Cause cause, String message) {
    super(message);
    this.cause = cause;
  }

  /// A password that no account could have. Whoever handed it over handed over a wrong one: it is
  /// no fault of the check, or a team could stop its checks with it.
  ///
  /// @param wanted what a password is, such as "SNMPv3 wants at least 8 bytes"
  public static ProbeFailure unfit(String account, String wanted) {
    return new ProbeFailure(
        Cause.WRONG_CREDENTIALS,
        "The password that was handed over for account %s cannot be one: %s."
            .formatted(Verdict.quote(account), wanted));
  }

  public Cause reason() {
    return cause;
  }

  public Exchange.Failed failed() {
    String message = getMessage();
    return new Exchange.Failed(cause, message == null ? cause.name() : message);
  }
}
