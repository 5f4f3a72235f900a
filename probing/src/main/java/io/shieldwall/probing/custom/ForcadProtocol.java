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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A checker in the convention of HackerDom's checksystem and of ForcAD: `checker MODE HOST …`,
/// exit code 101 OK, 102 CORRUPT (the flag is gone), 103 MUMBLE (works wrongly), 104 DOWN, 110 the
/// checker failed, 111 disabled. A round is `check`, then `get` of the flag that the round before
/// put, then `put` of a new one; the first that is not OK counts, and a failed `check` ends the
/// round.
public final class ForcadProtocol implements Protocol {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String FORCAD = "forcad";
  private static final String HACKERDOM = "hackerdom";
  private static final String ID = "id";
  private static final String PLANTED = "planted";

  private final Programs programs;

  public ForcadProtocol(Programs programs) {
    this.programs = programs;
  }

  @Override
  public String name() {
    return "forcad";
  }

  @Override
  public String summary() {
    return "Runs a checker of the organisers that is written for ForcAD or HackerDom's checksystem.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        required("checker", Type.TEXT, "File name of the checker in the folder of custom checks."),
        choice(
            "order",
            List.of(FORCAD, HACKERDOM),
            "Words after the mode: host, flag id, flag and number of the vulnerability, or the first"
                + " three."),
        optional("flags", Type.FLAG, "Whether flags are put and got; true where nothing is said."),
        optional(
            "returns-id",
            Type.FLAG,
            "Whether all that put prints is the flag's new id; a JSON object with public_flag_id"
                + " always is."),
        optional("vulns", Type.NUMBER, "Number of places for flags, which take turns.")
            .within(1, 20));
  }

  @Override
  public void prepare() {
    programs.prepare();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session)
      throws IOException, InterruptedException {
    String host =
        session.admit(target.scenarioAddress(), target.port()).getAddress().getHostAddress();
    Keepsake keepsake = Keepsake.of(session);
    Round round = new Round(probe, session, host, keepsake);
    Exchange checked = round.run("check", 0);
    if (!good(checked) || !probe.flag("flags", true)) {
      keepsake.leave(session);
      return checked;
    }
    Exchange got = round.get();
    Exchange put = round.put();
    return good(got) ? put : got;
  }

  private static boolean good(Exchange exchange) {
    return exchange instanceof Exchange.Answer answer && answer.fact("status").equals("101");
  }

  /// One round of one team.
  private final class Round {

    private final Probe probe;
    private final Session session;
    private final String host;
    private final Keepsake keepsake;

    Round(Probe probe, Session session, String host, Keepsake keepsake) {
      this.probe = probe;
      this.session = session;
      this.host = host;
      this.keepsake = keepsake;
    }

    private long vuln(long ofRound) {
      return 1 + Math.floorMod(ofRound, probe.number("vulns", 1));
    }

    Exchange run(String mode, long ofRound, String... words)
        throws IOException, InterruptedException {
      List<String> arguments = new ArrayList<>(List.of(mode, host));
      arguments.addAll(List.of(words));
      if (words.length > 0 && probe.text("order", FORCAD).equals(FORCAD)) {
        arguments.add(Long.toString(vuln(ofRound)));
      }
      String checker = probe.text("checker", "");
      Finished finished =
          programs.run(new Programs.Call(checker, arguments, Map.of(), Map.of()), session);
      return finished.killed()
          ? CustomChecks.late(checker)
          : CustomChecks.answer(
              finished, Map.of("mode", mode, "output", finished.out().text().strip()));
    }

    /// Fetches what the round before put; where it put nothing all is well.
    Exchange get() throws IOException, InterruptedException {
      String planted = keepsake.entries().getOrDefault(PLANTED, "");
      if (planted.isEmpty()) {
        return new Exchange.Answer("", Map.of("status", "101", "mode", "get"));
      }
      long ofRound = Long.parseLong(planted);
      String id = keepsake.entries().getOrDefault(ID, "");
      session.transcript().secret(keepsake.flag(ofRound));
      return run("get", ofRound, id, keepsake.flag(ofRound));
    }

    /// Puts a new flag and remembers how to fetch it.
    Exchange put() throws IOException, InterruptedException {
      long present = keepsake.round();
      String flag = keepsake.flag(present);
      String id = keepsake.token("id", present);
      session.transcript().secret(flag);
      Exchange put = run("put", present, id, flag);
      Keepsake planted = keepsake.without(PLANTED).without(ID);
      if (good(put)) {
        String told = ((Exchange.Answer) put).fact("output");
        Keepsake more =
            keepsake.with(PLANTED, Long.toString(present)).with(ID, returned(told).orElse(id));
        if (!more.fits()) {
          planted.leave(session);
          return new Exchange.Failed(
              // a checker that passes on what a service calls it must not make the check neutral
              Cause.WRONG_CONTENT, "put came back with a flag id that is too long to be kept.");
        }
        planted = more;
      }
      planted.leave(session);
      return put;
    }

    private Optional<String> returned(String told) {
      boolean whole = probe.flag("returns-id", false) && !told.isEmpty();
      return whole || isPublicId(told) ? Optional.of(told) : Optional.empty();
    }
  }

  private static boolean isPublicId(String told) {
    try {
      JsonNode node = JSON.readTree(told);
      return node.isObject() && node.has("public_flag_id");
    } catch (JacksonException _) {
      return false;
    }
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String mode = answer.fact("mode");
    String said = CustomChecks.said(answer.text());
    return switch (answer.fact("status")) {
      case "101" -> Verdict.fine("The checker is content.");
      case "102" ->
          mode.equals("get")
              ? Verdict.critical(
                  Cause.WRONG_CONTENT,
                  "The flag of the round before is gone: get%s.".formatted(orFailed(said)))
              : CustomChecks.fault("The checker misses a flag in " + mode + ", where it has none.");
      case "103" ->
          Verdict.critical(
              Cause.WRONG_CONTENT,
              "The service works wrongly: %s%s.".formatted(mode, orFailed(said)));
      case "104" ->
          Verdict.critical(
              Cause.REFUSED, "The service is down: %s%s.".formatted(mode, orFailed(said)));
      case "111" -> CustomChecks.fault("The checker says that it is disabled.");
      default ->
          CustomChecks.fault(
              "The checker itself failed: %s %s.".formatted(mode, answer.fact("ending")));
    };
  }

  private static String orFailed(String said) {
    return said.isEmpty() ? " failed" : said.replaceFirst(" and said", " said");
  }
}
