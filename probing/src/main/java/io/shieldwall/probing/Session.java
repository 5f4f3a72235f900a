package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import java.io.Closeable;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.SocketFactory;

/// One probe's way to the network and its deadline. Every socket is opened here after the guard has
/// permitted its real address, and it is opened to exactly that address. When the deadline passes
/// the watchdog closes the sockets and interrupts the probe's thread.
public final class Session implements Closeable {

  private static final System.Logger LOG = System.getLogger(Session.class.getName());
  private static final int MOST_SOCKETS = 16;
  private static final int MOST_STEPS = 40;
  private static final int MOST_MEMORY = 4096;

  private final Guard guard;
  private final AddressPlan plan;
  private final Inventory inventory;
  private final Trust trust;
  private final SourcePool sources;
  private final Target target;
  private final Transcript transcript = new Transcript();
  private final Thread thread = Thread.currentThread();
  private final long begun = System.nanoTime();
  private final Duration timeout;
  private final List<Closeable> open = new ArrayList<>(2);
  private final List<Watchdog.Alarm> alarms = new ArrayList<>(2);
  private final List<Step> steps = new ArrayList<>();
  private final Set<InetSocketAddress> admitted = ConcurrentHashMap.newKeySet();
  private final int vantage;
  private final String subject;
  private String memory;
  private volatile Optional<IOException> unconnected = Optional.empty();
  private String stage = "starting";
  private long stageBegan = begun;
  private boolean expired;
  private boolean closed;

  /// What a probe did and how long it took.
  record Step(String text, long micros) {}

  Session(Prober.Surroundings surroundings, Target target, ProbeRequest request) {
    this.guard = surroundings.guard();
    this.plan = surroundings.plan();
    this.inventory = surroundings.inventory();
    this.trust = surroundings.trust();
    this.sources = surroundings.sources();
    this.target = target;
    this.timeout = request.timeout();
    this.memory = request.memory();
    this.vantage = request.vantage();
    this.subject = request.team() + " " + request.checkId();
    alarms.add(Watchdog.shared().after(timeout, this::expire));
  }

  public Transcript transcript() {
    return transcript;
  }

  public Trust trust() {
    return trust;
  }

  /// Says what the probe is doing: for the sentence that a timeout ends with, and for the times in
  /// the evidence.
  public void stage(String text) {
    long now = System.nanoTime();
    if (steps.size() < MOST_STEPS) {
      steps.add(new Step(stage, (now - stageBegan) / 1000));
    }
    stage = text;
    stageBegan = now;
  }

  /// Every stage that has ended, in order, and the present one.
  List<Step> steps() {
    List<Step> all = new ArrayList<>(steps);
    all.add(new Step(stage, (System.nanoTime() - stageBegan) / 1000));
    return all;
  }

  /// What this check of this team wrote down in the round before; empty when nothing.
  public String memory() {
    return memory;
  }

  /// Writes down something for the next round of this check and team, such as a token that was
  /// planted. Kept even where the probe fails afterwards; at most 4096 characters.
  public void remember(String text) {
    if (text.length() > MOST_MEMORY) {
      throw new IllegalArgumentException(
          "a check remembers at most " + MOST_MEMORY + " characters");
    }
    memory = text;
  }

  /// A new token that nobody can guess, of 20 letters and digits; it is masked in the evidence.
  public String freshToken() {
    String token = Tokens.fresh();
    transcript.secret(token);
    return token;
  }

  /// One of several ways to do the same, so that a check cannot be told from a visitor.
  public <T> T choose(List<T> ways) {
    return ways.get(ThreadLocalRandom.current().nextInt(ways.size()));
  }

  /// The password of an account of the target, which is masked in the evidence from now on.
  ///
  /// @throws ProbeFailure with cause `CHECKER_FAULT` when nobody knows it
  public String password(String account) throws ProbeFailure {
    String password =
        target
            .password(account)
            .orElseThrow(() ->
                new ProbeFailure(
                    Cause.CHECKER_FAULT,
                    "No password is known for account " + Verdict.quote(account) + "."));
    transcript.secret(password);
    return password;
  }

  public String stage() {
    return stage;
  }

  /// What is measured: a check of a team.
  public String subject() {
    return subject;
  }

  /// The real address of a scenario address, once the guard has permitted it.
  ///
  /// @throws ProbeFailure with cause `OUT_OF_SCOPE` when it has not
  public InetSocketAddress admit(String scenarioAddress, int port) throws ProbeFailure {
    String literal =
        Literals.canonical(scenarioAddress)
            .orElseThrow(() -> outOfScope(scenarioAddress, port, "it is not a plain IP address"));
    if (port < 1 || port > 65535) {
      throw outOfScope(scenarioAddress, port, "it has no valid port");
    }
    InetSocketAddress real;
    try {
      real = plan.realise(literal, port);
    } catch (IllegalArgumentException e) {
      throw outOfScope(scenarioAddress, port, "it is no place of the scenario's network");
    }
    Optional<DeclaredEndpoint> back = plan.declared(real);
    if (!back.equals(Optional.of(new DeclaredEndpoint(literal, port)))) {
      throw outOfScope(scenarioAddress, port, "it is no place of the scenario's network");
    }
    Guard.Ruling ruling = guard.permits(target.team(), real);
    if (!ruling.permitted()) {
      throw outOfScope(scenarioAddress, port, ruling.reason());
    }
    admitted.add(real);
    return real;
  }

