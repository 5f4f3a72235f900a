package io.shieldwall.exercise;

import io.shieldwall.exercise.Event.CheckerDoubted;
import io.shieldwall.exercise.Event.ChecksObserved;
import io.shieldwall.exercise.Event.CredentialHandedOver;
import io.shieldwall.exercise.Event.Observation;
import io.shieldwall.exercise.Event.OrganiserFaultClosed;
import io.shieldwall.exercise.Event.OrganiserFaultDeclared;
import io.shieldwall.exercise.State.CheckState;
import io.shieldwall.exercise.State.Doubt;
import io.shieldwall.exercise.State.HandOver;
import io.shieldwall.exercise.State.Holder;
import io.shieldwall.exercise.State.OrganiserFault;
import io.shieldwall.exercise.State.TeamItem;
import io.shieldwall.scenario.Outcome;
import java.util.Optional;

/// How observations, doubts, declared faults and passwords change the present.
final class MeasurementEvolution {

  private MeasurementEvolution() {}

  static void observe(Draft draft, ChecksObserved observed) {
    observed.observations().forEach(observation -> observe(draft, observation));
  }

  private static void observe(Draft draft, Observation observation) {
    TeamItem key = new TeamItem(observation.team(), observation.check());
    CheckState before = draft.checks.get(key);
    long since = observation.at();
    String evidence = observation.evidence();
    if (before != null) {
      since = before.outcome() == observation.outcome() ? before.since() : since;
      evidence = evidence.isEmpty() ? before.evidence() : evidence;
    }
    draft.checks =
        draft.checks.plus(key, new CheckState(observation.outcome(), since, observation, evidence));
    if (observation.outcome() == Outcome.OK && !draft.doubts.isEmpty()) {
      settleDoubts(draft, observation);
    }
  }

  /// A check that is good again for a team ends the window of a doubt about its checker.
  private static void settleDoubts(Draft draft, Observation good) {
    for (Doubt doubt : draft.doubts.values()) {
      if (doubt.to().isEmpty() && doubt.check().equals(good.check()) && good.at() > doubt.from()) {
        draft.doubts =
            draft.doubts.plus(
                doubt.id(),
                new Doubt(
                    doubt.id(),
                    doubt.check(),
                    doubt.from(),
                    Optional.of(good.at()),
                    doubt.reason()));
      }
    }
  }

  static void declare(Draft draft, OrganiserFaultDeclared declared) {
    draft.faults =
        draft.faults.plus(
            declared.fault(),
            new OrganiserFault(
                declared.fault(),
                declared.checks(),
                declared.from(),
                Optional.empty(),
                declared.reason()));
  }

  static void close(Draft draft, OrganiserFaultClosed closed) {
    OrganiserFault fault = Evolution.known(draft.faults.get(closed.fault()), closed.fault());
    draft.faults =
        draft.faults.plus(
            fault.id(),
            new OrganiserFault(
                fault.id(),
                fault.checks(),
                fault.from(),
                Optional.of(closed.to()),
                fault.reason()));
  }

  static void doubt(Draft draft, CheckerDoubted doubted) {
    draft.doubts =
        draft.doubts.plus(
            doubted.doubt(),
            new Doubt(
                doubted.doubt(),
                doubted.check(),
                doubted.from(),
                Optional.empty(),
                doubted.reason()));
  }

  static void handOver(Draft draft, Recorded recorded, CredentialHandedOver handed) {
    draft.credentials =
        draft.credentials.plus(
            new Holder(handed.team(), handed.system(), handed.account()),
            new HandOver(handed.sealed(), recorded.at(), recorded.actor().name()));
  }
}
