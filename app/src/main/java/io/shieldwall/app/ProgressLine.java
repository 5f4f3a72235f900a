package io.shieldwall.app;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Objects;

/// A line that says how far long work has come; quiet where nobody watches.
final class ProgressLine implements AutoCloseable {

  private final PrintWriter out;
  private final boolean shown;
  private long nextAt;

  ProgressLine(PrintWriter out, boolean shown) {
    this.out = out;
    Console console = System.console();
    this.shown = shown && Objects.nonNull(console) && console.isTerminal();
  }

  void say(String text) {
    long now = System.nanoTime();
    if (shown && now >= nextAt) {
      nextAt = now + 100_000_000L;
      out.print("\r\u001b[K" + text);
      out.flush();
    }
  }

  @Override
  public void close() {
    if (shown) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }
}
