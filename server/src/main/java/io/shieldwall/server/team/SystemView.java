package io.shieldwall.server.team;

import io.shieldwall.exercise.Event.SystemMark;
import io.shieldwall.exercise.State.TeamItem;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Network.Account;
import io.shieldwall.scenario.Network.AccountKind;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Rules.ActionTerms;
import io.shieldwall.scenario.Team;
import io.shieldwall.server.live.Inventory;
import io.shieldwall.server.live.Stage;
import io.shieldwall.server.pages.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One system of a team, as the team may see it.
public record SystemView(
    TeamView.SystemRow row, List<TeamView.ActionLine> actions, boolean isolated) {

  public SystemView {
    actions = List.copyOf(actions);
  }

  static SystemView of(Stage.Moment moment, String teamId, String systemId) {
    Team team = moment.scenario().team(teamId).orElseThrow();
    DefendedSystem system = moment.scenario().network().system(systemId).orElseThrow();
    boolean isolated =
        Optional.ofNullable(moment.state().systems().get(new TeamItem(teamId, systemId)))
            .filter(state -> state.marks().contains(SystemMark.ISOLATED))
            .isPresent();
    return new SystemView(
        TeamView.row(moment, team, system), TeamView.actions(moment, teamId, systemId), isolated);
  }

  /// What does not change while the page is open.
  public record Card(
      String id,
      String title,
      String zone,
      String host,
      String address,
      String os,
      List<String> reaches,
      List<Secret> accounts,
      List<Choice> actions) {
    public Card {
      reaches = List.copyOf(reaches);
      accounts = List.copyOf(accounts);
      actions = List.copyOf(actions);
    }
  }

  public record Secret(String name, String kind, String password) {}

  /// An action that the team can order.
  ///
  /// @param subjects accounts or services to choose from; empty when it concerns the whole system
  public record Choice(
      ActionKind kind,
      String words,
      List<String> subjects,
      String takes,
      String outage,
      int points) {
    public Choice {
      subjects = List.copyOf(subjects);
    }

    /// Whether it hurts enough to be confirmed.
    public boolean asksFirst() {
      return points > 0 || !outage.isEmpty() || kind == ActionKind.ISOLATE;
    }
  }

  static Card card(Stage stage, String teamId, String systemId) {
    Team team = stage.scenario().team(teamId).orElseThrow();
    DefendedSystem system = stage.scenario().network().system(systemId).orElseThrow();
    String zone =
        stage.scenario().network().zone(system.zone()).map(each -> each.title()).orElse("");
    return new Card(
        system.id(),
        system.title(),
        zone,
        team.expand(system.hostName()),
        team.expand(system.address()),
        system.operatingSystem(),
        reaches(stage.inventory(), teamId, system),
        accounts(stage.inventory(), teamId, system),
        choices(stage, system));
  }

  private static List<String> reaches(Inventory inventory, String team, DefendedSystem system) {
    return system.services().stream()
        .flatMap(service -> inventory.reach(team, system.id(), service.id()).stream())
        .toList();
  }

  private static List<Secret> accounts(Inventory inventory, String team, DefendedSystem system) {
    List<Secret> secrets = new ArrayList<>();
    for (Account account : system.accounts()) {
      if (account.kind() == AccountKind.DEFENDER) {
        secrets.add(
            new Secret(
                account.name(),
                Format.words(account.kind()),
                inventory.password(team, system.id(), account.name()).orElse("")));
      }
    }
    return secrets;
  }

  private static List<Choice> choices(Stage stage, DefendedSystem system) {
    List<Choice> choices = new ArrayList<>();
    for (ActionKind kind : ActionKind.values()) {
      ActionTerms terms = stage.scenario().rules().actions().get(kind);
      if (terms != null) {
        choices.add(
            new Choice(
                kind,
                Format.words(kind),
                subjects(kind, system),
                Format.span(terms.takes().toMillis()),
                terms.outage().isZero() ? "" : Format.span(terms.outage().toMillis()),
                terms.points()));
      }
    }
    return choices;
  }

  private static List<String> subjects(ActionKind kind, DefendedSystem system) {
    return switch (kind) {
      case ROTATE_CREDENTIAL -> system.accounts().stream().map(Account::name).toList();
      case CLOSE_SERVICE, OPEN_SERVICE ->
          system.services().stream().map(service -> service.id()).toList();
      case INSPECT_LOGS, PATCH, HARDEN, ISOLATE, RECONNECT, EVICT, RESTORE, REVERT -> List.of();
    };
  }
}
