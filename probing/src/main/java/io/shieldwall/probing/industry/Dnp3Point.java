package io.shieldwall.probing.industry;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.scenario.Cause;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// The present value of a point, and what is wrong with its quality.
///
/// @param quality such as `offline`; empty when it is good
record Dnp3Point(Kind kind, int index, String value, String quality) {

  /// What a point is.
  enum Kind {
    BINARY,
    ANALOG,
    COUNTER,
    BINARY_OUTPUT,
    ANALOG_OUTPUT,
    /// read past, such as events and frozen counters
    OTHER
  }

  private static final int RESPONSE_HEADER = 4;

  /// An object's build: how its value is coded, and all its bytes.
  ///
  /// @param code `p` packed bit, `f` flags with a state, `i` integer, `r` real; upper case after
  ///   flags
  private record Form(Kind kind, char code, int valueBytes, int bytes) {}

  /// Every present value in a response.
  static List<Dnp3Point> all(byte[] response) throws ProbeFailure {
    ByteBuffer bytes = ByteBuffer.wrap(response).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(RESPONSE_HEADER);
    List<Dnp3Point> points = new ArrayList<>();
    try {
      while (bytes.hasRemaining()) {
        read(bytes, points);
      }
      return points;
    } catch (BufferUnderflowException | IllegalArgumentException _) {
      throw new ProbeFailure(Cause.PROTOCOL, "An object of the response is cut off.");
    }
  }

