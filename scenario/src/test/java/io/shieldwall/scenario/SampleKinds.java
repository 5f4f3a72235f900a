package io.shieldwall.scenario;

import io.shieldwall.scenario.ProbeKind.Parameter;
import io.shieldwall.scenario.ProbeKind.Type;
import java.util.List;

/// The protocols that the broken folders speak, as the probing room declares them.
final class SampleKinds {

  private SampleKinds() {}

  private record Kind(String name, String summary, List<Parameter> parameters)
      implements ProbeKind {}

  static final List<ProbeKind> ALL =
      List.of(
          new Kind(
              "http",
              "Fetches a page.",
              List.of(
                  Parameter.optional("path", Type.TEXT, "path"),
                  Parameter.optional("status", Type.NUMBER, "status").within(100, 599),
                  Parameter.optional("contains", Type.TEXTS, "text"))),
          new Kind(
              "tcp", "Connects.", List.of(Parameter.optional("banner", Type.TEXT, "greeting"))),
          new Kind(
              "dns",
              "Asks a name server.",
              List.of(
                  Parameter.required("name", Type.TEXT, "name"),
                  Parameter.choice("rcode", List.of("NOERROR", "NXDOMAIN"), "code"))),
          new Kind("smtp", "Sends mail.", List.of(Parameter.required("to", Type.TEXT, "to"))),
          new Kind(
              "ssh",
              "Signs in.",
              List.of(
                  Parameter.required("account", Type.ACCOUNT, "account"),
                  Parameter.optional("command", Type.TEXT, "command"))),
          new Kind(
              "modbus",
              "Reads a point.",
              List.of(
                  Parameter.required("register", Type.NUMBER, "address").within(0, 65_535),
                  Parameter.choice("kind", List.of("coil", "holding"), "table"),
                  Parameter.optional("minimum", Type.NUMBER, "least").within(0, 65_535),
                  Parameter.optional("maximum", Type.NUMBER, "most").within(0, 65_535))));
}
