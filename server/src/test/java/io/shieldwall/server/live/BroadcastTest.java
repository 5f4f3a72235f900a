package io.shieldwall.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Desk;
import io.shieldwall.exercise.Exercise;
import io.shieldwall.exercise.ExerciseLoop;
import io.shieldwall.exercise.State;
import io.shieldwall.server.live.Broadcast.Part;
import io.shieldwall.server.live.Broadcast.Viewer;
import io.shieldwall.testkit.InMemoryJournal;
import io.shieldwall.testkit.SteppingClock;
import io.shieldwall.testkit.TinyScenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Viewers of one topic and what each of them gets. Nothing runs by itself here.
class BroadcastTest {

  private static final Topic BOARD = Topic.of(Topic.Kind.BOARD);

  private final Counting source = new Counting();
  private final Broadcast broadcast = new Broadcast(stage(), List.of(source), 500);

  /// A page whose number is another one each time it is rendered, and whose title stays.
  private static final class Counting implements FragmentSource {
    final AtomicInteger rendered = new AtomicInteger();

    @Override
    public Set<Topic.Kind> kinds() {
      return Set.of(Topic.Kind.BOARD);
    }

    @Override
    public Map<String, String> render(Topic topic, Stage.Moment moment) {
      return Map.of("number", Integer.toString(rendered.incrementAndGet()), "title", "Board");
    }
  }

  private static Stage stage() {
    Desk desk =
        new ExerciseLoop(
            new Exercise(TinyScenario.scenario(), State.EMPTY),
            new InMemoryJournal(),
            SteppingClock.atStartex(),
            16);
    return new Stage(desk, () -> 0L, Backstage.of(new Nowhere()), List.of());
  }

  private static final class Nowhere implements Inventory {
    @Override
    public Optional<String> reach(String team, String system, String service) {
      return Optional.empty();
    }

    @Override
    public Optional<String> password(String team, String system, String account) {
      return Optional.empty();
    }
  }

  @Test
  void a_newcomer_gets_the_whole_image_and_then_what_changed() throws InterruptedException {
    try (Viewer first = broadcast.follow(BOARD)) {
      broadcast.pushAll();
      try (Viewer second = broadcast.follow(BOARD)) {
        broadcast.pushAll();
        assertThat(first.next(0))
            .containsExactlyInAnyOrder(
                new Part("number", "1"),
                new Part("title", "Board"),
                new Part("number", "2"),
                new Part("number", "3"));
        assertThat(second.next(0))
            .containsExactlyInAnyOrder(
                new Part("number", "2"), new Part("title", "Board"), new Part("number", "3"));
      }
    }
  }

  @Test
  void who_comes_back_again_and_again_makes_nobody_render() {
    try (Viewer _ = broadcast.follow(BOARD)) {
      for (int count = 0; count < 100; count++) {
        broadcast.follow(BOARD).close();
      }
      assertThat(source.rendered).hasValue(1);
    }
  }

  @Test
  void a_full_mailbox_cuts_only_the_slow_viewer() throws InterruptedException {
    List<Part> seen = new ArrayList<>();
    try (Viewer slow = broadcast.follow(BOARD);
        Viewer quick = broadcast.follow(BOARD)) {
      for (int count = 0; count < 300; count++) {
        broadcast.pushAll();
        seen.addAll(quick.next(0));
      }
      assertThat(slow.isCut()).isTrue();
      assertThat(quick.isCut()).isFalse();
      assertThat(seen)
          .filteredOn(part -> part.name().equals("number"))
          .extracting(Part::html)
          .containsExactlyElementsOf(
              java.util.stream.IntStream.rangeClosed(1, 301).mapToObj(Integer::toString).toList());
    }
  }

  @Test
  void nothing_is_kept_of_a_topic_that_nobody_follows() {
    broadcast.follow(BOARD).close();
    broadcast.pushAll();
    assertThat(broadcast.viewers()).isZero();
    assertThat(source.rendered).hasValue(1);
  }
}
