package io.shieldwall.probing.custom;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A checker service in the convention of the Eno engine, checker protocol version 2. It runs
/// somewhere of its own; [EnoServices] knows where. A round puts a flag and noise, gets those of
/// the round before, and does havoc, as many of each as the check asks for; the first result that
/// is not OK counts. A service that is down ends the round.
public final class EnoProtocol implements Protocol {

  private static final String OK = "OK";
  private static final String OFFLINE = "OFFLINE";

  private final Programs programs;

  public EnoProtocol(Programs programs) {
    this.programs = programs;
  }

  @Override
  public String name() {
    return "eno";
  }

  @Override
  public String summary() {
    return "Asks a checker service of the organisers that speaks the Eno checker protocol.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        required(
            "checker",
            Type.TEXT,
            "Name of the checker service in eno.properties of the folder of custom checks."),
        variants("flags", "Flag variants, which take turns; 1 where nothing is said."),
        variants("noises", "Noise variants, which take turns; 0 where nothing is said."),
        variants("havocs", "Havoc variants, which take turns; 0 where nothing is said."),
        optional("team", Type.TEXT, "Number of the team, such as {n}; else the digits of its id."));
  }

  private static Parameter variants(String name, String summary) {
    return optional(name, Type.NUMBER, summary).within(0, 100);
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session)
      throws IOException, InterruptedException {
    String address =
        session.admit(target.scenarioAddress(), target.port()).getAddress().getHostAddress();
    EnoServices.Service service = EnoServices.of(programs).named(probe.text("checker", ""));
    Keepsake keepsake = Keepsake.of(session);
    List<EnoTask> tasks = tasks(probe, target, address, keepsake);
    Keepsake kept = keepsake;
    Exchange.Answer worst = new Exchange.Answer("", Map.of("result", OK));
    try {
      for (int i = 0; i < tasks.size() && !result(worst).equals(OFFLINE); i++) {
        EnoTask task = tasks.get(i);
        task.flag().ifPresent(session.transcript()::secret);
        Exchange.Answer answer = service.run(task, session, tasks.size() - i);
        kept = after(kept, task, result(answer).equals(OK));
        worst = result(worst).equals(OK) ? answer : worst;
      }
      return worst;
    } finally {
      kept.leave(session);
    }
  }

  private static String result(Exchange.Answer answer) {
    return answer.fact("result");
  }

  /// A thing that was put is got once, in the next round.
  private static Keepsake after(Keepsake kept, EnoTask task, boolean good) {
    return switch (task.method()) {
      case "putflag", "putnoise" ->
          good ? kept.with(task.kind(), Long.toString(task.round())) : kept.without(task.kind());
      default -> kept;
    };
  }

  private static List<EnoTask> tasks(
      Probe probe, Target target, String address, Keepsake keepsake) {
    long round = keepsake.round();
    EnoTask.Setting setting =
        new EnoTask.Setting(
            CustomChecks.number(target.system() + '/' + target.service()),
            address,
            CustomChecks.number(probe, target),
            target.team(),
            round);
    List<EnoTask> tasks = new ArrayList<>();
    for (String kind : List.of("flag", "noise")) {
      long variants = probe.number(kind + "s", kind.equals("flag") ? 1 : 0);
      if (variants > 0) {
        String planted = keepsake.entries().getOrDefault(kind, "");
        if (!planted.isEmpty()) {
          tasks.add(EnoTask.of(setting, "get" + kind, Long.parseLong(planted), variants, keepsake));
        }
        tasks.add(EnoTask.of(setting, "put" + kind, round, variants, keepsake));
      }
    }
    long havocs = probe.number("havocs", 0);
    if (havocs > 0) {
      tasks.add(EnoTask.of(setting, "havoc", round, havocs, keepsake));
    }
    return tasks;
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String method = answer.fact("method");
    String said = answer.text().isBlank() ? "" : ": " + Verdict.quote(answer.text());
    return switch (answer.fact("result")) {
      case OK -> Verdict.fine("The checker service is content.");
      case "MUMBLE" ->
          Verdict.critical(
              Cause.WRONG_CONTENT, "The service works wrongly in %s%s.".formatted(method, said));
      case OFFLINE ->
          Verdict.critical(Cause.REFUSED, "The service is down in %s%s.".formatted(method, said));
      default ->
          CustomChecks.fault("The checker service failed in %s by itself.".formatted(method));
    };
  }
}