  private static ProbeFailure outOfScope(String address, int port, String reason) {
    return new ProbeFailure(
        Cause.OUT_OF_SCOPE,
        "%s port %d was not contacted: %s.".formatted(Verdict.quote(address), port, reason));
  }

  /// The scenario address behind a host name that a service sent: the target's own name, a literal
  /// or a name of the inventory.
  public Optional<String> locate(String hostName) {
    String plain = hostName.toLowerCase(Locale.ROOT);
    if (plain.equals(target.hostName().toLowerCase(Locale.ROOT))) {
      return Optional.of(target.scenarioAddress());
    }
    Optional<String> literal = Literals.canonical(plain);
    return literal.isPresent() ? literal : inventory.address(target.team(), plain);
  }

  /// A TCP connection to a scenario address.
  public Wire connect(String scenarioAddress, int port) throws IOException {
    InetSocketAddress real = admit(scenarioAddress, port);
    stage("connecting to " + scenarioAddress + ":" + port);
    Socket socket = new Socket();
    register(socket);
    bind(socket, real.getAddress());
    socket.setTcpNoDelay(true);
    socket.connect(real);
    socket.setSoLinger(true, 0);
    connected(socket);
    stage("waiting for an answer of " + scenarioAddress + ":" + port);
    return new Wire(socket, transcript);
  }

  /// A connection for a relay that works beside the probe, on threads of its own: nothing of it is
  /// written down, and the relay, which is registered itself, closes it.
  public Socket dial(String scenarioAddress, int port) throws IOException {
    InetSocketAddress real = admit(scenarioAddress, port);
    Socket socket = new Socket();
    try {
      bind(socket, real.getAddress());
      socket.setTcpNoDelay(true);
      socket.connect(real, Math.toIntExact(Math.max(1, remaining().toMillis())));
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /// Makes sockets for client libraries that take a factory. They connect to addresses that
  /// [#admit] permitted, or to scenario addresses that it permits now, and to nothing else; they
  /// are closed when the probe ends.
  public SocketFactory sockets() {
    return new GuardedSockets(this, Optional.empty());
  }

  /// The same for libraries that would follow a service elsewhere: they reach one address that
  /// [#admit] permitted.
  public SocketFactory socketsTo(InetSocketAddress real) {
    return new GuardedSockets(this, Optional.of(real));
  }

  /// Why a library's last attempt to connect failed, for libraries that do not tell.
  public Optional<IOException> unconnected() {
    return unconnected;
  }

  void unconnected(IOException failure) {
    unconnected = Optional.of(failure);
  }

  /// The real address that a library may connect to.
  InetSocketAddress admitted(InetSocketAddress wanted) throws ProbeFailure {
    return admitted.contains(wanted) ? wanted : admit(wanted.getHostString(), wanted.getPort());
  }

  /// The address of the pool that a library must come from which opens its sockets itself; empty
  /// when any will do.
  public Optional<InetAddress> source(InetSocketAddress real) {
    return sources.towards(real.getAddress(), vantage);
  }

  /// Gives a socket one of the pool's addresses.
  void bind(Socket socket, InetAddress destination) throws IOException {
    Optional<InetAddress> source = sources.towards(destination, vantage);
    if (source.isPresent()) {
      socket.bind(new InetSocketAddress(source.get(), 0));
    }
  }

  /// Notes both ends of a connection.
  void connected(Socket socket) {
    transcript.note(
        "from "
            + Spelled.written(socket.getLocalAddress(), socket.getLocalPort())
            + " to "
            + Spelled.written(socket.getInetAddress(), socket.getPort()));
  }

  /// How the scenario writes a real address.
  String scenarioName(InetSocketAddress real) {
    return plan.declared(real)
        .map(declared -> declared.address() + ":" + declared.port())
        .orElse(real.toString());
  }

  /// A UDP socket that talks with a scenario address only; the kernel drops what others send.
  public DatagramChannel datagrams(String scenarioAddress, int port) throws IOException {
    InetSocketAddress real = admit(scenarioAddress, port);
    DatagramChannel channel =
        DatagramChannel.open(
            real.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET);
    register(channel);
    Optional<InetAddress> source = sources.towards(real.getAddress(), vantage);
    if (source.isPresent()) {
      channel.bind(new InetSocketAddress(source.get(), 0));
    }
    channel.connect(real);
    stage("waiting for an answer of " + scenarioAddress + ":" + port);
    return channel;
  }

  /// Closes this when the probe ends, however it ends.
  public synchronized void register(Closeable resource) throws IOException {
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
  public synchronized void after(Duration delay, Runnable action) {
    if (!closed) {
      alarms.add(Watchdog.shared().after(delay, action));
    }
  }

  public Duration timeout() {
    return timeout;
  }

  public Duration remaining() {
    return timeout.minusNanos(System.nanoTime() - begun);
  }

  public long elapsedMicros() {
    return (System.nanoTime() - begun) / 1000;
  }

  public synchronized boolean expired() {
    return expired;
  }

  /// What a passed deadline means to a defender.
  public Exchange.Failed timedOut() {
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
