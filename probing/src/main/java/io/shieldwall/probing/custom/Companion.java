package io.shieldwall.probing.custom;

import java.io.OutputStream;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// A program at work that its caller talks with. Once this is closed no process of it is left, and
/// its folder is gone.
public final class Companion implements AutoCloseable {

  private final Process process;
  private final OptionalInt user;
  private final Capture err;
  private final Consumer<Lane.Pace> remember;
  private final Deque<Runnable> ending;

  /// @param remember is told how the program could work
  /// @param ending what closing does, in turn
  Companion(
      Process process,
      OptionalInt user,
      Capture err,
      Consumer<Lane.Pace> remember,
      Deque<Runnable> ending) {
    this.process = process;
    this.user = user;
    this.err = err;
    this.remember = remember;
    this.ending = ending;
  }

  /// What the program reads from descriptor 3.
  public OutputStream requests() {
    return process.getOutputStream();
  }

  /// Leader of the program's process group.
  public long pid() {
    return process.pid();
  }

  /// The user id that the program runs as.
  public long user() {
    return user.isPresent() ? user.getAsInt() : ProcessTable.self();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /// The last line on its standard error.
  public String complaint() {
    return err.text().lastLine();
  }

  /// Says that the program was done in time.
  public void inTime() {
    remember.accept(Lane.Pace.QUICK);
  }

  /// Says that what the program measures kept it waiting until it was too late.
  public void late() {
    remember.accept(Lane.Pace.SLOW);
  }

  /// Ends the program at once.
  @Override
  public void close() {
    while (!ending.isEmpty()) {
      ending.pop().run();
    }
  }
}