  private static void read(ByteBuffer bytes, List<Dnp3Point> points) throws ProbeFailure {
    int group = bytes.get() & 0xff;
    int variation = bytes.get() & 0xff;
    int qualifier = bytes.get() & 0xff;
    int width = (qualifier & 0x0f) == 1 || (qualifier & 0x0f) == 8 ? 2 : 1;
    boolean range = (qualifier & 0x0f) <= 1;
    int prefix = (qualifier >> 4) & 7;
    boolean counted = (qualifier & 0x0f) == 7 || (qualifier & 0x0f) == 8;
    if (prefix > 2 || !(range || counted)) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "The qualifier 0x%02x is not known.".formatted(qualifier));
    }
    int start = range ? number(bytes, width) : 0;
    int count = range ? number(bytes, width) - start + 1 : number(bytes, width);
    Form form = form(group, variation);
    if (form.code() == 'p') {
      packed(bytes, form, start, count, points);
      return;
    }
    for (int i = 0; i < count; i++) {
      int index = prefix > 0 ? number(bytes, prefix) : start + i;
      int next = bytes.position() + form.bytes();
      if (form.kind() != Kind.OTHER) {
        points.add(point(bytes, form, index));
      }
      bytes.position(next);
    }
  }

  private static int number(ByteBuffer bytes, int width) {
    return width == 2 ? bytes.getShort() & 0xffff : bytes.get() & 0xff;
  }

  private static void packed(
      ByteBuffer bytes, Form form, int start, int count, List<Dnp3Point> points) {
    int octet = 0;
    int perOctet = 8 / form.valueBytes();
    for (int i = 0; i < count; i++) {
      octet = i % perOctet == 0 ? bytes.get() & 0xff : octet >> form.valueBytes();
      if (form.kind() != Kind.OTHER) {
        points.add(new Dnp3Point(form.kind(), start + i, "" + (octet & 1), ""));
      }
    }
  }

  private static Dnp3Point point(ByteBuffer bytes, Form form, int index) {
    boolean flagged = Character.isUpperCase(form.code());
    int flags = flagged ? bytes.get() : 1;
    boolean unsigned = form.kind() == Kind.COUNTER;
    String value =
        switch (Character.toLowerCase(form.code())) {
          case 'f' -> "" + ((flags & 0x80) == 0 ? 0 : 1);
          case 'r' -> form.valueBytes() == 8 ? "" + bytes.getDouble() : "" + bytes.getFloat();
          default -> integer(bytes, form.valueBytes(), unsigned);
        };
    return new Dnp3Point(form.kind(), index, value, quality(flags, form));
  }

  private static String integer(ByteBuffer bytes, int width, boolean unsigned) {
    if (width == 2) {
      short value = bytes.getShort();
      return "" + (unsigned ? value & 0xffff : value);
    }
    int value = bytes.getInt();
    return "" + (unsigned ? value & 0xffff_ffffL : value);
  }

  private static String quality(int flags, Form form) {
    List<String> flaws = new ArrayList<>();
    if ((flags & 0x01) == 0) {
      flaws.add("offline");
    }
    if ((flags & 0x02) != 0) {
      flaws.add("restarted");
    }
    if ((flags & 0x04) != 0) {
      flaws.add("without communication");
    }
    if ((flags & 0x18) != 0) {
      flaws.add("forced");
    }
    if ((flags & 0x20) != 0 && form.kind() == Kind.ANALOG) {
      flaws.add("out of range");
    }
    return String.join(", ", flaws);
  }

  private static Form form(int group, int variation) throws ProbeFailure {
    return switch (group) {
      case 1 ->
          variation == 1 ? new Form(Kind.BINARY, 'p', 1, 0) : new Form(Kind.BINARY, 'F', 0, 1);
      case 10 ->
          variation == 1
              ? new Form(Kind.BINARY_OUTPUT, 'p', 1, 0)
              : new Form(Kind.BINARY_OUTPUT, 'F', 0, 1);
      case 3 -> variation == 1 ? new Form(Kind.OTHER, 'p', 2, 0) : new Form(Kind.OTHER, 'F', 0, 1);
      case 20 -> number(Kind.COUNTER, group, variation, 4, 2, 0, 0, 4, 2);
      case 30 -> number(Kind.ANALOG, group, variation, 4, 2, 4, 2, -4, -8);
      case 40 -> number(Kind.ANALOG_OUTPUT, group, variation, 4, 2, -4, -8);
      case 80 -> new Form(Kind.OTHER, 'p', 1, 0);
      case 110, 111 -> new Form(Kind.OTHER, 'i', 0, variation);
      default -> new Form(Kind.OTHER, 'i', 0, eventBytes(group, variation));
    };
  }

  /// A number by its variation: so many bytes, negative for a real one. Of inputs and counters the
  /// first two and the reals have flags before them.
  private static Form number(Kind kind, int group, int variation, int... widths)
      throws ProbeFailure {
    int width = variation >= 1 && variation <= widths.length ? widths[variation - 1] : 0;
    if (width == 0) {
      throw unknown(group, variation);
    }
    boolean flagged = variation <= 2 || width < 0 || kind == Kind.ANALOG_OUTPUT;
    char code = width < 0 ? 'r' : 'i';
    int bytes = Math.abs(width);
    return new Form(
        kind, flagged ? Character.toUpperCase(code) : code, bytes, bytes + (flagged ? 1 : 0));
  }

  /// How long an event, a frozen counter or a time is.
  private static int eventBytes(int group, int variation) throws ProbeFailure {
    return switch (group * 100 + variation) {
      case 201, 401, 1101, 1301 -> 1;
      case 202, 402, 1102, 1302 -> 7;
      case 203, 403 -> 3;
      case 2101, 2201, 2301, 3101, 3201, 3205, 4201, 4205 -> 5;
      case 2102, 2202, 2302, 3102, 3202, 4202 -> 3;
      case 2109 -> 4;
      case 2110 -> 2;
      case 2105, 2205, 2305, 3203, 3207, 4203, 4207, 5004 -> 11;
      case 2106, 2206, 2306, 3204, 3206, 4204, 4206 -> 9;
      case 3208, 4208 -> 15;
      case 5001, 5003, 5101, 5102 -> 6;
      case 5002 -> 10;
      default -> throw unknown(group, variation);
    };
  }

  private static ProbeFailure unknown(int group, int variation) {
    return new ProbeFailure(
        Cause.PROTOCOL, "The object %d.%d is not known.".formatted(group, variation));
  }
}
