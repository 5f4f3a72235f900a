package io.shieldwall.server.live;

import io.shieldwall.exercise.Desk;
import io.shieldwall.exercise.Event;
import io.shieldwall.exercise.EvidenceShelf;
import io.shieldwall.exercise.ExerciseLoop;
import io.shieldwall.exercise.Journal.JournalFailure;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State;
import io.shieldwall.probing.fairness.Fairness;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Scenario;
import io.shieldwall.scoring.Scorer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/// The exercise as the pages see it: the latest state, the score and the latest events, followed
/// from the journal's writer.
///
/// The writer's thread only puts events into a queue here; scoring happens when somebody looks.
public final class Stage implements ExerciseLoop.Subscriber {

  private static final System.Logger LOG = System.getLogger(Stage.class.getName());

  /// Events kept for the director's stream.
  private static final int LATEST = 300;

  /// Exercise time between two points of the trend.
  private static final long TREND_STEP = 120_000;

  private final Desk desk;
  private final LongSupplier exerciseMillis;
  private final Backstage backstage;
  private final Fairness fairness;
  private final Object lock = new Object();
  private final Deque<Recorded> waiting = new ArrayDeque<>();
  private final Scorer scorer;
  private final Deque<Recorded> latest = new ArrayDeque<>();
  private final List<TrendPoint> trend = new ArrayList<>();
  private State state;
  private volatile State arriving;

  /// A point of the public trend: released totals in millipoints, in the order of the teams.
  public record TrendPoint(long at, List<Long> totals) {
    public TrendPoint {
      totals = List.copyOf(totals);
    }
  }

  /// @param history what was recorded before the pages began to follow
  public Stage(
      Desk desk, LongSupplier exerciseMillis, Backstage backstage, Iterable<Recorded> history) {
    this.desk = desk;
    this.exerciseMillis = exerciseMillis;
    this.backstage = backstage;
    this.scorer = new Scorer(desk.scenario());
    this.state = desk.state();
    this.arriving = state;
    this.fairness = new Fairness(state.teams());
    history.forEach(this::fold);
  }

  @Override
  public void published(List<Recorded> events, State next) {
    synchronized (waiting) {
      waiting.addAll(events);
      arriving = next;
    }
  }

  public Desk desk() {
    return desk;
  }

  public Scenario scenario() {
    return desk.scenario();
  }

  public Inventory inventory() {
    return backstage.inventory();
  }

  public Backstage backstage() {
    return backstage;
  }

  /// The text of an observation's evidence, wherever it is kept; empty when it is lost.
  public String evidence(String team, String evidence) {
    return text(backstage.shelf(), team, evidence);
  }

  private static String text(EvidenceShelf shelf, String team, String evidence) {
    if (!EvidenceShelf.isKey(evidence)) {
      return evidence;
    }
    try {
      return shelf.find(team, evidence).orElse("");
    } catch (JournalFailure broken) {
      LOG.log(System.Logger.Level.ERROR, broken.getMessage());
      return "";
    }
  }

  /// Reads one consistent moment: everything the reader is given belongs to the same sequence.
  public <T> T read(Reader<T> reader) {
    synchronized (lock) {
      catchUp();
      return reader.read(
          new Moment(
              scenario(),
              state,
              scorer,
              exerciseMillis.getAsLong(),
              List.copyOf(latest),
              List.copyOf(trend),
              fairness,
              backstage.shelf()));
    }
  }

  /// Makes something of one moment.
  public interface Reader<T> {
    T read(Moment moment);
  }

  /// One consistent moment. The scorer must not be kept beyond the reader.
  ///
  /// @param now exercise time in milliseconds since STARTEX
  /// @param latest latest events, newest last
  public record Moment(
      Scenario scenario,
      State state,
      Scorer scorer,
      long now,
      List<Recorded> latest,
      List<TrendPoint> trend,
      Fairness fairness,
      EvidenceShelf shelf) {

    /// The text of an observation's evidence, wherever it is kept; empty when it is lost.
    public String evidence(String team, String evidence) {
      return text(shelf, team, evidence);
    }
  }

  private void catchUp() {
    List<Recorded> events;
    synchronized (waiting) {
      events = List.copyOf(waiting);
      waiting.clear();
      state = arriving;
    }
    events.forEach(this::fold);
  }

  private void fold(Recorded recorded) {
    scorer.apply(recorded);
    if (recorded.event() instanceof Event.ChecksObserved observed) {
      observed.observations().forEach(this::watch);
    }
    latest.addLast(recorded);
    if (latest.size() > LATEST) {
      latest.removeFirst();
    }
    if (trend.isEmpty() || recorded.at() >= trend.getLast().at() + TREND_STEP) {
      trend.add(point(recorded.at()));
    }
  }

  /// Rounds that were not run say nothing about who was served when.
  private void watch(Event.Observation observation) {
    if (observation.cause() != Cause.NOT_RUN) {
      fairness.add(
          observation.team(),
          observation.check(),
          observation.at(),
          observation.delay(),
          observation.latency());
    }
  }

  private TrendPoint point(long at) {
    io.shieldwall.scoring.Standings standings = scorer.released(at);
    return new TrendPoint(
        at,
        scorer.teams().stream()
            .map(team ->
                standings.rows().stream()
                    .filter(row -> row.team().equals(team))
                    .findFirst()
                    .map(row -> row.total())
                    .orElse(0L))
            .toList());
  }
}
