package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A response as it stood on the wire (RFC 9112), read within limits: 64 KiB and 200 lines of
/// headers, a body of at most as many bytes as the check allows.
///
/// @param headers values by lower-case name; repeated ones are joined by a comma
/// @param cookies `name=value` of every `Set-Cookie` line
/// @param text the body
public record HttpResponse(
    int status, Map<String, String> headers, List<String> cookies, String text) {

  public HttpResponse {
    headers = Map.copyOf(headers);
    cookies = List.copyOf(cookies);
  }

  public static final int HEADER_BYTES = 64 * 1024;
  public static final int HEADER_LINES = 200;
  public static final int MOST_INTERIM = 5;

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  public boolean redirects() {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  public static Charset charset(Map<String, String> headers) {
    String type = headers.getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
    return type.contains("charset=iso-8859-1") || type.contains("charset=windows-1252")
        ? StandardCharsets.ISO_8859_1
        : StandardCharsets.UTF_8;
  }

  /// Reads the final response to a request; interim ones (1xx) are passed over.
  public static HttpResponse read(Wire wire, String method, long maximum) throws IOException {
    return read(wire, method, maximum, Optional.empty());
  }

  /// Reads the final response to a request whose body is no text: each byte of it is one character.
  public static HttpResponse readBytes(Wire wire, String method, long maximum) throws IOException {
    return read(wire, method, maximum, Optional.of(StandardCharsets.ISO_8859_1));
  }

  private static HttpResponse read(
      Wire wire, String method, long maximum, Optional<Charset> charset) throws IOException {
    for (int interim = 0; interim <= MOST_INTERIM; interim++) {
      int status = status(wire.line(HEADER_BYTES));
      Map<String, String> headers = new LinkedHashMap<>();
      List<String> cookies = new ArrayList<>();
      readHeaders(wire, headers, cookies);
      if (status >= 200) {
        boolean bodiless = method.equals("HEAD") || status == 204 || status == 304;
        byte[] body = bodiless ? new byte[0] : body(wire, headers, maximum);
        String text = new String(body, charset.orElse(charset(headers)));
        return new HttpResponse(status, headers, cookies, text);
      }
    }
    throw violation("more than " + MOST_INTERIM + " interim responses");
  }

  /// Reads status and headers only: what follows an upgrade to another protocol is no body.
  public static HttpResponse head(Wire wire) throws IOException {
    int status = status(wire.line(HEADER_BYTES));
    Map<String, String> headers = new LinkedHashMap<>();
    List<String> cookies = new ArrayList<>();
    readHeaders(wire, headers, cookies);
    return new HttpResponse(status, headers, cookies, "");
  }

  private static int status(String line) throws ProbeFailure {
    boolean wellFormed =
        line.startsWith("HTTP/1.")
            && line.length() >= 12
            && line.charAt(8) == ' '
            && (line.length() == 12 || line.charAt(12) == ' ');
    int status = wellFormed ? digits(line.substring(9, 12)) : -1;
    if (status < 100 || status > 599) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "Expected an HTTP status line, got " + Verdict.quote(line) + ".");
    }
    return status;
  }

  private static int digits(String text) {
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      value = value * 10 + digit - '0';
    }
    return value;
  }

  private static void readHeaders(Wire wire, Map<String, String> headers, List<String> cookies)
      throws IOException {
    int bytes = 0;
    for (int count = 0; ; count++) {
      String line = wire.line(HEADER_BYTES - bytes);
      bytes += line.length() + 2;
      if (line.isEmpty()) {
        return;
      }
      if (count >= HEADER_LINES || bytes > HEADER_BYTES) {
        throw violation("more than 200 lines or 64 KiB of headers");
      }
      add(line, headers, cookies);
    }
  }

  private static void add(String line, Map<String, String> headers, List<String> cookies)
      throws ProbeFailure {
    int colon = line.indexOf(':');
    if (colon < 1) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "Expected an HTTP header, got " + Verdict.quote(line) + ".");
    }
    String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
    add(name, line.substring(colon + 1).strip(), headers, cookies);
  }

  /// Takes a header down; for those who read headers that stand in another form on the wire.
  ///
  /// @param name in lower case
  public static void add(
      String name, String value, Map<String, String> headers, List<String> cookies) {
    headers.merge(name, value, (first, second) -> first + ", " + second);
    if (name.equals("set-cookie")) {
      int semicolon = value.indexOf(';');
      cookies.add(semicolon < 0 ? value : value.substring(0, semicolon));
    }
  }

  private static byte[] body(Wire wire, Map<String, String> headers, long maximum)
      throws IOException {
    String coding = headers.get("transfer-encoding");
    if (coding != null) {
      if (!coding.equalsIgnoreCase("chunked")) {
        throw violation("the transfer coding " + Verdict.quote(coding));
      }
      return chunks(wire, maximum);
    }
    String declared = headers.get("content-length");
    return declared == null ? untilEnd(wire, maximum) : sized(wire, declared, maximum);
  }

  private static byte[] sized(Wire wire, String declared, long maximum) throws IOException {
    if (declared.isEmpty() || declared.length() > 18 || !declared.matches("[0-9]+")) {
      throw violation("the content length " + Verdict.quote(declared));
    }
    long length = Long.parseLong(declared);
    if (length > maximum) {
      throw tooLong(maximum);
    }
    return wire.exactly((int) length);
  }

  private static byte[] untilEnd(Wire wire, long maximum) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] piece = new byte[4096];
    for (int count = wire.read(piece, 0, piece.length);
        count >= 0;
        count = wire.read(piece, 0, piece.length)) {
      body.write(piece, 0, count);
      if (body.size() > maximum) {
        throw tooLong(maximum);
      }
    }
    return body.toByteArray();
  }

  private static byte[] chunks(Wire wire, long maximum) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      long size = chunkSize(wire.line(1024));
      if (body.size() + size > maximum) {
        throw tooLong(maximum);
      }
      if (size == 0) {
        readHeaders(wire, new LinkedHashMap<>(), new ArrayList<>());
        return body.toByteArray();
      }
      body.writeBytes(wire.exactly((int) size));
      if (!wire.line(2).isEmpty()) {
        throw violation("a chunk longer than it said");
      }
    }
  }

  private static long chunkSize(String line) throws ProbeFailure {
    int semicolon = line.indexOf(';');
    String size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
    if (!size.matches("[0-9a-fA-F]{1,8}")) {
      throw violation("the chunk size " + Verdict.quote(line));
    }
    return Long.parseLong(size, 16);
  }

  private static ProbeFailure violation(String what) {
    return new ProbeFailure(Cause.PROTOCOL, "The service broke HTTP/1.1: it sent " + what + ".");
  }

  public static ProbeFailure tooLong(long maximum) {
    return new ProbeFailure(
        Cause.WRONG_CONTENT, "Expected a body of at most " + maximum + " bytes, got more.");
  }
}
