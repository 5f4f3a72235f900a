package io.shieldwall.scenario;

import io.shieldwall.scenario.Content.NameRecord;
import io.shieldwall.scenario.Content.Page;
import io.shieldwall.scenario.Content.Register;
import io.shieldwall.scenario.Content.RegisterKind;

/// Reads what a service of the range shows.
final class ContentReader {

  private ContentReader() {}

  static Content read(Section section) {
    return switch (section.names().isEmpty() ? "" : section.names().getFirst()) {
      case "web" -> web(section.section("web"));
      case "names" ->
          new Content.Names(
              section.section("names").sections("records").stream()
                  .map(each ->
                      new NameRecord(each.text("name"), each.text("type"), each.text("value")))
                  .toList());
      case "mail" ->
          new Content.Mail(
              section.section("mail").text("banner", "ready"),
              section.section("mail").texts("domains"));
      case "shell" -> new Content.Shell(section.section("shell").text("banner"));
      case "registers" -> registers(section.section("registers"));
      case "elsewhere" -> new Content.Elsewhere();
      default ->
          new Content.Banner(
              section.section("banner").text("greeting"), section.section("banner").text("answer"));
    };
  }

  private static Content web(Section section) {
    return new Content.Web(
        section.flag("tls", false),
        section.sections("pages").stream().map(ContentReader::page).toList());
  }

  private static Page page(Section section) {
    return new Page(
        section.text("path"),
        section.text("title"),
        section.text("text"),
        section.text("type", "text/html"),
        (int) section.number("status", 200),
        section.text("location"),
        section.text("record"));
  }

  private static Content registers(Section section) {
    return new Content.Registers(
        (int) section.number("unit", 1),
        section.sections("points").stream()
            .map(point ->
                new Register(
                    point.text("name"),
                    point.choice("kind", RegisterKind.class, RegisterKind.HOLDING),
                    (int) point.number("address", 0),
                    (int) point.number("value", 0),
                    point.text("measure")))
            .toList());
  }
}
