package io.shieldwall.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shieldwall.exercise.Journal;
import io.shieldwall.exercise.Journal.JournalFailure;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.testkit.RandomHistories.History;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [Journal] keeps. An implementation's test extends it and says how its journal is
/// opened.
public abstract class JournalContract {

  private static final String ROOT_OF_NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private static final List<Recorded> EVENTS =
      RandomHistories.play(TinyScenario.scenario(), 11, 400).events();

  private Journal journal;

  /// Opens the journal of this test; another time, the same journal again.
  protected abstract Journal open();

  /// The bytes that the leaf of an event is made from.
  protected abstract byte[] entry(Recorded recorded);

  @BeforeEach
  final void open_it() {
    journal = open();
  }

  @AfterEach
  final void close_it() {
    journal.close();
  }

  @Test
  final void a_new_journal_is_empty_and_has_the_root_of_the_empty_tree() {
    assertThat(journal.size()).isZero();
    assertThat(journal.root()).isEqualTo(ROOT_OF_NOTHING);
    assertThat(replayed(0)).isEmpty();
  }

  @Test
  final void what_was_appended_is_what_is_replayed() {
    appendInBatches(EVENTS);
    assertThat(journal.size()).isEqualTo(EVENTS.size());
    assertThat(replayed(0)).isEqualTo(EVENTS);
  }

  @Test
  final void a_replay_may_begin_at_any_event_and_at_the_end() {
    appendInBatches(EVENTS);
    for (int from : List.of(1, 2, 63, 64, 65, EVENTS.size() - 1, EVENTS.size())) {
      assertThat(replayed(from)).isEqualTo(EVENTS.subList(from, EVENTS.size()));
    }
  }

  @Test
  final void the_root_is_that_of_rfc_6962_at_every_size() {
    List<byte[]> entries = new ArrayList<>();
    for (Recorded event : EVENTS.subList(0, 70)) {
      journal.append(List.of(event));
      entries.add(entry(event));
      assertThat(journal.root()).as("of %d events", entries.size()).isEqualTo(Merkle.root(entries));
    }
  }

  @Test
  final void the_root_does_not_depend_on_how_events_were_grouped() {
    appendInBatches(EVENTS);
    assertThat(journal.root()).isEqualTo(Merkle.root(EVENTS.stream().map(this::entry).toList()));
  }

  @Test
  final void an_empty_batch_changes_nothing() {
    journal.append(EVENTS.subList(0, 3));
    String before = journal.root();
    journal.append(List.of());
    assertThat(journal.size()).isEqualTo(3);
    assertThat(journal.root()).isEqualTo(before);
  }

  @Test
  final void a_gap_is_refused_and_nothing_of_its_batch_is_kept() {
    journal.append(EVENTS.subList(0, 3));
    assertThatThrownBy(() -> journal.append(EVENTS.subList(4, 6)))
        .isInstanceOf(JournalFailure.class);
    assertThat(journal.size()).isEqualTo(3);
    assertThat(replayed(0)).isEqualTo(EVENTS.subList(0, 3));
  }

  @Test
  final void a_gap_inside_a_batch_is_refused_and_nothing_of_it_is_kept() {
    journal.append(EVENTS.subList(0, 3));
    List<Recorded> broken = List.of(EVENTS.get(3), EVENTS.get(4), EVENTS.get(6));
    assertThatThrownBy(() -> journal.append(broken)).isInstanceOf(JournalFailure.class);
    assertThat(replayed(0)).isEqualTo(EVENTS.subList(0, 3));
  }

  @Test
  final void an_event_that_is_remembered_is_not_taken_twice() {
    journal.append(EVENTS.subList(0, 3));
    assertThatThrownBy(() -> journal.append(EVENTS.subList(2, 4)))
        .isInstanceOf(JournalFailure.class);
    assertThat(replayed(0)).isEqualTo(EVENTS.subList(0, 3));
  }

  @Test
  final void after_a_failure_nothing_is_accepted_until_it_is_opened_again() {
    journal.append(EVENTS.subList(0, 3));
    assertThatThrownBy(() -> journal.append(EVENTS.subList(5, 6)))
        .isInstanceOf(JournalFailure.class);
    assertThatThrownBy(() -> journal.append(EVENTS.subList(3, 4)))
        .isInstanceOf(JournalFailure.class);
    journal.close();
    journal = open();
    journal.append(EVENTS.subList(3, 4));
    assertThat(replayed(0)).isEqualTo(EVENTS.subList(0, 4));
  }

  @Test
  final void a_journal_opened_again_goes_on_where_it_was() {
    journal.append(EVENTS.subList(0, 100));
    String before = journal.root();
    journal.close();
    journal = open();
    assertThat(journal.size()).isEqualTo(100);
    assertThat(journal.root()).isEqualTo(before);
    journal.append(EVENTS.subList(100, EVENTS.size()));
    assertThat(replayed(0)).isEqualTo(EVENTS);
    assertThat(journal.root()).isEqualTo(Merkle.root(EVENTS.stream().map(this::entry).toList()));
  }

  @Test
  final void a_journal_that_is_open_cannot_be_opened_again() {
    assertThatThrownBy(this::open).isInstanceOf(JournalFailure.class);
    journal.append(EVENTS.subList(0, 2));
    assertThat(journal.size()).isEqualTo(2);
  }

  @Test
  final void a_closed_journal_accepts_nothing_and_may_be_closed_again() {
    journal.append(EVENTS.subList(0, 2));
    journal.close();
    assertThatThrownBy(() -> journal.append(EVENTS.subList(2, 3)))
        .isInstanceOf(JournalFailure.class);
    journal.close();
    journal = open();
    assertThat(journal.size()).isEqualTo(2);
  }

  @Test
  final void random_histories_come_back_event_by_event() {
    long next = 0;
    List<Recorded> expected = new ArrayList<>();
    for (long seed = 1; seed <= 5; seed++) {
      History history = RandomHistories.play(TinyScenario.scenario(), seed, 150);
      for (Recorded event : history.events()) {
        Recorded moved =
            new Recorded(
                next++,
                event.at(),
                event.recordedAt(),
                event.command(),
                event.actor(),
                event.event());
        expected.add(moved);
      }
    }
    appendInBatches(expected);
    assertThat(replayed(0)).isEqualTo(expected);
  }

  private void appendInBatches(List<Recorded> events) {
    Dice dice = new Dice(5);
    int from = 0;
    while (from < events.size()) {
      int to = Math.min(events.size(), from + (int) dice.between(1, 90));
      journal.append(events.subList(from, to));
      from = to;
    }
  }

  private List<Recorded> replayed(long from) {
    List<Recorded> events = new ArrayList<>();
    journal.replay(from, events::add);
    return events;
  }
}
