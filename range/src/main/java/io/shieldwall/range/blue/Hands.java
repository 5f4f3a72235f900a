package io.shieldwall.range.blue;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Command.OrderAction;
import io.shieldwall.exercise.Desk;
import io.shieldwall.exercise.Event.ActionOrdered;
import io.shieldwall.exercise.Exercise.Reply;
import io.shieldwall.scenario.ActionKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The people of a team who act on systems: so many at a time, one on a system, the most urgent job
/// first.
final class Hands {

  private static final int LONGEST_QUEUE = 400;

  private final String team;
  private final Actor actor;
  private final int count;
  private final List<Job> queue = new ArrayList<>();
  private final Map<String, ActionOrdered> underWay = new HashMap<>();
  private long numbers;
  private long orders;

  Hands(String team, Actor actor, int count) {
    this.team = team;
    this.actor = actor;
    this.count = count;
  }

  /// Notes a job unless the same one waits or is under way.
  void want(int urgency, String system, ActionKind kind, String subject) {
    Job job = new Job(urgency, numbers++, system, kind, subject);
    boolean doing =
        underWay.values().stream()
            .anyMatch(action ->
                action.system().equals(system)
                    && action.kind() == kind
                    && action.subject().equals(subject));
    if (doing || queue.size() >= LONGEST_QUEUE) {
      return;
    }
    Optional<Job> waiting = queue.stream().filter(job::sameAs).findFirst();
    if (waiting.isEmpty()) {
      queue.add(job);
    } else if (waiting.get().urgency() > urgency) {
      queue.remove(waiting.get());
      queue.add(job);
    }
  }

  boolean hasPlansFor(String system) {
    return isBusyOn(system) || queue.stream().anyMatch(job -> job.system().equals(system));
  }

  private boolean isBusyOn(String system) {
    return underWay.values().stream().anyMatch(action -> action.system().equals(system));
  }

  void ordered(ActionOrdered action) {
    underWay.put(action.action(), action);
  }

  /// The action that ended; empty when it was none of this team's.
  Optional<ActionOrdered> ended(String action) {
    return Optional.ofNullable(underWay.remove(action));
  }

  boolean isFree() {
    return underWay.size() < count && !queue.isEmpty();
  }

  /// Orders what there are hands for.
  void work(long at, Desk desk) {
    queue.sort(Job.ORDER);
    int free = count - underWay.size();
    List<String> touched = new ArrayList<>();
    for (Job job : List.copyOf(queue)) {
      if (free <= 0) {
        return;
      }
      if (!isBusyOn(job.system()) && !touched.contains(job.system())) {
        queue.remove(job);
        Reply reply =
            desk.submit(
                "blue-%s-%d-%d".formatted(team, at, orders++),
                actor,
                new OrderAction(team, job.system(), job.kind(), job.subject()));
        if (reply instanceof Reply.Done) {
          touched.add(job.system());
          free--;
        }
      }
    }
  }
}
