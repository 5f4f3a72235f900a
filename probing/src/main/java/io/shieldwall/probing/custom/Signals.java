package io.shieldwall.probing.custom;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// `kill(2)`. Java itself signals single processes only, and a program that signals for us could
/// not be started when a check has used up all processes.
final class Signals {

  static final int TERM = 15;
  static final int KILL = 9;

  private static final MethodHandle CALL = call();

  private Signals() {}

  @SuppressWarnings("restricted")
  private static MethodHandle call() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().find("kill").orElseThrow(),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  }

  /// Signals every process of a group. Groups that are gone are no error.
  static void group(long leader, int signal) {
    send(Math.toIntExact(-leader), signal);
  }

  static void process(long pid, int signal) {
    send(Math.toIntExact(pid), signal);
  }

  private static void send(int target, int signal) {
    if (target >= -1 && target <= 1) {
      throw new IllegalArgumentException("signalling " + target + " would reach strangers");
    }
    try {
      int _ = (int) CALL.invokeExact(target, signal);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
