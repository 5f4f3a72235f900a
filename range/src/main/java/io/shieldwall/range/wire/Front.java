package io.shieldwall.range.wire;

import io.shieldwall.range.nation.Reach;
import io.shieldwall.range.nation.ServicePoint;
import io.shieldwall.scenario.Content;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// A TCP listener of the range. Looks at the local address of a connection to find the team's
/// system, and hands it to the speaker of its protocol. A connection that does not come from and go
/// to a loopback address is closed at once, unread.
final class Front implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Front.class.getName());
  private static final int BACKLOG = 1024;
  private static final int LONGEST_SILENCE = 120_000;
  private static final int LONGEST_HESITATION = 200;
  private static final long PAUSE_NANOS = 50_000_000;

  private final ServerSocketChannel listener;
  private final Placement placement;
  private final Speakers speakers;
  private final LongSupplier exerciseMillis;
  private final Semaphore permits;
  private final ExecutorService conversations;

  Front(
      InetSocketAddress address,
      Placement placement,
      Speakers speakers,
      LongSupplier exerciseMillis,
      Semaphore permits,
      ExecutorService conversations)
      throws IOException {
    this.placement = placement;
    this.speakers = speakers;
    this.exerciseMillis = exerciseMillis;
    this.permits = permits;
    this.conversations = conversations;
    listener = ServerSocketChannel.open(StandardProtocolFamily.INET);
    try {
      listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      listener.bind(address, BACKLOG);
    } catch (IOException e) {
      listener.close();
      throw new IOException(
          "port %d of the range is taken: %s; end what listens there"
              .formatted(address.getPort(), e.getMessage()),
          e);
    }
  }

  void start() {
    Thread.ofVirtual().name("front").start(this::accept);
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        take(listener.accept());
      } catch (ClosedChannelException _) {
        return;
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "no connection could be accepted", e);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void take(SocketChannel channel) throws IOException {
    if (!isLocal(channel) || !permits.tryAcquire()) {
      channel.close();
      return;
    }
    try {
      conversations.execute(() -> converse(channel));
    } catch (RejectedExecutionException _) {
      permits.release();
      channel.close();
    }
  }

  private static boolean isLocal(SocketChannel channel) throws IOException {
    return channel.getLocalAddress() instanceof InetSocketAddress local
        && channel.getRemoteAddress() instanceof InetSocketAddress remote
        && permitted(local, remote);
  }

  /// Whether both ends of a connection are on the loopback network.
  static boolean permitted(InetSocketAddress local, InetSocketAddress remote) {
    return local.getAddress().isLoopbackAddress() && remote.getAddress().isLoopbackAddress();
  }

  private void converse(SocketChannel channel) {
    try (channel) {
      InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
      Optional<ServicePoint> point = placement.at(local);
      Reach reach =
          point.map(known -> known.reach(exerciseMillis.getAsLong())).orElse(Reach.RESETS);
      if (point.isEmpty() || reach == Reach.RESETS) {
        reset(channel);
        return;
      }
      converse(new Connection(channel.socket(), point.get(), exerciseMillis), reach);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a conversation broke off", e);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "a conversation failed", e);
    } finally {
      permits.release();
    }
  }

  /// As near to a refusal as a listener for many addresses can come: as soon as the other side says
  /// something or has waited a little, the connection is reset. Not before, or whoever only
  /// connects would see now one thing, now the other.
  private static void reset(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.socket().setSoTimeout(LONGEST_HESITATION);
    try {
      int first = channel.socket().getInputStream().read();
      LOG.log(System.Logger.Level.TRACE, "reset after {0}", first);
    } catch (SocketTimeoutException _) {
      LOG.log(System.Logger.Level.TRACE, "reset after silence");
    }
  }

  private void converse(Connection connection, Reach reach) throws IOException {
    if (reach == Reach.SILENT) {
      connection.staySilent(LONGEST_SILENCE);
    } else if (reach == Reach.DEPENDENCY_DOWN && !explains(connection)) {
      connection.closePolitely();
    } else {
      speakers.of(connection.point().service().content()).speak(connection);
      if (!connection.socket().isClosed()) {
        connection.closePolitely();
      }
    }
  }

  /// Whether a protocol can say that a system behind it fails.
  private static boolean explains(Connection connection) {
    return switch (connection.point().service().content()) {
      case Content.Web _, Content.Names _ -> true;
      case Content.Mail _,
          Content.Shell _,
          Content.Registers _,
          Content.Banner _,
          Content.Elsewhere _ ->
          false;
    };
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
