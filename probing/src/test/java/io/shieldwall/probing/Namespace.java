package io.shieldwall.probing;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A thread with a loopback network and a `/run` of its own (`unshare(2)`), where a server may take
/// a port that elsewhere is the machine's, such as 111. What the thread connects to, and every
/// process that it starts, is in there too; nothing outside can tell. The namespaces end with the
/// last of them.
///
/// For blocking sockets only: virtual threads would be carried by other threads.
public final class Namespace implements AutoCloseable {

  private static final int MOUNTS = 0x0002_0000;
  private static final int NETWORK = 0x4000_0000;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

  private Namespace() {}

  /// Skips the test where the machine does not allow it.
  public static Namespace make(Path folder) throws Exception {
    if (!Daemon.asRoot()) {
      Daemon.skip("only root can make a network namespace");
    }
    Path ip = Daemon.program("ip");
    Path mount = Daemon.program("mount");
    Namespace space = new Namespace();
    if (!space.inside(() -> unshare())) {
      space.close();
      Daemon.skip("this machine lets nobody make a network namespace");
    }
    space.inside(() -> {
      // without this the new mount would be everybody's
      Daemon.run(folder, mount, "--make-rprivate", "/");
      Daemon.run(folder, mount, "-t", "tmpfs", "tmpfs", "/run");
      Daemon.run(folder, ip, "link", "set", "lo", "up");
      return true;
    });
    return space;
  }

  @SuppressWarnings("restricted")
  private static boolean unshare() {
    Linker linker = Linker.nativeLinker();
    MethodHandle call =
        linker.downcallHandle(
            linker.defaultLookup().find("unshare").orElseThrow(),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try {
      return (int) call.invokeExact(MOUNTS | NETWORK) == 0;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// Does this on the thread and waits for it.
  public <T> T inside(Callable<T> action) throws Exception {
    try {
      return thread.submit(action).get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IOException(e);
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
