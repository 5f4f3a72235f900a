package io.shieldwall.probing.messaging;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Transcript;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Packets of MQTT to a broker and back.
final class MqttDialogue {

  private static final int CONNACK = 2;
  private static final int PUBLISH = 3;
  private static final int PUBACK = 4;
  private static final int SUBACK = 9;
  private static final int UNSUBACK = 11;
  private static final int PINGRESP = 13;
  private static final int DISCONNECT = 14;
  private static final int MOST_BYTES = 1024 * 1024;
  private static final int MOST_WAITING = 1000;

  private final Wire wire;
  private final Transcript transcript;
  private final boolean five;
  private final Deque<Message> waiting = new ArrayDeque<>();
  private int identifier;

  /// A message that the broker sent.
  record Message(String topic, String text, boolean retained) {}

  private record Packet(int kind, int flags, ByteBuffer body) {}

  MqttDialogue(Wire wire, Transcript transcript, boolean five) {
    this.wire = wire;
    this.transcript = transcript;
    this.five = five;
  }

  void connect(String client, Optional<String> account, String password) throws IOException {
    Body body = new Body().text("MQTT").octet(five ? 5 : 4);
    body.octet(account.isPresent() ? 0xc2 : 0x02).number(60);
    properties(body);
    body.text(client);
    if (account.isPresent()) {
      body.text(account.get()).text(password);
    }
    transcript.sent("CONNECT " + account.orElse("without an account") + "\n");
    send(0x10, body);
    ByteBuffer answer = expect(CONNACK).body();
    answer.get();
    int code = answer.get() & 0xff;
    if (code != 0) {
      throw MqttProtocol.refused(code);
    }
  }

  void subscribe(String topic) throws IOException {
    Body body = new Body().number(++identifier);
    properties(body);
    transcript.sent("SUBSCRIBE " + topic + "\n");
    send(0x82, body.text(topic).octet(1));
    int code = last(expect(SUBACK).body());
    if (code >= 0x80) {
      throw new ProbeFailure(
          Cause.WRONG_CREDENTIALS,
          "Expected to be allowed to read %s, got return code 0x%02x."
              .formatted(Verdict.quote(topic), code));
    }
  }

  void unsubscribe(String topic) throws IOException {
    Body body = new Body().number(++identifier);
    properties(body);
    send(0xa2, body.text(topic));
    expect(UNSUBACK);
  }

  void publish(String topic, String text, int qos, boolean retained) throws IOException {
    Body body = new Body().text(topic);
    if (qos > 0) {
      body.number(++identifier);
    }
    properties(body);
    body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    transcript.sent("PUBLISH " + topic + " " + text + "\n");
    send(0x30 | qos << 1 | (retained ? 1 : 0), body);
    if (qos == 0) {
      return;
    }
    ByteBuffer answer = expect(PUBACK).body();
    int code = answer.remaining() > 2 ? answer.get(answer.position() + 2) & 0xff : 0;
    if (code >= 0x80) {
      throw new ProbeFailure(
          Cause.WRONG_CREDENTIALS,
          "Expected to be allowed to publish on %s, got return code 0x%02x."
              .formatted(Verdict.quote(topic), code));
    }
  }

  void ping() throws IOException {
    send(0xc0, new Body());
    expect(PINGRESP);
  }

  void disconnect() throws IOException {
    send(0xe0, new Body());
  }

  /// The next message on a topic; others are passed over.
  Message message(String topic) throws IOException {
    while (true) {
      while (!waiting.isEmpty()) {
        Message message = waiting.poll();
        if (message.topic().equals(topic)) {
          return message;
        }
      }
      Packet packet = packet();
      if (packet.kind() == PUBLISH) {
        received(packet);
      }
    }
  }

  /// The retained message of a topic, where it has come already.
  Optional<String> retained(String topic) {
    Optional<String> found =
        waiting.stream()
            .filter(message -> message.topic().equals(topic) && message.retained())
            .map(Message::text)
            .findFirst();
    waiting.clear();
    return found;
  }

