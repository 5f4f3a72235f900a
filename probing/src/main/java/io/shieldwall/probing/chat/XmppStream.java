package io.shieldwall.probing.chat;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A stream of XMPP (RFC 6120, section 4): one element of its first level after the other. It takes
/// the XML that XMPP permits, which is no comments, no processing instructions and no document type
/// (section 11.1), so nothing can be expanded.
final class XmppStream {

  private static final int LONGEST_ELEMENT = 64 * 1024;

  private final Wire wire;
  private final Session session;
  private final String domain;

  XmppStream(Wire wire, Session session, String domain) {
    this.wire = wire;
    this.session = session;
    this.domain = domain;
  }

  /// Opens the stream, or opens it anew after TLS or after signing in.
  ///
  /// @return the features that the server offers
  String open() throws IOException {
    say(
        "<?xml version='1.0'?><stream:stream to='%s' version='1.0' xml:lang='en' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
            .formatted(domain));
    String header = tag();
    if (header.startsWith("<?xml")) {
      header = tag();
    }
    if (!header.startsWith("<stream:stream")) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "Expected a stream of XMPP, got " + Verdict.quote(header) + ".");
    }
    String features = next();
    if (!features.startsWith("<stream:features") && !features.startsWith("<features")) {
      throw unexpected("the features of the stream", features);
    }
    return features;
  }

  void say(String xml) throws IOException {
    wire.say(xml);
  }

  /// Sends what nobody may read.
  void whisper(String xml, String shown) throws IOException {
    session.transcript().sent(shown);
    wire.write(xml.getBytes(StandardCharsets.UTF_8));
  }

  Wire wire() {
    return wire;
  }

  /// The next element with all that is in it.
  ///
  /// @throws ProbeFailure with cause `PROTOCOL` when the stream ends or is no XML
  String next() throws IOException {
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    int depth = 0;
    do {
      String tag = depth == 0 ? tag() : inside(element);
      element.writeBytes(tag.getBytes(StandardCharsets.UTF_8));
      if (tag.startsWith("</")) {
        depth--;
      } else if (!tag.endsWith("/>")) {
        depth++;
      }
      if (depth < 0) {
        throw new ProbeFailure(Cause.PROTOCOL, "The XMPP server closed the stream.");
      }
      limit(element);
    } while (depth > 0);
    String text = element.toString(StandardCharsets.UTF_8);
    if (text.startsWith("<stream:error")) {
      throw new ProbeFailure(
          Cause.REFUSED, "The XMPP server sent us away: " + Verdict.quote(text) + ".");
    }
    return text;
  }

  static ProbeFailure unexpected(String expected, String got) {
    return new ProbeFailure(
        Cause.PROTOCOL, "Expected %s, got %s.".formatted(expected, Verdict.quote(got)));
  }

  /// The next tag; text before it is no part of an element.
  private String tag() throws IOException {
    ByteArrayOutputStream ignored = new ByteArrayOutputStream();
    return inside(ignored);
  }

  /// The next tag; text before it goes where the element is collected.
  private String inside(ByteArrayOutputStream element) throws IOException {
    int octet = wire.read();
    while (octet >= 0 && octet != '<') {
      element.write(octet);
      limit(element);
      octet = wire.read();
    }
    ByteArrayOutputStream tag = new ByteArrayOutputStream();
    int quote = 0;
    while (octet >= 0) {
      tag.write(octet);
      limit(tag);
      if (quote == 0 && (octet == '"' || octet == '\'')) {
        quote = octet;
      } else if (octet == quote) {
        quote = 0;
      } else if (quote == 0 && octet == '>') {
        break;
      }
      octet = wire.read();
    }
    if (octet < 0) {
      throw wire.ended();
    }
    String text = tag.toString(StandardCharsets.UTF_8);
    if (text.startsWith("<!")) {
      throw unexpected("XML without declarations", text);
    }
    return text;
  }

  private static void limit(ByteArrayOutputStream bytes) throws ProbeFailure {
    if (bytes.size() > LONGEST_ELEMENT) {
      throw new ProbeFailure(
          Cause.PROTOCOL,
          "The service sent an element of more than " + LONGEST_ELEMENT + " bytes.");
    }
  }

  /// The text within the first element of that name.
  static Optional<String> within(String xml, String name) {
    Matcher matcher =
        Pattern.compile("<" + name + "(?:\\s[^>]*)?>([^<]*)</" + name + ">").matcher(xml);
    return matcher.find() ? Optional.of(plain(matcher.group(1))) : Optional.empty();
  }

  private static String plain(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&");
  }
}
