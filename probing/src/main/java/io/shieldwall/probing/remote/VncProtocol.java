package io.shieldwall.probing.remote;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Expectation;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/// VNC, that is RFB 3.3, 3.7 and 3.8 (RFC 6143): signs in with a password, or without one, and
/// fetches a piece of the screen.
public final class VncProtocol implements Protocol {

  private static final int NONE = 1;
  private static final int VNC_AUTHENTICATION = 2;
  private static final int LONGEST_TEXT = 4096;
  private static final int MOST_MESSAGES = 32;
  private static final int LARGEST_PIECE = 16;

  @Override
  public String name() {
    return "vnc";
  }

  @Override
  public String summary() {
    return "Signs in over VNC, looks at the desktop's name and size and fetches a piece of it.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(
        optional(
            "account",
            Type.ACCOUNT,
            "Account whose password opens it; default the desktop must open without one."));
    parameters.addAll(Expectation.parameters("the desktop's name"));
    parameters.add(
        optional("width", Type.NUMBER, "Width of the desktop in pixels.").within(1, 65535));
    parameters.add(
        optional("height", Type.NUMBER, "Height of the desktop in pixels.").within(1, 65535));
    return parameters;
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Wire wire = session.connect(target.scenarioAddress(), target.port());
    wire.recordNothing();
    int minor = agreeOnVersion(wire, session);
    session.stage("signing in to " + target.endpoint());
    int type = minor == 3 ? givenType(wire) : chosenType(wire, probe, session);
    authenticate(wire, type, minor, probe, session);
    session.stage("opening the desktop");
    wire.write(new byte[] {1});
    ByteBuffer start = ByteBuffer.wrap(wire.exactly(20));
    int width = start.getShort() & 0xffff;
    int height = start.getShort() & 0xffff;
    int bits = start.get() & 0xff;
    String name = text(wire);
    session
        .transcript()
        .received("desktop %s, %d by %d, %d bits\n".formatted(name, width, height, bits));
    session.stage("waiting for a piece of the screen");
    fetchPiece(wire, Math.min(width, LARGEST_PIECE), Math.min(height, LARGEST_PIECE), bits / 8);
    session.transcript().received("a piece of the screen\n");
    return new Exchange.Answer(name, Map.of("width", "" + width, "height", "" + height));
  }

  private static int agreeOnVersion(Wire wire, Session session) throws IOException {
    byte[] greeting = wire.exactly(12);
    String version = new String(greeting, StandardCharsets.US_ASCII);
    session.transcript().received(version);
    if (!version.matches("RFB [0-9]{3}\\.[0-9]{3}\n")) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "Expected the version of RFB, got " + Verdict.quote(version) + ".");
    }
    int major = Integer.parseInt(version.substring(4, 7));
    int minor = Integer.parseInt(version.substring(8, 11));
    int agreed = major > 3 || minor >= 8 ? 8 : minor == 7 ? 7 : 3;
    String answer = "RFB 003.00" + agreed + "\n";
    session.transcript().sent(answer);
    wire.write(answer.getBytes(StandardCharsets.US_ASCII));
    return agreed;
  }

  private static int givenType(Wire wire) throws IOException {
    int type = ByteBuffer.wrap(wire.exactly(4)).getInt();
    if (type == 0) {
      throw new ProbeFailure(
          Cause.REFUSED, "The VNC server sent us away: " + Verdict.quote(text(wire)) + ".");
    }
    return type;
  }

  private static int chosenType(Wire wire, Probe probe, Session session) throws IOException {
    int count = wire.exactly(1)[0] & 0xff;
    if (count == 0) {
      throw new ProbeFailure(
          Cause.REFUSED, "The VNC server sent us away: " + Verdict.quote(text(wire)) + ".");
    }
    byte[] types = wire.exactly(count);
    session.transcript().received("security types " + Arrays.toString(types) + "\n");
    int wanted = wanted(probe);
    for (byte type : types) {
      if (type == wanted) {
        wire.write(new byte[] {(byte) wanted});
        return wanted;
      }
    }
    throw otherType(probe, Arrays.toString(types));
  }

  private static int wanted(Probe probe) {
    return probe.has("account") ? VNC_AUTHENTICATION : NONE;
  }

  private static ProbeFailure otherType(Probe probe, String got) {
    return new ProbeFailure(
        Cause.WRONG_CREDENTIALS,
        "Expected the VNC server to ask for %s, got security types %s."
            .formatted(probe.has("account") ? "a password" : "no password", got));
  }

  private static void authenticate(Wire wire, int type, int minor, Probe probe, Session session)
      throws IOException {
    if (type != wanted(probe)) {
      throw otherType(probe, "" + type);
    }
    if (type == VNC_AUTHENTICATION) {
      byte[] challenge = wire.exactly(16);
      wire.write(response(challenge, session.password(probe.text("account", ""))));
    }
    if (type == NONE && minor < 8) {
      return;
    }
    int result = ByteBuffer.wrap(wire.exactly(4)).getInt();
    if (result != 0) {
      String reason = minor == 8 ? text(wire) : "result " + result;
      throw new ProbeFailure(
          Cause.WRONG_CREDENTIALS,
          "Expected the password to open the desktop, got " + Verdict.quote(reason) + ".");
    }
    session.transcript().note("signed in");
  }

  /// The challenge encrypted with the first eight characters of the password, whose bits DES takes
  /// in the reverse order here (RFC 6143, section 7.2.2, and its erratum).
  static byte[] response(byte[] challenge, String password) {
    byte[] key = Arrays.copyOf(password.getBytes(StandardCharsets.ISO_8859_1), 8);
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (Integer.reverse(key[i]) >>> 24);
    }
    try {
      Cipher des = Cipher.getInstance("DES/ECB/NoPadding");
      des.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "DES"));
      return des.doFinal(challenge);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no DES", e);
    }
  }

  private static String text(Wire wire) throws IOException {
    int length = ByteBuffer.wrap(wire.exactly(4)).getInt();
    if (length < 0 || length > LONGEST_TEXT) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "The VNC server announced a text of " + length + " bytes.");
    }
    return new String(wire.exactly(length), StandardCharsets.UTF_8);
  }

  /// Raw pixels of the upper left corner; what the server says before is passed over.
  private static void fetchPiece(Wire wire, int width, int height, int bytes) throws IOException {
    wire.write(ByteBuffer.allocate(8).put((byte) 2).put((byte) 0).putShort((short) 1).array());
    wire.write(
        ByteBuffer.allocate(10)
            .put((byte) 3)
            .put((byte) 0)
            .putInt(0)
            .putShort((short) width)
            .putShort((short) height)
            .array());
    for (int count = 0; count < MOST_MESSAGES; count++) {
      int type = wire.exactly(1)[0];
      switch (type) {
        case 0 -> {
          piece(wire, bytes);
          return;
        }
        case 1 -> {
          ByteBuffer header = ByteBuffer.wrap(wire.exactly(5));
          wire.exactly(6 * (header.getShort(3) & 0xffff));
        }
        case 2 -> {
          // a bell
        }
        case 3 -> {
          wire.exactly(3);
          text(wire);
        }
        default ->
            throw new ProbeFailure(
                Cause.PROTOCOL, "Expected a piece of the screen, got message " + type + ".");
      }
    }
    throw new ProbeFailure(Cause.PROTOCOL, "The VNC server talks without showing the screen.");
  }

  private static void piece(Wire wire, int bytes) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(wire.exactly(15));
    int rectangles = header.getShort(1) & 0xffff;
    int width = header.getShort(7) & 0xffff;
    int height = header.getShort(9) & 0xffff;
    int encoding = header.getInt(11);
    if (rectangles < 1 || encoding != 0 || width > LARGEST_PIECE || height > LARGEST_PIECE) {
      throw new ProbeFailure(
          Cause.PROTOCOL,
          "Expected the piece of the screen that was asked for, got %d pieces, the first %d by %d in encoding %d."
              .formatted(rectangles, width, height, encoding));
    }
    wire.exactly(width * height * bytes);
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    for (String side : List.of("width", "height")) {
      if (probe.has(side) && !answer.fact(side).equals("" + probe.number(side, 0))) {
        return Verdict.critical(
            Cause.WRONG_CONTENT,
            "Expected a desktop with a %s of %d, got %s."
                .formatted(side, probe.number(side, 0), answer.fact(side)));
      }
    }
    return Expectation.flaw(probe, "the desktop's name", answer.text())
        .orElseGet(() ->
            Verdict.fine(
                "The desktop %s of %s by %s opened and showed itself."
                    .formatted(
                        Verdict.quote(answer.text()),
                        answer.fact("width"),
                        answer.fact("height"))));
  }
}
