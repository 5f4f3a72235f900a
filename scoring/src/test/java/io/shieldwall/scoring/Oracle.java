package io.shieldwall.scoring;

import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.scenario.ActionKind;
import io.shieldwall.scenario.Campaign.Objective;
import io.shieldwall.scenario.Inject;
import io.shieldwall.scenario.Network.Check;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Rubric;
import io.shieldwall.scenario.Rules.ActionTerms;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scenario.ScoringRules;
import io.shieldwall.scenario.UserSimulation.UserTest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// The score once more, by another way: it looks at a whole history at once, cuts time where
/// anything changes, classifies each piece by itself and adds up exact fractions. It shares no code
/// with the scorers. Totals are those before caps.
final class Oracle {

  private final Scenario scenario;
  private final ScoringRules rules;
  private final List<Recorded> history;
  private final long at;
  private final List<String> teams;
  private final Optional<Long> end;
  private final List<Span> jumps;
  private final IdentityHashMap<Event, Long> times = new IdentityHashMap<>();

  private record Span(long from, long to) {
    boolean covers(long left, long right) {
      return from <= left && right <= to;
    }
  }

  /// @param at exercise time up to which running losses count
  Oracle(Scenario scenario, ScoringRules rules, List<Recorded> history, long at) {
    this.scenario = scenario;
    this.rules = rules;
    this.history = history;
    this.at = at;
    history.forEach(each -> times.put(each.event(), each.at()));
    this.teams =
        all(Event.ExerciseCreated.class).stream()
            .findFirst()
            .map(Event.ExerciseCreated::teams)
            .orElse(List.of());
    this.end =
        history.stream()
            .filter(each -> each.event() instanceof Event.ExerciseEnded)
            .map(Recorded::at)
            .findFirst();
    this.jumps =
        all(Event.ClockJumped.class).stream()
            .map(jump -> new Span(jump.from(), jump.to()))
            .toList();
  }

  /// Millipoints by team and category.
  Map<String, Map<String, Long>> totals() {
    Map<String, Map<String, Long>> totals = new LinkedHashMap<>();
    for (String team : teams) {
      Map<String, Long> own = new TreeMap<>();
      rules.categories().forEach(category -> own.put(category.id(), 0L));
      add(own, "availability", availability(team));
      add(own, "usability", usability(team));
      add(own, "attack-defence", attackDefence(team));
      for (Inject.Track track : Inject.Track.values()) {
        add(own, track.category(), graded(team, track));
      }
      add(own, "penalties", prices(team) + fines(team));
      byHand(team).forEach((category, points) -> add(own, category, points));
      totals.put(team, own);
    }
    return totals;
  }

  private static void add(Map<String, Long> own, String category, long points) {
    own.merge(category, points, Long::sum);
  }

  private <E extends Event> List<E> all(Class<E> kind) {
    return history.stream().map(Recorded::event).filter(kind::isInstance).map(kind::cast).toList();
  }

  private long timeOf(Event event) {
    return Optional.ofNullable(times.get(event)).orElseThrow();
  }

  private long share(String category) {
    return rules
        .category(category)
        .map(each ->
            Fraction.of(rules.total() * 1000L)
                .times(Fraction.of(each.share()))
                .over(Fraction.of(100))
                .rounded())
        .orElse(0L);
  }

  /// Largest remainders: everybody gets the whole part of the quota, what is left goes one by one
  /// to whoever has the largest rest and came first.
  static Map<String, Long> apportion(long total, Map<String, Integer> weights) {
    long sum = weights.values().stream().mapToLong(Integer::longValue).sum();
    Map<String, Long> parts = new LinkedHashMap<>();
    Map<String, Fraction> rests = new LinkedHashMap<>();
    weights.forEach((item, weight) -> {
      Fraction quota = Fraction.of(total).times(Fraction.of(weight, sum));
      BigInteger whole = quota.floor();
      parts.put(item, whole.longValueExact());
      rests.put(item, quota.minus(new Fraction(whole, BigInteger.ONE)));
    });
    for (long left = total - parts.values().stream().mapToLong(Long::longValue).sum();
        left > 0;
        left--) {
      Map.Entry<String, Fraction> best = rests.entrySet().iterator().next();
      for (Map.Entry<String, Fraction> each : rests.entrySet()) {
        best = each.getValue().compareTo(best.getValue()) > 0 ? each : best;
      }
      parts.merge(best.getKey(), 1L, Long::sum);
      rests.put(best.getKey(), Fraction.of(-1));
    }
    return parts;
  }

  private long availability(String team) {
    Map<String, Integer> weights = new LinkedHashMap<>();
    scenario.network().checks().forEach(check -> weights.put(check.id(), check.budget()));
    Map<String, Long> budgets = apportion(share("availability"), weights);
    return scenario.network().checks().stream()
        .mapToLong(check -> availability(team, check, budgets.getOrDefault(check.id(), 0L)))
        .sum();
  }