  private Packet expect(int kind) throws IOException {
    while (true) {
      Packet packet = packet();
      if (packet.kind() == kind) {
        if (packet.body().remaining() < (kind == PINGRESP ? 0 : 2)) {
          throw violation("a packet of kind " + kind, "one that is too short");
        }
        return packet;
      }
      if (packet.kind() != PUBLISH) {
        throw violation("a packet of kind " + kind, "kind " + packet.kind());
      }
      received(packet);
    }
  }

  private void received(Packet packet) throws IOException {
    try {
      ByteBuffer body = packet.body();
      byte[] topic = new byte[body.getShort() & 0xffff];
      body.get(topic);
      int qos = packet.flags() >> 1 & 3;
      int number = qos > 0 ? body.getShort() & 0xffff : 0;
      if (five) {
        int properties = length(body);
        body.position(body.position() + properties);
      }
      String text = StandardCharsets.UTF_8.decode(body).toString();
      Message message =
          new Message(new String(topic, StandardCharsets.UTF_8), text, (packet.flags() & 1) == 1);
      transcript.received(message.topic() + " " + text + "\n");
      if (waiting.size() >= MOST_WAITING) {
        waiting.poll();
      }
      waiting.add(message);
      if (qos == 1) {
        send(0x40, new Body().number(number));
      }
    } catch (BufferUnderflowException | IllegalArgumentException _) {
      throw violation("a message", "one that is cut off");
    }
  }

  private Packet packet() throws IOException {
    int first = wire.read();
    if (first < 0) {
      throw wire.ended();
    }
    int length = 0;
    for (int shift = 0; ; shift += 7) {
      int octet = shift > 21 ? -1 : wire.read();
      if (octet < 0) {
        throw violation("the length of a packet", "none");
      }
      length |= (octet & 0x7f) << shift;
      if ((octet & 0x80) == 0) {
        break;
      }
    }
    if (length > MOST_BYTES) {
      throw violation("packets of at most " + MOST_BYTES + " bytes", "" + length);
    }
    ByteBuffer body = ByteBuffer.wrap(wire.exactly(length));
    int kind = first >> 4;
    if (kind == DISCONNECT) {
      int code = body.hasRemaining() ? body.get() & 0xff : 0;
      throw code == 0x87
          ? MqttProtocol.refused(code)
          : violation("an answer", "a disconnection with code 0x%02x".formatted(code));
    }
    return new Packet(kind, first & 0x0f, body);
  }

  private static int length(ByteBuffer body) {
    int length = 0;
    for (int shift = 0; shift <= 21; shift += 7) {
      int octet = body.get();
      length |= (octet & 0x7f) << shift;
      if ((octet & 0x80) == 0) {
        return length;
      }
    }
    throw new IllegalArgumentException("a length of more than four bytes");
  }

  private static int last(ByteBuffer body) {
    return body.get(body.limit() - 1) & 0xff;
  }

  private void properties(Body body) {
    if (five) {
      body.octet(0);
    }
  }

  private void send(int first, Body body) throws IOException {
    Body packet = new Body().octet(first);
    int rest = body.size();
    do {
      packet.octet((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
      rest >>= 7;
    } while (rest > 0);
    packet.writeBytes(body.toByteArray());
    wire.write(packet.toByteArray());
  }

  private static ProbeFailure violation(String expected, String got) {
    return new ProbeFailure(
        Cause.PROTOCOL, "The answer is not MQTT: expected %s, got %s.".formatted(expected, got));
  }

  private static final class Body extends ByteArrayOutputStream {

    Body octet(int value) {
      write(value);
      return this;
    }

    Body number(int value) {
      return octet(value >> 8).octet(value);
    }

    Body text(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      number(bytes.length).writeBytes(bytes);
      return this;
    }
  }
}
