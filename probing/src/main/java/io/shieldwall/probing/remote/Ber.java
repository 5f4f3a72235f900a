package io.shieldwall.probing.remote;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.scenario.Cause;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/// The little of ASN.1's encoding rules that the handshakes of RDP need.
final class Ber {

  static final int INTEGER = 0x02;
  static final int OCTETS = 0x04;
  static final int SEQUENCE = 0x30;

  private Ber() {}

  /// The tag of a field with that number.
  static int field(int number) {
    return 0xa0 + number;
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /// A value with its tag, of one byte or two, and its length.
  static byte[] value(int tag, byte[]... parts) {
    byte[] content = joined(parts);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    if (tag > 0xff) {
      all.write(tag >> 8);
    }
    all.write(tag);
    if (content.length > 0xff) {
      all.write(0x82);
      all.write(content.length >> 8);
    } else if (content.length > 0x7f) {
      all.write(0x81);
    }
    all.write(content.length);
    all.writeBytes(content);
    return all.toByteArray();
  }

  /// A number that is not negative.
  static byte[] number(int value) {
    ByteArrayOutputStream digits = new ByteArrayOutputStream();
    for (int shift = 24; shift >= 0; shift -= 8) {
      boolean needed = shift == 0 || value >> (shift - 1) != 0;
      if (needed) {
        digits.write(value >> shift);
      }
    }
    return value(INTEGER, digits.toByteArray());
  }

  /// The content of the next value, which must have that tag.
  static ByteBuffer content(ByteBuffer from, int tag) throws ProbeFailure {
    int found = tag > 0xff ? (octet(from) << 8) | octet(from) : octet(from);
    if (found != tag) {
      throw broken("a value with tag " + Integer.toHexString(found));
    }
    return next(from);
  }

  /// The fields of a sequence by their numbers.
  static Map<Integer, ByteBuffer> fields(ByteBuffer sequence) throws ProbeFailure {
    Map<Integer, ByteBuffer> fields = new TreeMap<>();
    while (sequence.hasRemaining()) {
      int tag = octet(sequence);
      fields.put(tag - field(0), next(sequence));
    }
    return fields;
  }

  /// What a number is, of up to 32 bits; an error code may have its highest bit set.
  static int integer(ByteBuffer from) throws ProbeFailure {
    ByteBuffer digits = content(from, INTEGER);
    if (!digits.hasRemaining() || digits.remaining() > 5) {
      throw broken("a number of " + digits.remaining() + " bytes");
    }
    int value = digits.get();
    while (digits.hasRemaining()) {
      value = (value << 8) | (digits.get() & 0xff);
    }
    return value;
  }

  static byte[] bytes(ByteBuffer from) {
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    return bytes;
  }

  private static ByteBuffer next(ByteBuffer from) throws ProbeFailure {
    int length = octet(from);
    if (length > 0x80 && length <= 0x83) {
      int more = length - 0x80;
      length = 0;
      for (int i = 0; i < more; i++) {
        length = (length << 8) | octet(from);
      }
    }
    if (length > from.remaining()) {
      throw broken("a value of " + length + " bytes in " + from.remaining());
    }
    ByteBuffer content = from.slice(from.position(), length);
    from.position(from.position() + length);
    return content;
  }

  private static int octet(ByteBuffer from) throws ProbeFailure {
    if (!from.hasRemaining()) {
      throw broken("a value that is not whole");
    }
    return from.get() & 0xff;
  }

  private static ProbeFailure broken(String what) {
    return new ProbeFailure(Cause.PROTOCOL, "The server sent " + what + " in its handshake.");
  }
}
