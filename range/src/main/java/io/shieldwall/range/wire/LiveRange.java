package io.shieldwall.range.wire;

import io.shieldwall.exercise.Desk;
import io.shieldwall.range.nation.Nation;
import io.shieldwall.range.nation.ServicePoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/// The nation on the wire: real protocol servers over the model, on the loopback network of this
/// machine and nowhere else.
public final class LiveRange implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(LiveRange.class.getName());

  /// Connections at a time; one more is closed at once.
  public static final int MOST_CONNECTIONS = 8192;

  private final Placement placement;
  private final Certificates certificates;
  private final ExecutorService conversations =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("range-", 0).factory());
  private final List<AutoCloseable> open = new ArrayList<>();

  private LiveRange(Placement placement) {
    this.placement = placement;
    certificates = new Certificates(placement);
  }

  /// Where this machine can place the nation: on many loopback addresses, or on one with many
  /// ports.
  ///
  /// @throws IllegalArgumentException when the scenario's addresses or ports have no place
  public static Placement place(Nation nation) {
    return manyAddresses()
        ? new EmbeddedPlan(nation)
        : new MappedPlan(nation, MappedPlan.FIRST_PORT);
  }

  private static boolean manyAddresses() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(Ipv4Literal.address(new byte[] {127, 1, 1, 1}), 0));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Opens every listener and serves until closed.
  ///
  /// @param placement where the nation is, see [#place]
  /// @param desk where defenders' shells hand in what they order
  /// @param exerciseMillis exercise time now
  /// @throws IOException when a port is taken; says which
  public static LiveRange start(
      Placement placement, Nation nation, Desk desk, LongSupplier exerciseMillis)
      throws IOException {
    LiveRange range = new LiveRange(placement);
    try {
      range.open(nation, desk, exerciseMillis);
      return range;
    } catch (IOException | RuntimeException e) {
      range.close();
      throw e;
    }
  }

  private void open(Nation nation, Desk desk, LongSupplier exerciseMillis) throws IOException {
    ShellSpeaker shell = ShellSpeaker.start(nation, desk, exerciseMillis);
    open.add(shell);
    Speakers speakers = new Speakers(certificates, shell);
    Semaphore permits = new Semaphore(MOST_CONNECTIONS);
    List<Front> fronts = new ArrayList<>();
    for (InetSocketAddress address : placement.listening()) {
      Front front = new Front(address, placement, speakers, exerciseMillis, permits, conversations);
      open.add(front);
      fronts.add(front);
    }
    List<NameDatagrams> names = new ArrayList<>();
    for (InetSocketAddress address : placement.nameServers()) {
      Optional<ServicePoint> point = placement.at(address);
      if (point.isPresent()) {
        NameDatagrams server = new NameDatagrams(address, point.get(), exerciseMillis);
        open.add(server);
        names.add(server);
      }
    }
    fronts.forEach(Front::start);
    names.forEach(NameDatagrams::start);
  }

  /// Where the scenario's addresses really are.
  public Placement placement() {
    return placement;
  }

  /// The certificate of the authority that signed every system's, in PEM form.
  public String authorityPem() {
    return certificates.authorityPem();
  }

  @Override
  public void close() {
    for (AutoCloseable resource : open.reversed()) {
      try {
        resource.close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "a listener did not close", e);
      }
    }
    open.clear();
    conversations.shutdownNow();
  }
}
