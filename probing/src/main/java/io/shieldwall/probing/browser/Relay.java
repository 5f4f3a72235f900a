package io.shieldwall.probing.browser;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/// One connection of the browser through its [Gate]: a tunnel (`CONNECT`, RFC 9110 section 9.3.6),
/// or one plain request and its response. The request looks to the server as one of a browser
/// without a proxy. The browser is told to close after each response, so that no second request
/// gets to a server that it is not for.
final class Relay {

  private static final Set<String> OF_THE_PROXY =
      Set.of("proxy-authorization", "connection", "keep-alive", "te", "upgrade");
  private static final Set<String> OF_THE_SERVER =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "upgrade",
          "alt-svc",
          "trailer");
  private static final int MOST_INTERIM = 8;
  private static final int PROXY_AUTHENTICATION = 407;

  private final Gate gate;
  private final Socket caller;

  Relay(Gate gate, Socket caller) {
    this.gate = gate;
    this.caller = caller;
  }

  void run() throws IOException {
    InputStream in = new BufferedInputStream(caller.getInputStream());
    Optional<Head> head = Head.read(in);
    if (head.isEmpty()) {
      return;
    }
    String[] words = head.get().start().split(" ", -1);
    if (words.length != 3) {
      refuse("400 Bad Request");
    } else if (words[0].equals("CONNECT")) {
      tunnel(words[1], in);
    } else {
      request(head.get(), words, in);
    }
  }

  private void refuse(String status) throws IOException {
    say("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }

  private void say(String text) throws IOException {
    caller.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void tunnel(String authority, InputStream in) throws IOException {
    Optional<Place> place = Place.of(authority, 443);
    Optional<Socket> server =
        place.isEmpty() ? Optional.empty() : gate.connect(place.get(), authority);
    if (server.isEmpty()) {
      refuse("403 Forbidden");
      return;
    }
    say("HTTP/1.1 200 Connection established\r\n\r\n");
    try (Socket there = server.get()) {
      bothWays(there, there.getInputStream(), in, there.getOutputStream());
    } finally {
      gate.drop(server.get());
    }
  }

  private void request(Head head, String[] words, InputStream in) throws IOException {
    String scheme = "http://";
    String rest = words[1].startsWith(scheme) ? words[1].substring(scheme.length()) : "";
    String authority = rest.replaceFirst("[/?#].*", "");
    String path = rest.substring(authority.length());
    Optional<Place> place = Place.of(authority, 80);
    if (place.isEmpty() || !head.value("transfer-encoding").isEmpty()) {
      refuse("400 Bad Request");
      return;
    }
    Optional<Socket> server = gate.connect(place.get(), words[1]);
    if (server.isEmpty()) {
      refuse("403 Forbidden");
      return;
    }
    Head asked =
        head.starting(words[0] + " " + (path.startsWith("/") ? path : "/" + path) + " HTTP/1.1")
            .without(OF_THE_PROXY)
            .renamed("proxy-connection", "Connection");
    try (Socket there = server.get()) {
      there.getOutputStream().write(asked.bytes());
      body(head, in, there.getOutputStream());
      answer(place.get(), words[0], there, in);
    } finally {
      gate.drop(server.get());
    }
  }

  private void body(Head head, InputStream in, OutputStream out) throws IOException {
    String length = head.value("content-length");
    long left = length.matches("\\d{1,12}") ? Long.parseLong(length) : 0;
    byte[] buffer = new byte[8192];
    while (left > 0) {
      int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        throw new EOFException("the browser did not send all of a form");
      }
      gate.carry(count);
      out.write(buffer, 0, count);
      left -= count;
    }
  }

  private void answer(Place place, String method, Socket there, InputStream in) throws IOException {
    BufferedInputStream from = new BufferedInputStream(there.getInputStream());
    Head response;
    try {
      response = response(from);
    } catch (IOException e) {
      throw gate.failed(place, e);
    }
    caller
        .getOutputStream()
        .write(response.without(OF_THE_SERVER).with("Connection: close").bytes());
    if (!method.equals("HEAD")) {
      // the request is complete; of what follows only the end means something
      bothWays(there, from, in, OutputStream.nullOutputStream());
    }
  }

  /// The final response's head; interim ones are not passed on.
  private Head response(InputStream from) throws IOException {
    for (int interim = 0; interim <= MOST_INTERIM; interim++) {
      Head head = Head.read(from).orElseThrow(() -> new EOFException("no answer came"));
      if (!head.start().matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?")) {
        throw new ProtocolException("it does not speak HTTP");
      }
      int status = Integer.parseInt(head.start().substring(9, 12));
      if (status == 101 || status == PROXY_AUTHENTICATION) {
        throw new ProtocolException("it answered with status " + status + ", which fits nowhere");
      }
      if (status >= 200) {
        return head;
      }
    }
    throw new ProtocolException("it sent interim responses without end");
  }

  /// Carries both ways until either side closes.
  private void bothWays(Socket there, InputStream from, InputStream in, OutputStream onwards)
      throws IOException {
    Thread.ofVirtual()
        .name("browser-gate")
        .start(() -> {
          carry(in, onwards);
          gate.drop(there);
        });
    carry(from, caller.getOutputStream());
  }

  private void carry(InputStream from, OutputStream to) {
    byte[] buffer = new byte[16 * 1024];
    try {
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        gate.carry(count);
        to.write(buffer, 0, count);
      }
    } catch (IOException _) {
      // either side has gone
    }
  }
}
