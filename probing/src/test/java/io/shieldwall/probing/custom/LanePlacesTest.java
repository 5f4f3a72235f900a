package io.shieldwall.probing.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who gets a place in the lane, and what the programs before leave of it.
class LanePlacesTest {

  private static final Duration PATIENT = Duration.ofSeconds(60);

  private final String tag = UUID.randomUUID().toString();
  private final Scripts scripts;
  private final Lane lane;

  LanePlacesTest(@TempDir Path folder) throws IOException, InterruptedException {
    this.scripts = Scripts.in(folder);
    this.lane = Scripts.lane();
  }

  @AfterEach
  void nothing_is_left() throws IOException {
    assertThat(Scripts.alive(tag)).isEmpty();
    await().until(() -> lane.free() == Scripts.ALLOWANCE.atOnce());
    lane.close();
  }

  private Finished run(Path program, Duration timeout) throws IOException, InterruptedException {
    return lane.run(Order.of(program, timeout, tag));
  }

  @Test
  void more_programs_than_places_wait_and_then_are_not_run() throws Exception {
    Path sleeper = scripts.shell("long", "sleep 3");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Finished>> running =
          java.util.stream.IntStream.range(0, Scripts.ALLOWANCE.atOnce())
              .mapToObj(_ -> threads.submit(() -> run(sleeper, PATIENT)))
              .toList();
      await().until(() -> lane.free() == 0);
      assertThatThrownBy(() -> run(sleeper, Duration.ofMillis(50)))
          .isInstanceOfSatisfying(
              ProbeFailure.class, failure -> assertThat(failure.reason()).isEqualTo(Cause.NOT_RUN));
      for (Future<Finished> each : running) {
        assertThat(each.get().status()).isZero();
      }
    }
  }

  @Test
  void services_that_hang_do_not_take_the_turn_of_the_others() throws Exception {
    Path hangs = scripts.shell("hangs", "exec sleep 30");
    Path answers = scripts.shell("answers", "exit 0");
    List<String> hanging = List.of("one", "two", "three", "four", "five", "six");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String subject : hanging) {
        Order brief = Order.of(hangs, Duration.ofMillis(100), tag).measuring(subject);
        assertThat(lane.run(brief).killed()).isTrue();
      }
      List<Future<Finished>> running =
          hanging.stream()
              .map(subject -> Order.of(hangs, PATIENT, tag).measuring(subject))
              .map(order -> threads.submit(() -> lane.run(order)))
              .toList();
      await().until(() -> lane.free() == 2);
      for (int time = 0; time < 8; time++) {
        Order quick = Order.of(answers, PATIENT, tag).measuring("seven");
        assertThat(lane.run(quick).status()).isZero();
      }
      assertThat(lane.free()).isEqualTo(2);
      Order repaired = Order.of(answers, Duration.ofSeconds(4), tag).measuring("one");
      assertThat(lane.run(repaired).status()).as("it takes a free place late").isZero();
      running.forEach(each -> each.cancel(true));
    }
  }

  @Test
  void who_waited_long_for_a_place_is_not_slow() throws Exception {
    Path hangs = scripts.shell("late", "exec sleep 30");
    try (Lane single = Lane.open(Scripts.allowing(1), List.of());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Order first = Order.of(hangs, Duration.ofSeconds(2), tag).measuring("first");
      Future<Finished> running = threads.submit(() -> single.run(first));
      await().until(() -> single.free() == 0);
      Order second = Order.of(hangs, Duration.ofSeconds(3), tag).measuring("second");
      assertThat(single.run(second).killed()).isTrue();
      assertThat(running.get().killed()).isTrue();
      assertThat(single.isSlow("first")).isTrue();
      assertThat(single.isSlow("second")).isFalse();
    }
  }

  @Test
  void a_service_that_hangs_no_more_is_like_the_others_again() throws Exception {
    Path hangs = scripts.shell("hung", "exec sleep 30");
    Path answers = scripts.shell("well", "exit 0");
    List<String> subjects = List.of("one", "two", "three");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String subject : subjects) {
        lane.run(Order.of(hangs, Duration.ofMillis(100), tag).measuring(subject));
        lane.run(Order.of(answers, PATIENT, tag).measuring(subject));
      }
      List<Future<Finished>> running =
          subjects.stream()
              .map(subject -> Order.of(hangs, PATIENT, tag).measuring(subject))
              .map(order -> threads.submit(() -> lane.run(order)))
              .toList();
      await().until(() -> lane.free() == 1);
      running.forEach(each -> each.cancel(true));
    }
  }

  /// Where the first process of a machine is slow to ask after orphans, the dead of one program
  /// stay for seconds, and the kernel counts them for the next one of the same user.
  @Test
  void the_dead_of_one_program_take_no_room_from_the_next()
      throws IOException, InterruptedException {
    Path bomb =
        scripts.python(
            "orphans",
            """
            import os, time
            try:
                while True:
                    if os.fork() == 0: time.sleep(60)
            except OSError:
                print('full', flush=True)
            """);
    Path modest =
        scripts.shell("modest", "for _ in 1 2 3; do sleep 0.01 || exit; done; echo forked");
    try (Lane single = Lane.open(Scripts.allowing(1), List.of())) {
      Finished full = single.run(Order.of(bomb, PATIENT, tag));
      assertThat(full.out().text()).as("%s", full).startsWith("full\n");
      Finished finished = single.run(Order.of(modest, PATIENT, tag));
      assertThat(finished.out().text()).as("%s", finished).isEqualTo("forked\n");
    }
  }
}
