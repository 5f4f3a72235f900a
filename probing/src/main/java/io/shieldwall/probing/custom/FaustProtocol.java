package io.shieldwall.probing.custom;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A checker script in the convention of the FAUST CTF gameserver: it is started with address, team
/// and tick, asks on descriptor 4 and is answered on descriptor 3, see [FaustTalk], and ends with a
/// result: 0 OK, 1 DOWN, 2 FAULTY, 3 FLAG_NOT_FOUND, 4 RECOVERING. Its exit code means nothing.
public final class FaustProtocol implements Protocol {

  private static final String TEAM_TICK = "address, team, tick";
  private static final String TICK_TEAM = "address, tick, team";

  private final Programs programs;

  public FaustProtocol(Programs programs) {
    this.programs = programs;
  }

  @Override
  public String name() {
    return "faust";
  }

  @Override
  public String summary() {
    return "Runs a checker script of the organisers that is written for the FAUST CTF gameserver.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        required("script", Type.TEXT, "File name of the script in the folder of custom checks."),
        choice(
            "order",
            List.of(TEAM_TICK, TICK_TEAM),
            "Words of the script: as the gameserver gives them, or as its documentation says."),
        optional("team", Type.TEXT, "Number of the team, such as {n}; else the digits of its id."));
  }

  @Override
  public void prepare() {
    programs.prepare();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session)
      throws IOException, InterruptedException {
    String address =
        session.admit(target.scenarioAddress(), target.port()).getAddress().getHostAddress();
    String script = probe.text("script", "");
    Keepsake keepsake = Keepsake.of(session);
    String tick = Long.toString(keepsake.round());
    String team = Long.toString(CustomChecks.number(probe, target));
    List<String> arguments =
        probe.text("order", TEAM_TICK).equals(TICK_TEAM)
            ? List.of(address, tick, team)
            : List.of(address, team, tick);
    Map<String, String> environment = Map.of("CTF_CHECKERSCRIPT", "1");
    FaustTalk talk = new FaustTalk(keepsake);
    keepsake.leave(session);
    Finished finished;
    try {
      finished =
          programs.run(
              new Programs.Call(script, arguments, environment, Map.of()),
              session,
              Optional.of(talk));
    } finally {
      talk.keepsake().leave(session);
    }
    talk.flags().forEach(session.transcript()::secret);
    talk.notes().forEach(session.transcript()::note);
    return exchange(script, finished, talk);
  }

  private static Exchange exchange(String script, Finished finished, FaustTalk talk) {
    Optional<String> defect = talk.defect();
    if (talk.result().isEmpty() && finished.killed() && defect.isEmpty()) {
      return CustomChecks.late(script);
    }
    return CustomChecks.answer(
        finished, Map.of("result", talk.result().orElse(""), "defect", defect.orElse("")));
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    return switch (answer.fact("result")) {
      case "0" -> Verdict.fine("The script is content.");
      case "1" -> Verdict.critical(Cause.REFUSED, "The script finds the service down.");
      case "2" -> Verdict.critical(Cause.WRONG_CONTENT, "The script finds the service faulty.");
      case "3" ->
          Verdict.critical(Cause.WRONG_CONTENT, "The script does not find a flag that it had put.");
      case "4" ->
          Verdict.warning(
              Cause.WRONG_CONTENT,
              "The script finds the service recovering: older flags are gone.");
      case "" ->
          CustomChecks.fault(
              "The script gave no result: it %s%s."
                  .formatted(
                      answer.fact("ending"),
                      answer.fact("defect").isEmpty() ? "" : "; " + answer.fact("defect")));
      default ->
          CustomChecks.fault(
              "The script gave the result %s, which means nothing."
                  .formatted(Verdict.quote(answer.fact("result"))));
    };
  }
}
