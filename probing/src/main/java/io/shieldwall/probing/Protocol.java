package io.shieldwall.probing;

import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.ProbeKind;
import java.io.IOException;
import java.util.List;

/// A protocol that services are measured with. One class each, registered in [Protocols].
public interface Protocol extends ProbeKind {

  /// Talks to the target. Opens sockets through the session only, so that the guard sees each;
  /// blocks the calling virtual thread; the session's deadline ends it from outside.
  ///
  /// @throws IOException when the conversation failed; a [ProbeFailure] knows its cause
  Exchange exchange(Target target, Probe probe, Session session)
      throws IOException, InterruptedException;

  /// Loads what the first exchange would otherwise spend its time on. Called before each exchange;
  /// no part of its deadline.
  default void prepare() {}

  @Override
  default List<Mistake> mistakes(Probe probe) {
    return Mistakes.in(probe).all();
  }

  /// Judges what came back. Pure.
  Verdict judge(Probe probe, Exchange exchange);
}
