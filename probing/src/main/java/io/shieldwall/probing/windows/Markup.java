package io.shieldwall.probing.windows;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// An element of a SOAP message (SOAP 1.2). What SOAP forbids is refused before anybody could
/// expand or fetch it: document types, entities of one's own and processing instructions.
///
/// @param attributes values by local name
/// @param text the element's own text, without that of its children
record Markup(
    String space, String name, Map<String, String> attributes, String text, List<Markup> children) {

  private static final int DEEPEST = 40;
  private static final int MOST_ELEMENTS = 20_000;

  Markup {
    attributes = Map.copyOf(attributes);
    children = List.copyOf(children);
  }

  /// One factory for all answers; made when the first comes.
  private static final class Reader {
    static final XMLInputFactory FACTORY = factory();

    private static XMLInputFactory factory() {
      XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
      factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
      factory.setXMLResolver((_, _, _, _) -> {
        throw new XMLStreamException("it refers to something outside");
      });
      return factory;
    }
  }

  /// Loads what reading needs.
  static void prepare() {
    if (!Reader.FACTORY.isPropertySupported(XMLInputFactory.SUPPORT_DTD)) {
      throw new IllegalStateException("this Java platform cannot forbid document types");
    }
  }

  /// @throws ProbeFailure with cause `PROTOCOL` when it is no message of SOAP
  static Markup read(String xml) throws ProbeFailure {
    try {
      XMLStreamReader reader = Reader.FACTORY.createXMLStreamReader(new StringReader(xml));
      try {
        return read(reader);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException | RuntimeException _) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "Expected a message of SOAP, got " + Verdict.quote(xml) + ".");
    }
  }

  private static Markup read(XMLStreamReader reader) throws XMLStreamException, ProbeFailure {
    Deque<Open> open = new ArrayDeque<>();
    Open document = new Open("", "", Map.of());
    open.push(document);
    int elements = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (open.size() > DEEPEST || ++elements > MOST_ELEMENTS) {
            throw refused("it is nested too deeply or has too many elements");
          }
          open.push(Open.at(reader));
        }
        case XMLStreamConstants.END_ELEMENT -> {
          Markup ended = open.pop().ended();
          open.element().children().add(ended);
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            open.element().text().append(reader.getText());
        case XMLStreamConstants.COMMENT, XMLStreamConstants.END_DOCUMENT -> {}
        default -> throw refused("it has what SOAP forbids");
      }
    }
    return document.children().getFirst();
  }

  private static ProbeFailure refused(String why) {
    return new ProbeFailure(Cause.PROTOCOL, "Expected a message of SOAP, but " + why + ".");
  }

  /// An element whose end has not come yet.
  private record Open(
      String space,
      String name,
      Map<String, String> attributes,
      StringBuilder text,
      List<Markup> children) {

    Open(String space, String name, Map<String, String> attributes) {
      this(space, name, attributes, new StringBuilder(), new ArrayList<>());
    }

    static Open at(XMLStreamReader reader) {
      Map<String, String> attributes = new HashMap<>();
      for (int i = 0; i < reader.getAttributeCount(); i++) {
        attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
      }
      String space = Optional.ofNullable(reader.getNamespaceURI()).orElse("");
      return new Open(space, reader.getLocalName(), attributes);
    }

    Markup ended() {
      return new Markup(space, name, attributes, text.toString().strip(), children);
    }
  }

  /// The first element of that name within this one.
  Optional<Markup> first(String wantedSpace, String wantedName) {
    return all(wantedSpace, wantedName).findFirst();
  }

  /// Every element of that name within this one, in order.
  Stream<Markup> all(String wantedSpace, String wantedName) {
    return inside().filter(each -> each.space.equals(wantedSpace) && each.name.equals(wantedName));
  }

  private Stream<Markup> inside() {
    return children.stream().flatMap(child -> Stream.concat(Stream.of(child), child.inside()));
  }

  String attribute(String wanted) {
    return attributes.getOrDefault(wanted, "");
  }
}
