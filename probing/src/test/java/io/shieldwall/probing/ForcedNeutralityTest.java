package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.server.subsystem.SubsystemFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A failure of the checker is neutral, so a team whose service is down would like to cause one.
/// Whatever its service answers and whatever it hands over as a password, it is critical.
@Timeout(60)
class ForcedNeutralityTest {

  @Test
  void a_mailbox_with_any_number_of_finds() throws IOException {
    try (TestingServer server = TestingServer.that(caller -> mailbox(caller))) {
      assertCritical(
          Cause.WRONG_CONTENT,
          TestingRange.probe(
              "imap", server.port(), Map.of("account", "monitor", "find", "orders", "tls", "off")));
    }
  }

  private static void mailbox(Socket caller) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(caller.getInputStream(), StandardCharsets.ISO_8859_1));
    TestingServer.write(caller, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String said =
          line.contains("SEARCH")
              ? "* SEARCH" + " 1".repeat(30_000) + "\r\n"
              : line.contains("CAPABILITY") ? "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" : "";
      TestingServer.write(caller, said + line.split(" ", 2)[0] + " OK done\r\n");
    }
  }

  @Test
  void files_of_a_server_that_says_it_has_too_many_open_ones(@TempDir Path folder)
      throws IOException {
    byte[] words = "Too many open files".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer refusal = ByteBuffer.allocate(words.length + 21);
    refusal.putInt(words.length + 17).put((byte) 101).putInt(0).putInt(4);
    refusal.putInt(words.length).put(words).putInt(0);
    assertCritical(Cause.PROTOCOL, sftp(folder, refusal.array()));
  }

  @Test
  void files_in_packets_that_are_too_short(@TempDir Path folder) throws IOException {
    assertCritical(Cause.PROTOCOL, sftp(folder, new byte[] {0, 0, 0, 5, 2, 0, 0, 0, 3}));
  }

  private static ProbeResult sftp(Path folder, byte[] greeting) throws IOException {
    try (SshServer server = SshServer.setUpDefaultServer()) {
      server.setHost(TestingRange.real(TestingRange.ADDRESS).getHostAddress());
      server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider(folder.resolve("key")));
      server.setPasswordAuthenticator((_, _, _) -> true);
      server.setSubsystemFactories(List.of(new Files(greeting)));
      server.start();
      return TestingRange.probe(
          "sftp", server.getPort(), Map.of("account", "monitor", "path", "a"));
    }
  }

  /// SFTP that begins with these bytes.
  private static final class Files implements SubsystemFactory {

    private final byte[] greeting;

    Files(byte[] greeting) {
      this.greeting = greeting;
    }

    @Override
    public String getName() {
      return "sftp";
    }

    @Override
    public Command createSubsystem(ChannelSession channel) {
      return new ShortPackets(greeting);
    }
  }

  /// SFTP that answers every request with a handle whose bytes are missing.
  private static final class ShortPackets implements Command {

    private final byte[] greeting;
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();

    ShortPackets(byte[] greeting) {
      this.greeting = greeting;
    }

    @Override
    public void setInputStream(InputStream stream) {
      in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
      out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {}

    @Override
    public void setExitCallback(ExitCallback callback) {}

    @Override
    public void start(ChannelSession channel, Environment environment) {
      Thread.ofPlatform().daemon().start(this::answer);
    }

    private void answer() {
      try {
        DataInputStream requests = new DataInputStream(in);
        requests.readNBytes(requests.readInt());
        out.write(greeting);
        out.flush();
        while (true) {
          byte[] request = requests.readNBytes(requests.readInt());
          out.write(new byte[] {0, 0, 0, 9, 102});
          out.write(request, 1, 4);
          out.write(new byte[] {0, 0, 0, 99});
          out.flush();
        }
      } catch (IOException _) {
        // the check has hung up
      }
    }

    @Override
    public void destroy(ChannelSession channel) {}
  }

  /// The first is empty; the second says that 2 GiB follow.
  @ParameterizedTest
  @ValueSource(strings = {"0000", "a1847fffffff"})
  void a_file_server_whose_challenge_is_no_token(String token) throws IOException {
    byte[] octets = HexFormat.of().parseHex(token);
    try (TestingServer server = TestingServer.that(caller -> negotiate(caller, octets))) {
      assertCritical(
          Cause.PROTOCOL,
          TestingRange.probe(
              "smb", server.port(), Map.of("account", "monitor", "share", "orders", "path", "a")));
    }
  }

  /// SMB 2.1 (MS-SMB2 2.2.4 and 2.2.6) whose challenge is no token of SPNEGO.
  private static void negotiate(Socket caller, byte[] token) throws IOException {
    DataInputStream in = new DataInputStream(caller.getInputStream());
    ByteBuffer agreed = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    agreed.putShort((short) 65).putShort((short) 1).putShort((short) 0x210);
    agreed.position(28).putInt(65_536).putInt(65_536).putInt(65_536);
    agreed.position(56).putShort((short) 128);
    answer(caller, in, 0, agreed.array());
    ByteBuffer challenge = ByteBuffer.allocate(8 + token.length).order(ByteOrder.LITTLE_ENDIAN);
    challenge.putShort((short) 9).putShort((short) 0).putShort((short) 72);
    challenge.putShort((short) token.length).put(token);
    int moreProcessing = 0xc0000016;
    answer(caller, in, moreProcessing, challenge.array());
    in.read();
  }

  /// Answers the next message.
  private static void answer(Socket caller, DataInputStream in, int status, byte[] body)
      throws IOException {
    byte[] request = in.readNBytes(in.readInt());
    ByteBuffer answer = ByteBuffer.allocate(4 + 64 + body.length);
    answer.putInt(64 + body.length).put(request, 0, 4).order(ByteOrder.LITTLE_ENDIAN);
    answer.putShort((short) 64).position(4 + 8).putInt(status);
    answer.put(request, 12, 2).putShort((short) 1).putInt(1);
    answer.position(4 + 24).put(request, 24, 8);
    answer.position(4 + 40).putLong(status);
    answer.position(4 + 64).put(body);
    caller.getOutputStream().write(answer.array());
  }

  @Test
  void an_agent_that_answers_without_values() throws IOException {
    try (DatagramSocket agent =
        new DatagramSocket(new InetSocketAddress(TestingRange.real(TestingRange.ADDRESS), 0))) {
      Thread.ofPlatform().daemon().start(() -> emptied(agent));
      assertCritical(
          Cause.PROTOCOL,
          TestingRange.probe(
              "snmp",
              agent.getLocalPort(),
              Map.of("account", "monitor", "oid", "1.3.6.1.2.1.1.6.0")));
    }
  }

  /// Turns the request for one short object into a response without any: its last part goes.
  private static void emptied(DatagramSocket agent) {
    try {
      DatagramPacket packet = new DatagramPacket(new byte[512], 512);
      agent.receive(packet);
      byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
      int pdu = 4 + 3 + query[6];
      int bindings = query.length - 2;
      while (!(query[bindings] == 0x30 && query[bindings + 2] == 0x30)) {
        bindings--;
      }
      int gone = query[bindings + 1];
      byte[] answer = Arrays.copyOf(query, query.length - gone);
      answer[1] -= (byte) gone;
      answer[pdu] = (byte) 0xa2;
      answer[pdu + 1] -= (byte) gone;
      answer[bindings + 1] = 0;
      agent.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
    } catch (IOException _) {
      // the test has ended
    }
  }

  @Test
  void a_passphrase_that_is_too_short() {
    Prober prober =
        new Prober(
            Protocols.ALL,
            Prober.Surroundings.of(
                TestingRange.guard(TestingRange.PLAN),
                TestingRange.PLAN,
                (_, _, _) -> Optional.of("short")));
    assertCritical(
        Cause.WRONG_CREDENTIALS,
        prober.probe(
            TestingRange.request(
                "snmp",
                9,
                Map.of("account", "monitor", "version", "3", "oid", "1.3.6.1.2.1.1.6.0"))));
  }

  private static void assertCritical(Cause cause, ProbeResult result) {
    assertThat(result.outcome())
        .as(result.summary() + "\n" + result.evidence())
        .isEqualTo(Outcome.CRITICAL);
    assertThat(result.cause()).as(result.summary()).isEqualTo(cause);
  }
}
