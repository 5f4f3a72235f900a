package io.shieldwall.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;

/// The targets, in a process of their own. One thread serves every address but those of SSH, as
/// fast as it can. It counts the requests that arrived complete, and the visitors of black holes,
/// and tells the counts to whoever writes a line to its standard input; the end of that ends it.
///
/// A black hole accepts and never answers. It lets go when its visitor does.
final class Farm {

  private static final byte[] PAGE =
      """
      HTTP/1.1 200 OK\r
      Content-Type: text/html; charset=utf-8\r
      Content-Length: 66\r
      Connection: close\r
      \r
      <html><head><title>Bank of Berylia</title></head><body></body></ht\
      """
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GREETING =
      "220 control.berylia.example ready\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ADDRESS_RECORD = {
    (byte) 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 1, 0, 80
  };
  private static final int HEADER = 12;

  private final Selector selector;
  private final Map<Kind, AtomicLong> arrived = new EnumMap<>(Kind.class);
  private final AtomicLong fallen = new AtomicLong();
  private final int[] lastQueries = new int[65_536];
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);

  /// What is behind a listening socket or a connection.
  private enum Role {
    HTTP,
    DNS,
    TCP,
    HOLE
  }

  private Farm() throws IOException {
    selector = Selector.open();
    for (Kind kind : Kind.values()) {
      arrived.put(kind, new AtomicLong());
    }
  }

  /// Arguments: teams, systems a team, percent of black holes.
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    Layout layout =
        new Layout(
            Integer.parseInt(arguments[0]),
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]));
    Farm farm = new Farm();
    farm.open(layout);
    Thread.ofPlatform().daemon().name("farm").start(farm::serve);
    System.out.println("ready");
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    while (orders.readLine() != null) {
      System.out.println(farm.counts());
    }
    System.exit(0);
  }

  private String counts() {
    StringJoiner counts = new StringJoiner(" ");
    arrived.forEach((kind, count) -> counts.add(kind + "=" + count));
    return counts.add("HOLE=" + fallen).toString();
  }

  private void open(Layout layout) throws IOException, GeneralSecurityException {
    List<String> shells = new ArrayList<>();
    for (int team = 1; team <= layout.teams(); team++) {
      for (int system = 1; system <= layout.systems(); system++) {
        String host = Layout.realHost(team, system);
        Kind kind = Kind.of(system);
        boolean hole = layout.isHole(team, system);
        switch (kind) {
          case HTTP -> listen(host, kind, hole ? Role.HOLE : Role.HTTP);
          case TCP -> listen(host, kind, hole ? Role.HOLE : Role.TCP);
          case DNS -> receive(host, hole ? Role.HOLE : Role.DNS);
          case SSH -> {
            if (hole) {
              listen(host, kind, Role.HOLE);
            } else {
              shells.add(host);
            }
          }
        }
      }
    }
    shell(shells);
  }

  private void listen(String host, Kind kind, Role role) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(host, kind.realPort()), 4096);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT, role);
  }

  private void receive(String host, Role role) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.bind(new InetSocketAddress(host, Kind.DNS.realPort()));
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, role);
  }

  private void shell(List<String> hosts) throws IOException, GeneralSecurityException {
    SshServer server = ServerBuilder.builder().build();
    server.setHost(String.join(",", hosts));
    server.setPort(Kind.SSH.realPort());
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    server.setKeyPairProvider(KeyPairProvider.wrap(generator.generateKeyPair()));
    server.setUserAuthFactories(List.of(UserAuthPasswordFactory.INSTANCE));
    server.setPasswordAuthenticator((_, password, _) -> {
      count(Kind.SSH);
      return password.equals(Layout.PASSWORD);
    });
    server.start();
  }

  private void count(Kind kind) {
    arrived.getOrDefault(kind, fallen).incrementAndGet();
  }

  private void serve() {
    while (true) {
      try {
        selector.select(this::serve);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void serve(SelectionKey key) {
    try {
      Role role = (Role) key.attachment();
      switch (key.channel()) {
        case ServerSocketChannel server -> accept(server, role);
        case DatagramChannel channel -> reply(channel, role);
        case SocketChannel channel -> answer(channel, role);
        default -> throw new IllegalStateException("an unknown channel");
      }
    } catch (IOException _) {
      key.cancel();
      closeQuietly(key.channel());
    }
  }

  private void accept(ServerSocketChannel server, Role role) throws IOException {
    for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
      if (role == Role.TCP) {
        channel.write(ByteBuffer.wrap(GREETING));
        count(Kind.TCP);
        channel.close();
        continue;
      }
      if (role == Role.HOLE) {
        fallen.incrementAndGet();
      }
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, role);
    }
  }

  /// A request comes in one piece here, since it is small.
  private void answer(SocketChannel channel, Role role) throws IOException {
    buffer.clear();
    int length = channel.read(buffer);
    if (length < 0) {
      channel.close();
    } else if (role == Role.HTTP && endsHead(length)) {
      channel.write(ByteBuffer.wrap(PAGE));
      count(Kind.HTTP);
      channel.close();
    }
  }

  private boolean endsHead(int length) {
    return length > 3
        && buffer.get(length - 4) == '\r'
        && buffer.get(length - 3) == '\n'
        && buffer.get(length - 2) == '\r'
        && buffer.get(length - 1) == '\n';
  }

  private void reply(DatagramChannel channel, Role role) throws IOException {
    while (true) {
      buffer.clear();
      SocketAddress client = channel.receive(buffer);
      if (client == null) {
        return;
      }
      if (role == Role.HOLE) {
        fallen.incrementAndGet();
      } else {
        if (isNew(channel, client)) {
          count(Kind.DNS);
        }
        channel.send(nameReply(), client);
      }
    }
  }

  /// Whether a query is not the one that came last from this client to this address, sent again.
  private boolean isNew(DatagramChannel channel, SocketAddress client) throws IOException {
    if (!(client instanceof InetSocketAddress from)
        || !(channel.getLocalAddress() instanceof InetSocketAddress here)) {
      return true;
    }
    int query = buffer.getShort(0) << 16 | (here.getAddress().hashCode() & 0xFFFF);
    boolean isNew = lastQueries[from.getPort()] != query;
    lastQueries[from.getPort()] = query;
    return isNew;
  }

  /// The query with one address added; what stood behind its question is cut off.
  private ByteBuffer nameReply() {
    int end = HEADER;
    while (buffer.get(end) != 0) {
      end += buffer.get(end) + 1;
    }
    end += 5;
    buffer.put(2, (byte) 0x85).put(3, (byte) 0x80);
    buffer.putShort(6, (short) 1).putShort(8, (short) 0).putShort(10, (short) 0);
    buffer.limit(buffer.capacity()).position(end);
    return buffer.put(ADDRESS_RECORD).flip();
  }

  private static void closeQuietly(java.nio.channels.Channel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // its visitor has gone
    }
  }
}
