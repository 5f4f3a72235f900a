package io.shieldwall.probing.windows;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/// A request of WS-Management (DSP0226) for Windows' shell of commands (MS-WSMV).
///
/// @param id that the answer must relate to
/// @param action last part of the action's address
/// @param patience how long the server may take for it
/// @param shell the shell it is for; empty for a new one
/// @param options by name
/// @param body XML
record Envelope(
    String id,
    String action,
    Duration patience,
    String shell,
    Map<String, String> options,
    String body) {

  static final String SOAP = "http://www.w3.org/2003/05/soap-envelope";
  static final String ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
  static final String WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd";
  static final String SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell";
  static final String TRANSFER = "http://schemas.xmlsoap.org/ws/2004/09/transfer";
  static final int LARGEST_ANSWER = 153_600;

  /// A request with an identifier of its own.
  static Envelope of(
      String action, Duration patience, String shell, Map<String, String> options, String body) {
    return new Envelope(UUID.randomUUID().toString(), action, patience, shell, options, body);
  }

  /// What is sent to that address.
  String to(String address) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <s:Envelope xmlns:s="%s" xmlns:a="%s" xmlns:w="%s" xmlns:rsp="%s" \
    xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"><s:Header>\
    <a:To>%s</a:To>\
    <w:ResourceURI s:mustUnderstand="true">%s/cmd</w:ResourceURI>\
    <a:ReplyTo><a:Address s:mustUnderstand="true">%s/role/anonymous</a:Address></a:ReplyTo>\
    <a:Action s:mustUnderstand="true">%s</a:Action>\
    <w:MaxEnvelopeSize s:mustUnderstand="true">%d</w:MaxEnvelopeSize>\
    <a:MessageID>uuid:%s</a:MessageID>\
    <w:Locale xml:lang="en-US" s:mustUnderstand="false"/>\
    <p:DataLocale xml:lang="en-US" s:mustUnderstand="false"/>\
    %s%s<w:OperationTimeout>%s</w:OperationTimeout>\
    </s:Header><s:Body>%s</s:Body></s:Envelope>\
    """
        .formatted(
            SOAP,
            ADDRESSING,
            WSMAN,
            SHELL,
            escaped(address),
            SHELL,
            ADDRESSING,
            action,
            LARGEST_ANSWER,
            id,
            selectors(),
            optionSet(),
            "PT%d.%03dS".formatted(patience.toSeconds(), patience.toMillisPart()),
            body);
  }

  /// Whether an answer says that it is one to this request.
  boolean isAnsweredBy(Markup answer) {
    return answer
        .first(ADDRESSING, "RelatesTo")
        .filter(each -> each.text().equalsIgnoreCase("uuid:" + id))
        .isPresent();
  }

  private String selectors() {
    return shell.isEmpty()
        ? ""
        : "<w:SelectorSet><w:Selector Name=\"ShellId\">%s</w:Selector></w:SelectorSet>"
            .formatted(escaped(shell));
  }

  private String optionSet() {
    StringBuilder set = new StringBuilder();
    options.forEach(
        (name, value) -> set.append("<w:Option Name=\"%s\">%s</w:Option>".formatted(name, value)));
    return options.isEmpty() ? "" : "<w:OptionSet>" + set + "</w:OptionSet>";
  }

  /// A text as it may stand between tags and in quotation marks.
  static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\r' -> safe.append("&#13;");
        default -> safe.append(each < ' ' && each != '\n' && each != '\t' ? ' ' : each);
      }
    }
    return safe.toString();
  }
}
