package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One probe's way to the network and its deadline. Every socket is opened here after the guard has
/// permitted its real address, and it is opened to exactly that address. When the deadline passes
/// the watchdog closes the sockets and interrupts the probe's thread.
public final class Session implements Closeable {

  private static final System.Logger LOG = System.getLogger(Session.class.getName());
  private static final int MOST_SOCKETS = 16;

  private final Guard guard;
  private final AddressPlan plan;
  private final Inventory inventory;
  private final Trust trust;
  private final Target target;
  private final Transcript transcript = new Transcript();
  private final Thread thread = Thread.currentThread();
  private final long begun = System.nanoTime();
  private final Duration timeout;
  private final List<Closeable> open = new ArrayList<>(2);
  private final List<Watchdog.Alarm> alarms = new ArrayList<>(2);
  private String stage = "starting";
  private boolean expired;
  private boolean closed;

  Session(Prober.Surroundings surroundings, Target target, Duration timeout) {
    this.guard = surroundings.guard();
    this.plan = surroundings.plan();
    this.inventory = surroundings.inventory();
    this.trust = surroundings.trust();
    this.target = target;
    this.timeout = timeout;
    alarms.add(Watchdog.shared().after(timeout, this::expire));
  }

  Transcript transcript() {
    return transcript;
  }

  Trust trust() {
    return trust;
  }

  /// Says what the probe is doing, for the sentence that a timeout ends with.
  void stage(String text) {
    stage = text;
  }

  String stage() {
    return stage;
  }

  /// The real address of a scenario address, once the guard has permitted it.
  ///
  /// @throws ProbeFailure with cause `OUT_OF_SCOPE` when it has not
  InetSocketAddress admit(String scenarioAddress, int port) throws ProbeFailure {
    if (Ipv4.parse(scenarioAddress).isEmpty()) {
      throw outOfScope(scenarioAddress, port, "it is not a plain IPv4 address");
    }
    if (port < 1 || port > 65535) {
      throw outOfScope(scenarioAddress, port, "it has no valid port");
    }
    InetSocketAddress real;
    try {
      real = plan.realise(scenarioAddress, port);
    } catch (IllegalArgumentException e) {
      throw outOfScope(scenarioAddress, port, "it is no place of the scenario's network");
    }
    Optional<DeclaredEndpoint> back = plan.declared(real);
    if (!back.equals(Optional.of(new DeclaredEndpoint(scenarioAddress, port)))) {
      throw outOfScope(scenarioAddress, port, "it is no place of the scenario's network");
    }
    Guard.Ruling ruling = guard.permits(target.team(), real);
    if (!ruling.permitted()) {
      throw outOfScope(scenarioAddress, port, ruling.reason());
    }
    return real;
  }

  private static ProbeFailure outOfScope(String address, int port, String reason) {
    return new ProbeFailure(
        Cause.OUT_OF_SCOPE,
        "%s port %d was not contacted: %s.".formatted(Verdict.quote(address), port, reason));
  }

  /// The scenario address behind a host name that a service sent: the target's own name, a literal
  /// or a name of the inventory.
  Optional<String> locate(String hostName) {
    String plain = hostName.toLowerCase(Locale.ROOT);
    if (plain.equals(target.hostName().toLowerCase(Locale.ROOT))) {
      return Optional.of(target.scenarioAddress());
    }
    return Ipv4.parse(plain).isPresent()
        ? Optional.of(plain)
        : inventory.address(target.team(), plain);
  }

  /// A TCP connection to a scenario address.
  Wire connect(String scenarioAddress, int port) throws IOException {
    InetSocketAddress real = admit(scenarioAddress, port);
    stage = "connecting to " + scenarioAddress + ":" + port;
    Socket socket = new Socket();
    register(socket);
    socket.setTcpNoDelay(true);
    socket.connect(real);
    socket.setSoLinger(true, 0);
    stage = "waiting for an answer of " + scenarioAddress + ":" + port;
    return new Wire(socket, transcript);
  }

  /// A UDP socket that talks with a scenario address only; the kernel drops what others send.
  DatagramChannel datagrams(String scenarioAddress, int port) throws IOException {
    InetSocketAddress real = admit(scenarioAddress, port);
    DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
    register(channel);
    channel.connect(real);
    stage = "waiting for an answer of " + scenarioAddress + ":" + port;
    return channel;
  }

  /// Closes this when the probe ends, however it ends.
  synchronized void register(Closeable resource) throws IOException {
    open.add(resource);
    if (closed || expired) {
      resource.close();
      throw new ProbeFailure(Cause.TIMEOUT, "The probe has ended.");
    }
    if (open.size() > MOST_SOCKETS) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "The service made the probe open more than 16 connections.");
    }
  }

  /// Runs something short on the watchdog's thread unless the probe has ended before.
  synchronized void after(Duration delay, Runnable action) {
    if (!closed) {
      alarms.add(Watchdog.shared().after(delay, action));
    }
  }

  Duration timeout() {
    return timeout;
  }

  Duration remaining() {
    return timeout.minusNanos(System.nanoTime() - begun);
  }

  long elapsedMicros() {
    return (System.nanoTime() - begun) / 1000;
  }

  synchronized boolean expired() {
    return expired;
  }

  /// What a passed deadline means to a defender.
  Exchange.Failed timedOut() {
    return new Exchange.Failed(
        Cause.TIMEOUT,
        "No complete answer within %d ms; the probe was still %s."
            .formatted(timeout.toMillis(), stage));
  }

  private synchronized void expire() {
    if (closed) {
      return;
    }
    expired = true;
    closeAll();
    thread.interrupt();
  }

  /// Ends the probe: sockets are closed, alarms cancelled; the thread is not interrupted any more.
  @Override
  public synchronized void close() {
    closed = true;
    alarms.forEach(Watchdog.Alarm::cancel);
    closeAll();
    if (expired) {
      // the watchdog's interrupt was meant for this probe and must not reach the next one
      Thread.interrupted();
    }
  }

  private void closeAll() {
    for (Closeable resource : open) {
      try {
        resource.close();
      } catch (IOException | RuntimeException e) {
        LOG.log(System.Logger.Level.DEBUG, "closing failed", e);
      }
    }
    open.clear();
  }
}
