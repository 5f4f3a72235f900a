package io.shieldwall.probing.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shieldwall.probing.ProbeFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneTest {

  private static final Duration PATIENT = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofSeconds(2);

  private final Path folder;
  private final String tag = UUID.randomUUID().toString();
  private final Scripts scripts;
  private final Lane lane;

  LaneTest(@TempDir Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.scripts = Scripts.in(folder);
    this.lane = Scripts.lane();
  }

  @AfterEach
  void nothing_is_left() throws IOException {
    assertThat(Scripts.alive(tag)).isEmpty();
    await().until(() -> lane.free() == Scripts.ALLOWANCE.atOnce());
    lane.close();
  }

  private Finished run(Path program, Duration timeout, String... words)
      throws IOException, InterruptedException {
    String[] all = new String[words.length + 1];
    all[0] = tag;
    System.arraycopy(words, 0, all, 1, words.length);
    return lane.run(Order.of(program, timeout, all));
  }

  @Test
  void a_program_gets_its_words_as_they_are() throws IOException, InterruptedException {
    Path program = scripts.shell("words", "shift; printf '<%s>' \"$@\"; exit 7");
    Finished finished =
        run(program, PATIENT, "", "a b", "$(id)", "; touch /tmp/never", "*", "--as=1");
    assertThat(finished.out().text()).isEqualTo("<><a b><$(id)><; touch /tmp/never><*><--as=1>");
    assertThat(finished.status()).isEqualTo(7);
    assertThat(finished.killed()).isFalse();
    assertThat(finished.wording()).isEqualTo("ended with exit code 7");
  }

  @Test
  void the_environment_is_clean_and_standard_input_is_empty()
      throws IOException, InterruptedException {
    Path program = scripts.shell("environment", "cat; env | sed 's/=.*//' | sort | tr '\\n' ' '");
    Finished finished =
        lane.run(new Order(program, List.of(tag), Map.of("GIVEN", "1"), Map.of(), PATIENT, ""));
    assertThat(finished.out().text()).isEqualTo("GIVEN HOME LANG PATH PWD SHIELDWALL_RUN TMPDIR ");
  }

  @Test
  void its_folder_is_private_and_gone_afterwards() throws IOException, InterruptedException {
    Path program =
        scripts.shell(
            "folder", "pwd; ls -A; mkdir -p a/b; ln -s / a/link; echo x > a/b/c; chmod 0 a/b a");
    Finished finished = run(program, PATIENT);
    assertThat(finished.out().text()).startsWith("/").hasLineCount(1);
    assertThat(Path.of(finished.out().firstLine())).doesNotExist();
  }

  @Test
  void secrets_come_in_a_file_that_nobody_else_may_read() throws IOException, InterruptedException {
    Path program =
        scripts.shell(
            "secrets",
            "cat \"$SHIELDWALL_SECRETS\"; stat -c %a \"$SHIELDWALL_SECRETS\"; env; ps -ef");
    Finished finished =
        lane.run(
            new Order(
                program, List.of(tag), Map.of(), Map.of("PASSWORD", "korrekt-pferd"), PATIENT, ""));
    assertThat(finished.out().text()).startsWith("PASSWORD=korrekt-pferd\n600\n");
    assertThat(finished.out().text().lastIndexOf("korrekt-pferd")).isEqualTo("PASSWORD=".length());
  }

  @Test
  void ten_megabytes_of_output_are_drained_and_cut() throws IOException, InterruptedException {
    Path program =
        scripts.python("flood", "import sys\nsys.stdout.write('x' * 10_000_000)\nsys.exit(3)\n");
    Finished finished = run(program, PATIENT);
    assertThat(finished.status()).isEqualTo(3);
    assertThat(finished.out().text()).hasSize(Capture.LIMIT);
    assertThat(finished.out().cut()).isTrue();
    assertThat(finished.err().cut()).isFalse();
  }

  @Test
  void a_flood_of_errors_does_not_stop_the_output() throws IOException, InterruptedException {
    Path program =
        scripts.python(
            "errors",
            "import sys\nsys.stderr.write('e' * 10_000_000)\nprint('done')\nsys.exit(101)\n");
    Finished finished = run(program, PATIENT);
    assertThat(finished.status()).isEqualTo(101);
    assertThat(finished.out().text()).isEqualTo("done\n");
    assertThat(finished.err().cut()).isTrue();
  }

  @Test
  void endless_output_ends_at_the_deadline() throws IOException, InterruptedException {
    Finished finished = run(scripts.shell("endless", "while :; do echo \"$1\"; done"), SHORT);
    assertThat(finished.killed()).isTrue();
    assertThat(finished.out().cut()).isTrue();
  }

  @Test
  void bytes_that_are_no_text_become_text() throws IOException, InterruptedException {
    Finished finished = run(scripts.shell("bytes", "printf 'a\\000b\\377c'"), PATIENT);
    assertThat(finished.out().text()).isEqualTo("a\0b\uFFFDc");
  }

  @Test
  void children_that_ignore_the_polite_signal_die_too() throws IOException, InterruptedException {
    Path program =
        scripts.python(
            "stubborn",
            """
            import os, signal, sys, time
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            for _ in range(3):
                if os.fork() == 0:
                    while True: time.sleep(1)
            print('forked', flush=True)
            while True: time.sleep(1)
            """);
    Finished finished = run(program, SHORT);
    assertThat(finished.killed()).isTrue();
    assertThat(finished.signal()).hasValue(Signals.KILL);
    assertThat(finished.out().text()).isEqualTo("forked\n");
  }

  @Test
  void children_that_leave_the_group_and_their_parent_die_too()
      throws IOException, InterruptedException {
    Path program =
        scripts.python(
            "daemon",
            """
            import os, signal, sys, time
            if os.fork() == 0:
                os.setsid()
                if os.fork() != 0: os._exit(0)
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                while True: time.sleep(1)
            os.wait()
            print('left', flush=True)
            sys.exit(101)
            """);
    Finished finished = run(program, PATIENT);
    assertThat(finished.status()).isEqualTo(101);
    assertThat(finished.killed()).isFalse();
    assertThat(finished.out().text()).isEqualTo("left\n");
  }

  @Test
  void a_polite_program_may_say_a_last_word() throws IOException, InterruptedException {
    Path program =
        scripts.shell("polite", "trap 'echo bye; exit 110' TERM; while :; do sleep 0.1; done");
    Finished finished = run(program, SHORT);
    assertThat(finished.killed()).as("%s", finished).isTrue();
    assertThat(finished.status()).isEqualTo(110);
    assertThat(finished.out().text()).isEqualTo("bye\n");
  }

  @Test
  void an_end_by_signal_is_told() throws IOException, InterruptedException {
    Finished finished = run(scripts.shell("signal", "kill -SEGV $$"), PATIENT);
    assertThat(finished.killed()).isFalse();
    assertThat(finished.signal()).hasValue(11);
    assertThat(finished.wording()).isEqualTo("was ended by signal 11");
    assertThat(finished.out().text()).isEmpty();
  }

  @Test
  void memory_is_limited() throws IOException, InterruptedException {
    Path program =
        scripts.python(
            "hog",
            """
            try:
                hog = bytearray(2_000_000_000)
                print('got it')
            except MemoryError:
                print('refused')
            """);
    assertThat(run(program, PATIENT).out().text()).isEqualTo("refused\n");
  }

  @Test
  void files_are_limited() throws IOException, InterruptedException {
    Finished finished = run(scripts.shell("file", "exec head -c 5000000 /dev/zero > big"), PATIENT);
    assertThat(finished.signal()).hasValue(25);
  }

  @Test
  void processor_time_is_limited() throws IOException, InterruptedException {
    Allowance second =
        new Allowance(
            Duration.ofMillis(900), 512L << 20, 1L << 20, 24, 64, Duration.ofMillis(300), 1);
    try (Lane quick = Lane.open(second, List.of())) {
      Path program = scripts.shell("busy", "while :; do :; done");
      Finished finished = quick.run(Order.of(program, PATIENT, tag));
      assertThat(finished.killed()).isFalse();
      assertThat(finished.signal()).isPresent();
    }
  }

  @Test
  void a_fork_bomb_stays_within_its_limit_and_is_put_out()
      throws IOException, InterruptedException {
    Path program =
        scripts.python(
            "bomb",
            """
            import os, time
            most = 0
            while True:
                try:
                    if os.fork() == 0: os.setsid()
                    most += 1
                except OSError:
                    os.write(1, b'full\\n')
                    time.sleep(0.1)
            """);
    Finished finished = run(program, SHORT);
    assertThat(finished.killed()).isTrue();
    assertThat(finished.out().text()).startsWith("full\n");
  }

  @Test
  void a_program_whose_first_thread_has_ended_dies_too() throws IOException, InterruptedException {
    Path program =
        scripts.python(
            "headless",
            """
            import ctypes, os, sys, threading, time
            child = os.fork()
            if child == 0:
                os.setsid()
                threading.Thread(target=lambda: time.sleep(60)).start()
                os.write(1, b'left\\n')
                ctypes.CDLL(None).pthread_exit(None)
            while open(f'/proc/{child}/stat').read().rpartition(')')[2].split()[0] != 'Z':
                time.sleep(0.01)
            sys.exit(101)
            """);
    Finished finished = run(program, PATIENT);
    assertThat(finished.status()).as("%s", finished).isEqualTo(101);
    assertThat(finished.out().text()).isEqualTo("left\n");
    assertThat(Scripts.alive(tag)).isEmpty();
  }

  @Test
  void an_interrupt_kills_at_once() throws IOException, InterruptedException {
    Path program = scripts.shell("sleeper", "trap '' TERM; while :; do sleep 1; done");
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              assertThatThrownBy(() -> run(program, PATIENT))
                  .isInstanceOf(InterruptedException.class);
            });
    await().until(() -> !Scripts.alive(tag).isEmpty());
    caller.interrupt();
    caller.join();
  }

  @Test
  void a_program_asks_and_is_answered_over_descriptors() throws IOException, InterruptedException {
    Path program =
        scripts.python(
            "talker",
            """
            import os, sys
            ask, hear = os.fdopen(4, 'w'), os.fdopen(3)
            for word in sys.argv[1:]:
                print(word, file=ask, flush=True)
                print('heard', hear.readline().strip(), flush=True)
            print('input', sys.stdin.read(), flush=True)
            """);
    Finished finished =
        lane.run(
            Order.of(program, PATIENT, tag, "$(id) *"),
            line -> java.util.Optional.of("<" + line + ">"));
    assertThat(finished.err().text()).isEqualTo("heard <" + tag + ">\nheard <$(id) *>\ninput \n");
    assertThat(finished.status()).isZero();
  }

  @Test
  void a_prefix_that_cannot_run_is_refused_when_the_lane_opens() {
    assertThatThrownBy(() -> Lane.open(Scripts.ALLOWANCE, List.of("/nowhere/netns", "exec")))
        .isInstanceOf(ProbeFailure.class)
        .hasMessageContaining("Custom checks cannot be run here: a trial program")
        .hasMessageContaining("/nowhere/netns");
  }

  @Test
  void as_root_no_program_runs_as_root() throws IOException, InterruptedException {
    Finished finished = run(scripts.shell("who", "id -u"), PATIENT);
    assertThat(finished.out().text()).isNotEqualTo("0\n");
    assertThat(Files.exists(folder)).isTrue();
  }
}
