package io.shieldwall.scenario;

import java.util.List;
import java.util.Optional;

/// Checks that what is measured can be true of what the range shows, so that a healthy system
/// passes.
final class ContentFit {

  private ContentFit() {}

  static void check(Probe probe, Content content, Section section, Problems problems) {
    Section parameters = section.section(probe.kind());
    objection(probe, content)
        .ifPresent(objection ->
            problems.add(
                objection.key().isEmpty()
                    ? section.keyPlace(probe.kind())
                    : parameters.place(objection.key()),
                objection.message(),
                objection.fix()));
  }

  private record Objection(String key, String message, String fix) {}

  private static Optional<Objection> objection(Probe probe, Content content) {
    return switch (content) {
      case Content.Web web ->
          probe.kind().equals("http") ? page(probe, web) : wrong(probe, "a web site", "http");
      case Content.Names names ->
          probe.kind().equals("dns") ? record(probe, names) : wrong(probe, "a name server", "dns");
      case Content.Mail _ ->
          probe.kind().equals("smtp") ? Optional.empty() : wrong(probe, "a mail server", "smtp");
      case Content.Shell _ ->
          probe.kind().equals("ssh") ? Optional.empty() : wrong(probe, "an SSH server", "ssh");
      case Content.Registers registers ->
          probe.kind().equals("modbus")
              ? point(probe, registers)
              : wrong(probe, "a Modbus device", "modbus");
      case Content.Elsewhere _ -> Optional.empty();
      case Content.Banner _ ->
          probe.kind().equals("tcp") ? Optional.empty() : wrong(probe, "a line protocol", "tcp");
    };
  }

  /// A plain TCP check fits every content but a name server.
  private static Optional<Objection> wrong(Probe probe, String content, String right) {
    return probe.kind().equals("tcp")
        ? Optional.empty()
        : Optional.of(
            new Objection(
                "",
                "the service shows " + content + ", the check speaks " + probe.kind(),
                "check it with "
                    + right
                    + ", or write content: { elsewhere: {} } for a service of a real range"));
  }

  private static Optional<Objection> page(Probe probe, Content.Web web) {
    String path = probe.text("path", "/");
    String bare = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
    List<String> paths = web.pages().stream().map(Content.Page::path).toList();
    boolean absentWanted = probe.number("status", 200) == 404;
    return paths.contains(bare) || absentWanted
        ? Optional.empty()
        : Optional.of(
            new Objection(
                probe.has("path") ? "path" : "",
                "the web site has no page " + bare,
                Spelling.suggestion(bare, paths)));
  }

  private static Optional<Objection> record(Probe probe, Content.Names names) {
    String name = probe.text("name", "");
    List<String> known = names.records().stream().map(Content.NameRecord::name).distinct().toList();
    boolean absentWanted = probe.text("rcode", "NOERROR").equals("NXDOMAIN");
    return known.contains(name) || absentWanted || name.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Objection(
                "name", "the name server has no record " + name, Spelling.suggestion(name, known)));
  }

  private static Optional<Objection> point(Probe probe, Content.Registers registers) {
    if (!probe.has("register")) {
      return Optional.empty();
    }
    long address = probe.number("register", 0);
    String kind = probe.text("kind", "holding");
    boolean known =
        registers.registers().stream()
            .anyMatch(point ->
                point.address() == address
                    && point.kind()
                        == (kind.equals("coil")
                            ? Content.RegisterKind.COIL
                            : Content.RegisterKind.HOLDING));
    return known
        ? Optional.empty()
        : Optional.of(
            new Objection(
                "register",
                "the device has no " + kind + " point at address " + address,
                "name one of its points, and kind: coil for a coil"));
  }
}