  private long availability(String team, Check check, long budget) {
    TreeMap<Long, Outcome> seen = new TreeMap<>();
    for (Event.ChecksObserved batch : all(Event.ChecksObserved.class)) {
      for (Observation each : batch.observations()) {
        if (each.team().equals(team) && each.check().equals(check.id())) {
          seen.put(each.at(), each.outcome());
        }
      }
    }
    long horizon = end.orElse(seen.isEmpty() ? 0 : seen.lastKey());
    List<Span> out = new ArrayList<>(jumps);
    out.addAll(faults(check.id()));
    NavigableSet<Long> cuts = new TreeSet<>(seen.keySet());
    out.forEach(span -> cuts.addAll(List.of(span.from(), span.to())));
    cuts.addAll(List.of(0L, horizon));
    long scorable = 0;
    long halves = 0;
    for (long left = 0; left < horizon; left = nextAfter(cuts, left)) {
      long right = nextAfter(cuts, left);
      long from = left;
      Outcome outcome =
          Optional.ofNullable(seen.floorEntry(left))
              .map(Map.Entry::getValue)
              .orElse(Outcome.UNKNOWN);
      if (outcome != Outcome.UNKNOWN && out.stream().noneMatch(span -> span.covers(from, right))) {
        scorable += right - left;
        halves += (right - left) * (outcome == Outcome.OK ? 2 : outcome == Outcome.WARNING ? 1 : 0);
      }
    }
    Fraction u = scorable == 0 ? Fraction.ONE : Fraction.of(halves, 2 * scorable);
    Fraction played =
        end.isPresent() ? Fraction.ONE : Fraction.of(horizon, scenario.duration().toMillis());
    return Fraction.of(budget).times(played).times(curve(u)).rounded();
  }

  private static long nextAfter(NavigableSet<Long> cuts, long point) {
    Long next = cuts.higher(point);
    return next == null ? Long.MAX_VALUE : next;
  }

  private Fraction curve(Fraction u) {
    Fraction missing = Fraction.ONE.minus(u);
    return switch (rules.curve()) {
      case LINEAR -> u;
      case CONVEX -> u.times(u);
      case CONCAVE -> Fraction.ONE.minus(missing.times(missing));
    };
  }

  private List<Span> faults(String check) {
    List<Span> spans = new ArrayList<>();
    for (Event.OrganiserFaultDeclared declared : all(Event.OrganiserFaultDeclared.class)) {
      if (declared.checks().contains(check)) {
        long to =
            all(Event.OrganiserFaultClosed.class).stream()
                .filter(closed -> closed.fault().equals(declared.fault()))
                .map(Event.OrganiserFaultClosed::to)
                .findFirst()
                .orElse(Long.MAX_VALUE);
        spans.add(new Span(declared.from(), to));
      }
    }
    return spans;
  }

  private long usability(String team) {
    long granted = all(Event.ClockStarted.class).isEmpty() ? 0 : share("usability");
    long lost = 0;
    for (Event.TicketOpened ticket : ticketsOf(team)) {
      UserTest test = scenario.users().test(ticket.test()).orElseThrow();
      Fraction rate =
          Fraction.of(rules.ticketRates().getOrDefault(test.severity(), BigDecimal.ZERO))
              .times(Fraction.of(1000));
      long closed =
          all(Event.TicketVerified.class).stream()
              .filter(verified -> verified.ticket().equals(ticket.ticket()) && verified.fixed())
              .map(this::timeOf)
              .findFirst()
              .or(() -> end)
              .orElse(at);
      lost += rate.times(Fraction.of(played(timeOf(ticket), closed), 60_000)).rounded();
      lost += falseClaims(ticket) * rate.times(Fraction.of(rules.falseFixMinutes())).rounded();
    }
    return granted - lost;
  }

  private List<Event.TicketOpened> ticketsOf(String team) {
    return all(Event.TicketOpened.class).stream()
        .filter(opened -> opened.team().equals(team))
        .toList();
  }

  private long played(long from, long to) {
    NavigableSet<Long> cuts = new TreeSet<>(List.of(from, to));
    jumps.forEach(jump -> cuts.addAll(List.of(jump.from(), jump.to())));
    long played = 0;
    for (long left = from; left < to; left = nextAfter(cuts, left)) {
      long start = left;
      long right = nextAfter(cuts, left);
      played += jumps.stream().anyMatch(jump -> jump.covers(start, right)) ? 0 : right - left;
    }
    return played;
  }

