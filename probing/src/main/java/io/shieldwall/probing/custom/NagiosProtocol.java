package io.shieldwall.probing.custom;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Written;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A plugin in the convention of Nagios and its kin: exit code 0 OK, 1 WARNING, 2 CRITICAL, 3
/// UNKNOWN; the first line of standard output is the message, performance data stand after `|`.
public final class NagiosProtocol implements Protocol {

  private final Programs programs;

  public NagiosProtocol(Programs programs) {
    this.programs = programs;
  }

  @Override
  public String name() {
    return "nagios";
  }

  @Override
  public String summary() {
    return "Runs a monitoring plugin of the organisers.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        required("plugin", Type.TEXT, "File name of the plugin in the folder of custom checks."),
        optional(
            "arguments",
            Type.TEXTS,
            "Words for the plugin; {address}, {port} and {host} are filled in."),
        optional(
            "account",
            Type.ACCOUNT,
            "Account whose name and password lie in the file that SHIELDWALL_SECRETS names."));
  }

  @Override
  public void prepare() {
    programs.prepare();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session)
      throws IOException, InterruptedException {
    InetSocketAddress real = session.admit(target.scenarioAddress(), target.port());
    String plugin = probe.text("plugin", "");
    List<String> arguments =
        Written.texts(probe, "arguments").stream().map(word -> filled(word, target, real)).toList();
    Finished finished =
        programs.run(
            new Programs.Call(plugin, arguments, Map.of(), secrets(probe, session)), session);
    return finished.killed()
        ? CustomChecks.late(plugin)
        : CustomChecks.answer(
            finished,
            Map.of("plugin", plugin, "performance", performance(finished.out().firstLine())));
  }

  static String filled(String word, Target target, InetSocketAddress real) {
    return word.replace("{address}", real.getAddress().getHostAddress())
        .replace("{port}", Integer.toString(real.getPort()))
        .replace("{host}", target.name());
  }

  private static Map<String, String> secrets(Probe probe, Session session) throws IOException {
    Optional<String> account = probe.text("account");
    if (account.isEmpty()) {
      return Map.of();
    }
    Map<String, String> secrets = new LinkedHashMap<>();
    secrets.put("ACCOUNT", account.get());
    secrets.put("PASSWORD", session.password(account.get()));
    return secrets;
  }

  static String message(String line) {
    int bar = line.indexOf('|');
    return (bar < 0 ? line : line.substring(0, bar)).strip();
  }

  static String performance(String line) {
    int bar = line.indexOf('|');
    return bar < 0 ? "" : line.substring(bar + 1).strip();
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String message = message(answer.text());
    Verdict verdict =
        switch (answer.fact("status")) {
          case "0" -> Verdict.fine("The plugin is content" + CustomChecks.said(message) + ".");
          case "1" ->
              Verdict.warning(
                  Cause.WRONG_CONTENT, "The plugin warns" + CustomChecks.said(message) + ".");
          case "2" ->
              Verdict.critical(
                  Cause.WRONG_CONTENT,
                  "The plugin finds it critical" + CustomChecks.said(message) + ".");
          default ->
              CustomChecks.fault(
                  "The plugin could not tell: it %s%s."
                      .formatted(answer.fact("ending"), CustomChecks.said(message)));
        };
    String performance = answer.fact("performance");
    return performance.isEmpty() ? verdict : verdict.with("performance: " + performance);
  }
}
