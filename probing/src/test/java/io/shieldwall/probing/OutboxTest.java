package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {

  private final List<List<Observed>> batches = new ArrayList<>();
  private boolean broken;
  private final Outbox outbox =
      new Outbox(
          batch -> {
            if (broken) {
              throw new IllegalStateException("on purpose");
            }
            batches.add(batch);
          },
          new Limits(10, Duration.ofMillis(100), 3));

  @Test
  void hands_over_what_has_gathered_in_one_batch_in_order() {
    outbox.add(observed(1));
    outbox.add(observed(2));
    outbox.flush();
    outbox.flush();
    assertThat(batches).containsExactly(List.of(observed(1), observed(2)));
  }

  @Test
  void offers_a_refused_batch_again_before_what_came_later() {
    broken = true;
    outbox.add(observed(1));
    outbox.flush();
    outbox.add(observed(2));
    outbox.flush();
    broken = false;
    outbox.flush();
    assertThat(batches).containsExactly(List.of(observed(1), observed(2)));
    assertThat(outbox.lost()).isZero();
  }

  @Test
  void counts_what_does_not_fit_the_backlog() {
    broken = true;
    for (int round = 0; round < 10; round++) {
      outbox.add(observed(round));
      outbox.flush();
    }
    assertThat(outbox.lost()).isEqualTo(7);
    broken = false;
    outbox.flush();
    assertThat(batches).containsExactly(List.of(observed(0), observed(1), observed(2)));
  }

  @Test
  void counts_what_the_sink_does_not_take_at_the_end() {
    broken = true;
    outbox.add(observed(1));
    outbox.add(observed(2));
    outbox.finish();
    assertThat(outbox.lost()).isEqualTo(2);
    broken = false;
    outbox.finish();
    assertThat(batches).isEmpty();
  }

  private static Observed observed(long round) {
    return new Observed("blue01", "a/b", round, 0, ProbeResult.notRun("Not run."), 0);
  }
}
