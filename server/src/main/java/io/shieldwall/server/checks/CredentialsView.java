package io.shieldwall.server.checks;

import io.shieldwall.exercise.State;
import io.shieldwall.exercise.State.Holder;
import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.scenario.Network.Check;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.ProbeKind;
import io.shieldwall.server.live.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The accounts that checks sign in with, as their team sees them. Passwords are never shown.
public record CredentialsView(List<Row> rows) {

  public CredentialsView {
    rows = List.copyOf(rows);
  }

  /// An account of a system.
  ///
  /// @param checks ids of the checks that use it
  /// @param handedAt exercise time of the last hand-over; -1 when there was none
  /// @param by who handed it over
  /// @param refused checks that could not sign in when they ran last
  public record Row(
      String system,
      String title,
      String account,
      List<String> checks,
      long handedAt,
      String by,
      List<String> refused) {
    public Row {
      checks = List.copyOf(checks);
      refused = List.copyOf(refused);
    }
  }

  static CredentialsView of(Stage.Moment moment, String team) {
    List<Row> rows = new ArrayList<>();
    for (DefendedSystem system : moment.scenario().network().systems()) {
      users(system)
          .forEach((account, checks) -> rows.add(row(moment, team, system, account, checks)));
    }
    return new CredentialsView(rows);
  }

  private static Row row(
      Stage.Moment moment,
      String team,
      DefendedSystem system,
      String account,
      List<String> checks) {
    Optional<State.HandOver> handed =
        Optional.ofNullable(
            moment.state().credentials().get(new Holder(team, system.id(), account)));
    List<String> refused =
        checks.stream().filter(check -> isRefused(moment.state(), team, check)).toList();
    return new Row(
        system.id(),
        system.title(),
        account,
        checks,
        handed.map(State.HandOver::at).orElse(-1L),
        handed.map(State.HandOver::by).orElse(""),
        refused);
  }

  private static boolean isRefused(State state, String team, String check) {
    return state
        .check(team, check)
        .filter(known -> known.outcome() == Outcome.CRITICAL)
        .filter(known -> known.latest().cause() == io.shieldwall.scenario.Cause.WRONG_CREDENTIALS)
        .isPresent();
  }

  /// The checks of a system by the account that they sign in with.
  static Map<String, List<String>> users(DefendedSystem system) {
    Map<String, List<String>> users = new LinkedHashMap<>();
    system.services().stream()
        .flatMap(service -> service.checks().stream())
        .forEach(check ->
            accounts(check)
                .forEach(account ->
                    users.computeIfAbsent(account, _ -> new ArrayList<>()).add(check.id())));
    return users;
  }

  private static List<String> accounts(Check check) {
    Probe probe = check.probe();
    return Protocols.named(probe.kind()).stream()
        .flatMap(kind -> kind.parameters().stream())
        .filter(parameter -> parameter.type() == ProbeKind.Type.ACCOUNT)
        .flatMap(parameter -> probe.text(parameter.name()).stream())
        .distinct()
        .toList();
  }
}
