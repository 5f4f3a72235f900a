package io.shieldwall.probing.industry;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.scenario.Cause;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// A reported point: its address, its value, and what is wrong with its quality.
///
/// @param quality such as `invalid`; empty when it is good
record Iec104Point(int address, String value, String quality) {

  private static final int HEADER = 6;
  private static final int ADDRESS = 3;

  /// How the types that carry values are built: the bytes of an element and those of its time.
  private enum Form {
    SINGLE(1),
    DOUBLE(1),
    STEP(2),
    BITS(5),
    NORMALISED(3),
    SCALED(3),
    SHORT_FLOAT(5),
    COUNTER(5),
    UNKNOWN(0);

    private final int size;

    Form(int size) {
      this.size = size;
    }

    static Form of(int type) {
      return switch (type) {
        case 1, 2, 30 -> SINGLE;
        case 3, 4, 31 -> DOUBLE;
        case 5, 6, 32 -> STEP;
        case 7, 8, 33 -> BITS;
        case 9, 10, 34 -> NORMALISED;
        case 11, 12, 35 -> SCALED;
        case 13, 14, 36 -> SHORT_FLOAT;
        case 15, 16, 37 -> COUNTER;
        default -> UNKNOWN;
      };
    }
  }

  /// Every point of a report; none where its type is not one of values.
  static List<Iec104Point> all(byte[] asdu) throws ProbeFailure {
    int type = asdu[0] & 0xff;
    Form form = Form.of(type);
    if (form == Form.UNKNOWN) {
      return List.of();
    }
    boolean sequence = (asdu[1] & 0x80) != 0;
    int count = asdu[1] & 0x7f;
    int element = form.size + timeOf(type);
    int wanted = HEADER + (sequence ? ADDRESS + count * element : count * (ADDRESS + element));
    if (asdu.length < wanted || count == 0) {
      throw new ProbeFailure(
          Cause.PROTOCOL,
          "Expected a report of %d points with %d bytes, got %d."
              .formatted(count, wanted, asdu.length));
    }
    ByteBuffer bytes = ByteBuffer.wrap(asdu).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(HEADER);
    List<Iec104Point> points = new ArrayList<>(count);
    int address = 0;
    for (int i = 0; i < count; i++) {
      address = sequence && i > 0 ? address + 1 : address(bytes);
      int next = bytes.position() + element;
      points.add(point(address, form, bytes));
      bytes.position(next);
    }
    return points;
  }

  private static int timeOf(int type) {
    if (type >= 30) {
      return 7;
    }
    return type % 2 == 0 ? 3 : 0;
  }

  private static int address(ByteBuffer bytes) {
    int low = bytes.getShort() & 0xffff;
    return low | ((bytes.get() & 0xff) << 16);
  }

  private static Iec104Point point(int address, Form form, ByteBuffer bytes) {
    return switch (form) {
      case SINGLE -> state(address, bytes.get(), 1);
      case DOUBLE -> state(address, bytes.get(), 3);
      case STEP -> {
        int step = bytes.get() << 25 >> 25;
        yield new Iec104Point(address, "" + step, quality(bytes.get()));
      }
      case BITS -> {
        long bits = bytes.getInt() & 0xffff_ffffL;
        yield new Iec104Point(address, "" + bits, quality(bytes.get()));
      }
      case NORMALISED -> {
        double value = bytes.getShort() / 32768.0;
        yield new Iec104Point(address, "" + value, quality(bytes.get()));
      }
      case SCALED -> {
        int value = bytes.getShort();
        yield new Iec104Point(address, "" + value, quality(bytes.get()));
      }
      case SHORT_FLOAT -> {
        float value = bytes.getFloat();
        yield new Iec104Point(address, "" + value, quality(bytes.get()));
      }
      case COUNTER -> {
        int value = bytes.getInt();
        boolean invalid = (bytes.get() & 0x80) != 0;
        yield new Iec104Point(address, "" + value, invalid ? "invalid" : "");
      }
      case UNKNOWN -> new Iec104Point(address, "", "");
    };
  }

  private static Iec104Point state(int address, byte octet, int mask) {
    return new Iec104Point(address, "" + (octet & mask), quality((byte) (octet & 0xf0)));
  }

  private static String quality(byte octet) {
    List<String> flaws = new ArrayList<>();
    if ((octet & 0x80) != 0) {
      flaws.add("invalid");
    }
    if ((octet & 0x40) != 0) {
      flaws.add("not topical");
    }
    if ((octet & 0x20) != 0) {
      flaws.add("substituted");
    }
    if ((octet & 0x10) != 0) {
      flaws.add("blocked");
    }
    if ((octet & 0x01) != 0) {
      flaws.add("overflowed");
    }
    return String.join(", ", flaws);
  }
}