  private long falseClaims(Event.TicketOpened ticket) {
    long claims = 0;
    boolean claimed = false;
    for (Recorded each : history) {
      if (each.event() instanceof Event.FixClaimed claim
          && claim.ticket().equals(ticket.ticket())) {
        claimed = true;
      }
      if (each.event() instanceof Event.TicketVerified verified
          && verified.ticket().equals(ticket.ticket())
          && !verified.fixed()) {
        claims += claimed ? 1 : 0;
        claimed = false;
      }
    }
    return claims;
  }

  private long fines(String team) {
    return -ticketsOf(team).stream().mapToLong(this::falseClaims).sum()
        * rules.falseFixPoints()
        * 1000L;
  }

  private record Attack(Objective objective, long budget, long start, long end, long loss) {}

  private record Match(Attack attack, Event.IncidentReported report, Fraction accuracy) {}

  private long attackDefence(String team) {
    List<Attack> attacks = attacks(team);
    long budget = attacks.stream().mapToLong(Attack::budget).sum();
    long held = budget - attacks.stream().mapToLong(Attack::loss).sum();
    for (Match match : matches(team, attacks)) {
      held +=
          Fraction.of(match.attack().loss())
              .times(Fraction.of(rules.reportReturns()))
              .times(match.accuracy())
              .rounded();
    }
    long common = share("attack-defence");
    if (end.isEmpty()) {
      return held;
    }
    return budget == 0 ? common : Fraction.of(common).times(Fraction.of(held, budget)).rounded();
  }

  private List<Attack> attacks(String team) {
    Map<String, Integer> weights = new LinkedHashMap<>();
    scenario.campaign().objectives().forEach(each -> weights.put(each.id(), each.budget()));
    Map<String, Long> budgets = apportion(share("attack-defence"), weights);
    List<Attack> attacks = new ArrayList<>();
    for (Event.AttackAttempted attempted : all(Event.AttackAttempted.class)) {
      Optional<Event.AttackEnded> ended =
          all(Event.AttackEnded.class).stream()
              .filter(each -> each.attempt().equals(attempted.attempt()))
              .findFirst();
      if (attempted.team().equals(team) && ended.isPresent()) {
        Event.AttackResult result =
            all(Event.AttackAdjudicated.class).stream()
                .filter(each -> each.attempt().equals(attempted.attempt()))
                .reduce((_, later) -> later)
                .map(Event.AttackAdjudicated::result)
                .orElse(ended.get().result());
        long budget = budgets.getOrDefault(attempted.objective(), 0L);
        Fraction keeps =
            Fraction.of(
                rules
                    .attackOutcome()
                    .getOrDefault(result.name().toLowerCase(Locale.ROOT), BigDecimal.ZERO));
        attacks.add(
            new Attack(
                scenario.campaign().objective(attempted.objective()).orElseThrow(),
                budget,
                timeOf(attempted),
                timeOf(ended.get()),
                budget - Fraction.of(budget).times(keeps).rounded()));
      }
    }
    return attacks;
  }

  /// Takes the best pair of what is left, again and again.
  private List<Match> matches(String team, List<Attack> attacks) {
    List<Attack> attacksLeft =
        new ArrayList<>(attacks.stream().filter(attack -> attack.loss() > 0).toList());
    List<Event.IncidentReported> reportsLeft =
        new ArrayList<>(
            all(Event.IncidentReported.class).stream()
                .filter(report -> report.team().equals(team))
                .toList());
    List<Match> matches = new ArrayList<>();
    Optional<Match> best = best(attacksLeft, reportsLeft);
    while (best.isPresent()) {
      matches.add(best.get());
      attacksLeft.remove(best.get().attack());
      reportsLeft.remove(best.get().report());
      best = best(attacksLeft, reportsLeft);
    }
    return matches;
  }

  private Optional<Match> best(List<Attack> attacks, List<Event.IncidentReported> reports) {
    return reports.stream()
        .flatMap(report ->
            attacks.stream().map(attack -> new Match(attack, report, accuracy(attack, report))))
        .filter(match -> match.accuracy().compareTo(Fraction.ZERO) > 0)
        .reduce(
            (first, second) -> second.accuracy().compareTo(first.accuracy()) > 0 ? second : first);
  }

  private Fraction accuracy(Attack attack, Event.IncidentReported report) {
    long reported = timeOf(report);
    long latest = attack.end() + scenario.rules().reportWindow().toMillis();
    if (!report.system().equals(attack.objective().target())
        || reported < attack.start()
        || reported > latest) {
      return Fraction.ZERO;
    }
    String named = report.technique();
    String right = attack.objective().technique();
    if (named.equals(right)) {
      return Fraction.ONE;
    }
    return named.regionMatches(0, right, 0, 5) ? Fraction.of(3, 4) : Fraction.of(1, 2);
  }

