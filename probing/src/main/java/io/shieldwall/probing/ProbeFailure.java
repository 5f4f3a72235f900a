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

  public Cause reason() {
    return cause;
  }

  public Exchange.Failed failed() {
    String message = getMessage();
    return new Exchange.Failed(cause, message == null ? cause.name() : message);
  }
}
