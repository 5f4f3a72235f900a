package io.shieldwall.range.nation;

import io.shieldwall.exercise.Event.SystemMark;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.probing.Credentials;
import io.shieldwall.probing.Exchange;
import io.shieldwall.range.nation.TeamModel.Attempt;
import io.shieldwall.range.nation.TeamModel.Order;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Campaign.Objective;
import io.shieldwall.scenario.Network.Account;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Network.Weakness;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.Team;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The simulated nation: for every team a copy of every system as it truly is.
///
/// It is a view folded from the exercise's events: [#apply] is called with each of them in the
/// journal's order, and after a restart with all of them again. It asks no clock and draws nothing
/// unseeded; exercise time comes in. Everything of a team is guarded by one lock; different teams
/// never wait for each other.
public final class Nation implements Credentials {

  private final Scenario scenario;
  private final Map<String, TeamModel> teams = new LinkedHashMap<>();
  private final Chronicle chronicle;
  private final Passwords passwords;
  private final Prospects prospects;

  /// @param teams ids of the teams that play
  /// @param seed the exercise's seed
  public Nation(Scenario scenario, List<String> teams, long seed) {
    this(scenario, teams, seed, "");
  }

  /// A nation for people, who know their own passwords, the scenario and this program, and try
  /// seeds until one of them explains what they know.
  ///
  /// @param secret what nobody who plays can guess, and the same whenever the exercise is taken up
  ///   again; goes into every password
  public Nation(Scenario scenario, List<String> teams, long seed, String secret) {
    this.scenario = scenario;
    for (String id : teams) {
      Team team =
          scenario
              .team(id)
              .orElseThrow(() -> new IllegalArgumentException("the scenario has no team " + id));
      this.teams.put(id, new TeamModel(team, scenario.network(), seed));
    }
    chronicle = new Chronicle(scenario, this.teams);
    passwords = new Passwords(seed, secret);
    prospects = new Prospects(scenario.campaign());
  }

  public Scenario scenario() {
    return scenario;
  }

  /// Ids of the teams that play.
  public List<String> teams() {
    return List.copyOf(teams.keySet());
  }

  /// Folds an event in.
  public void apply(Recorded recorded) {
    chronicle.apply(recorded);
  }

  /// Answers a probe without a socket, as the wire would.
  ///
  /// @param probe expanded for the team, see [Probe#expandedFor]
  public Exchange answer(String team, String system, String service, Probe probe, long at) {
    return read(
        team,
        system,
        (owner, model) ->
            new ModelAnswers(owner, model, model.service(service), probe, at).answer());
  }

  /// A probe that is made over the model again and again.
  ///
  /// @param probe as the scenario has it
  public ModelProbe probe(String team, String system, String service, Probe probe) {
    Probe expanded = probe.expandedFor(model(team).team);
    return new ModelProbe(this, team, system, service, expanded);
  }

  /// A service as the wire meets it.
  public ServicePoint point(String team, String system, String service) {
    TeamModel owner = model(team);
    SystemModel model = owner.system(system);
    return new LockedPoint(this, owner, model, model.service(service));
  }

  /// The password of an account now; changes with each rotation.
  @Override
  public Optional<String> password(String team, String system, String account) {
    if (!teams.containsKey(team) || scenario.network().system(system).isEmpty()) {
      return Optional.empty();
    }
    return read(
        team,
        system,
        (_, model) ->
            knows(model.plan, account)
                ? Optional.of(passwords.of(team, system, account, model.rotation(account)))
                : Optional.empty());
  }

  static boolean knows(DefendedSystem system, String account) {
    return system.accounts().stream().map(Account::name).anyMatch(account::equals);
  }

  /// What is true of a system beyond "in order".
  public List<SystemMark> marks(String team, String system, long at) {
    return read(team, system, (_, model) -> List.copyOf(model.marks(at)));
  }

  /// Whether the adversary can use a weakness of a system now.
  public boolean isOpen(String team, String system, String weakness) {
    return read(
        team,
        system,
        (_, model) ->
            model.plan.weaknesses().stream()
                .filter(known -> known.id().equals(weakness))
                .anyMatch((Weakness known) -> model.open(known)));
  }

  /// Looks closely at a system's logs.
  public Inspection inspect(String team, String system, long at) {
    return read(team, system, (_, model) -> Inspector.inspect(model, at));
  }

  /// Runs a command that only reads on a system, as a defender.
  ///
  /// @param words command and arguments, at least one
  public Optional<CommandResult> consult(String team, String system, List<String> words, long at) {
    return read(team, system, (owner, model) -> new Console(owner, model, at).run(words));
  }

  /// The last lines of a system's log, oldest first.
  public List<LogLine> log(String team, String system, int count, long at) {
    return read(team, system, (_, model) -> model.log.latest(count, at));
  }

  /// Adds a line to a system's log that follows from no event, such as a sign-in. It is not
  /// remembered beyond this process.
  public void note(String team, String system, long at, String line) {
    TeamModel owner = model(team);
    locked(
        owner,
        any -> {
          any.system(system).log.add(at, line);
          return true;
        });
  }

  /// How an objective under way would end now.
  public Optional<Prospect> prospect(String attempt) {
    return chronicle.owner(attempt).flatMap(owner -> locked(owner, team -> judge(team, attempt)));
  }

  private Optional<Prospect> judge(TeamModel team, String id) {
    Optional<Attempt> attempt = Optional.ofNullable(team.attempts.get(id));
    return attempt.flatMap(begun -> {
      Optional<Objective> objective = scenario.campaign().objective(begun.objective());
      return objective.map(known -> prospects.judge(team, known, begun.openAtStart()));
    });
  }

  /// How an action under way would come out now.
  public Optional<Outlook> outlook(String action, long at) {
    return chronicle
        .owner(action)
        .flatMap(owner ->
            locked(
                owner,
                team ->
                    Optional.ofNullable(team.orders.get(action))
                        .map(order -> outlook(team, order, at))));
  }

  private static Outlook outlook(TeamModel team, Order order, long at) {
    SystemModel system = team.system(order.system());
    Optional<String> obstacle = Repairs.obstacle(system, order.kind(), order.subject());
    if (obstacle.isPresent()) {
      return new Outlook(false, "Not done: " + obstacle.get() + ".");
    }
    return order.kind() == ActionKind.INSPECT_LOGS
        ? new Outlook(true, Inspector.inspect(system, at).text())
        : new Outlook(true, Reports.done(system, order.kind(), order.subject()));
  }

  /// Grows with every change of a team's systems.
  public long revision(String team) {
    return model(team).revision.get();
  }

  /// The first exercise time after this one at which something of a team changes by itself.
  public long stableUntil(String team, long at) {
    return locked(model(team), owner -> owner.stableUntil(at));
  }

  private TeamModel model(String team) {
    TeamModel model = teams.get(team);
    if (model == null) {
      throw new IllegalArgumentException("team " + team + " does not play");
    }
    return model;
  }

  private <T> T read(String team, String system, BiFunction<TeamModel, SystemModel, T> reader) {
    return locked(model(team), owner -> reader.apply(owner, owner.system(system)));
  }

  static <T> T locked(TeamModel team, Function<TeamModel, T> reader) {
    team.lock.lock();
    try {
      return reader.apply(team);
    } finally {
      team.lock.unlock();
    }
  }
}
