package io.shieldwall.probing.browser;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The first line and the headers of an HTTP/1.1 message (RFC 9112), as they came.
record Head(String start, List<String> headers) {

  private static final int LONGEST = 64 * 1024;

  Head {
    headers = List.copyOf(headers);
  }

  /// Reads up to and including the empty line; empty when the other side closed before it began.
  ///
  /// @throws ProtocolException when it is too long or breaks off
  static Optional<Head> read(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    List<String> lines = new ArrayList<>();
    for (int count = 0; ; count++) {
      int octet = in.read();
      if (octet < 0) {
        if (count == 0) {
          return Optional.empty();
        }
        throw new ProtocolException("the connection ended within the headers");
      }
      if (count > LONGEST) {
        throw new ProtocolException("its headers are longer than " + LONGEST + " bytes");
      }
      if (octet != '\n') {
        line.write(octet);
        continue;
      }
      String text = line.toString(StandardCharsets.ISO_8859_1);
      line.reset();
      String plain = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      if (!plain.isEmpty()) {
        lines.add(plain);
      } else if (!lines.isEmpty()) {
        return Optional.of(new Head(lines.getFirst(), lines.subList(1, lines.size())));
      }
    }
  }

  /// The value of a header; empty where there is none.
  String value(String name) {
    return headers.stream()
        .filter(each -> name(each).equals(name))
        .map(each -> each.substring(each.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("");
  }

  private static String name(String header) {
    int colon = header.indexOf(':');
    return (colon < 0 ? header : header.substring(0, colon)).strip().toLowerCase(Locale.ROOT);
  }

  /// The same with another first line.
  Head starting(String line) {
    return new Head(line, headers);
  }

  /// The same without some headers; what is folded under one goes with it.
  Head without(Set<String> names) {
    List<String> kept = new ArrayList<>();
    boolean dropped = false;
    for (String header : headers) {
      boolean folded = header.startsWith(" ") || header.startsWith("\t");
      dropped = folded ? dropped : names.contains(name(header));
      if (!dropped) {
        kept.add(header);
      }
    }
    return new Head(start, kept);
  }

  Head with(String header) {
    List<String> more = new ArrayList<>(headers);
    more.add(header);
    return new Head(start, more);
  }

  /// The same with a header named anew, in its place.
  Head renamed(String from, String to) {
    return new Head(
        start,
        headers.stream()
            .map(each -> name(each).equals(from) ? to + each.substring(each.indexOf(':')) : each)
            .toList());
  }

  byte[] bytes() {
    StringBuilder text = new StringBuilder(start).append("\r\n");
    headers.forEach(header -> text.append(header).append("\r\n"));
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