  private long graded(String team, Inject.Track track) {
    List<Inject> tasks =
        scenario.injects().stream()
            .filter(inject -> inject.task().filter(task -> task.track() == track).isPresent())
            .toList();
    if (tasks.isEmpty()) {
      return 0;
    }
    Map<String, Integer> weights = new LinkedHashMap<>();
    tasks.forEach(task -> weights.put(task.id(), task.task().orElseThrow().budget()));
    Map<String, Long> budgets = apportion(share(track.category()), weights);
    long possible = 0;
    long earned = 0;
    for (Inject inject : tasks) {
      Optional<Long> fired = delivered(team, inject);
      long budget = budgets.getOrDefault(inject.id(), 0L);
      Optional<Event.SubmissionGraded> grading = last(team, inject);
      if (fired.isPresent() && grading.isPresent()) {
        earned += earned(team, inject, fired.get(), grading.get(), budget);
      }
      boolean counts = grading.isPresent() || submitted(team, inject).isEmpty();
      possible += fired.isPresent() && counts ? budget : 0;
    }
    return end.isEmpty() || possible == 0
        ? earned
        : Fraction.of(share(track.category())).times(Fraction.of(earned, possible)).rounded();
  }

  private Optional<Long> delivered(String team, Inject inject) {
    return all(Event.InjectFired.class).stream()
        .filter(fired -> fired.inject().equals(inject.id()) && fired.teams().contains(team))
        .map(this::timeOf)
        .findFirst();
  }

  private Optional<Long> submitted(String team, Inject inject) {
    return all(Event.TaskSubmitted.class).stream()
        .filter(each -> each.inject().equals(inject.id()) && each.team().equals(team))
        .map(this::timeOf)
        .reduce((_, later) -> later);
  }

  private Optional<Event.SubmissionGraded> last(String team, Inject inject) {
    return all(Event.SubmissionGraded.class).stream()
        .filter(each -> each.inject().equals(inject.id()) && each.team().equals(team))
        .reduce((_, later) -> later);
  }

  private long earned(
      String team, Inject inject, long fired, Event.SubmissionGraded grading, long budget) {
    Inject.Task task = inject.task().orElseThrow();
    Rubric rubric = Optional.ofNullable(scenario.rubrics().get(task.rubric())).orElseThrow();
    Fraction got = Fraction.ZERO;
    Fraction most = Fraction.ZERO;
    for (Rubric.Criterion criterion : rubric.criteria()) {
      long grade = grading.grades().getOrDefault(criterion.id(), 0);
      got = got.plus(Fraction.of(criterion.weight() * grade));
      most = most.plus(Fraction.of(criterion.weight() * 12L));
    }
    Fraction taken =
        Fraction.of(submitted(team, inject).orElse(fired) - fired, task.due().toMillis());
    String window =
        taken.compareTo(Fraction.of(1, 2)) <= 0
            ? "early"
            : taken.compareTo(Fraction.ONE) <= 0
                ? "on-time"
                : taken.compareTo(Fraction.of(3, 2)) <= 0 ? "late" : "very-late";
    Fraction factor = Fraction.of(rules.deadlineFactors().getOrDefault(window, BigDecimal.ONE));
    return Fraction.of(budget).times(got).over(most).times(factor).rounded();
  }

  private long prices(String team) {
    long sum = 0;
    for (Event.ActionOrdered ordered : all(Event.ActionOrdered.class)) {
      boolean cancelled =
          all(Event.ActionCancelled.class).stream()
              .anyMatch(each -> each.action().equals(ordered.action()));
      if (ordered.team().equals(team) && !cancelled) {
        sum -= price(ordered.kind(), ordered.request());
      }
    }
    return sum;
  }

  private long price(ActionKind kind, int request) {
    ActionTerms terms = Optional.ofNullable(scenario.rules().actions().get(kind)).orElseThrow();
    List<Long> growth = new ArrayList<>(List.of(0L, 1L));
    while (growth.size() <= request) {
      growth.add(
          switch (terms.growth()) {
            case FLAT -> 1L;
            case LINEAR -> (long) growth.size();
            case FIBONACCI -> growth.getLast() + growth.get(growth.size() - 2);
          });
    }
    return terms.points() * 1000L * growth.get(request);
  }

  private Map<String, Long> byHand(String team) {
    Map<String, Event.PointsEntered> valid = new HashMap<>();
    all(Event.PointsEntered.class).stream()
        .filter(entered -> entered.team().equals(team))
        .sorted(Comparator.comparingLong(this::timeOf))
        .forEach(entered -> {
          entered.supersedes().ifPresent(valid::remove);
          valid.put(entered.entry(), entered);
        });
    Map<String, Long> sums = new HashMap<>();
    valid.values().forEach(each -> sums.merge(each.category(), each.millipoints(), Long::sum));
    return sums;
  }
}
