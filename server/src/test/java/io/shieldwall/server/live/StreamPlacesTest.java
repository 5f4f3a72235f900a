package io.shieldwall.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamPlacesTest {

  private static final String HERON = "session of heron";
  private static final String OTTER = "session of otter";
  private static final String VISITOR = "";

  private static List<StreamPlaces.Place> fill(StreamPlaces places, String session, int count) {
    List<StreamPlaces.Place> taken = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      taken.add(places.take(session).orElseThrow());
    }
    return taken;
  }

  @Test
  void the_oldest_of_a_session_gives_way_one_by_one() {
    StreamPlaces places = new StreamPlaces(100, 100, 3);
    List<StreamPlaces.Place> taken = fill(places, HERON, 5);
    assertThat(taken)
        .extracting(StreamPlaces.Place::givesWay)
        .containsExactly(true, true, false, false, false);
  }

  @Test
  void a_session_whose_streams_do_not_end_gets_no_more_than_twice_its_number() {
    StreamPlaces places = new StreamPlaces(100, 100, 3);
    List<StreamPlaces.Place> taken = fill(places, HERON, 6);
    assertThat(places.take(HERON)).isEmpty();
    taken.getFirst().close();
    taken.getFirst().close();
    assertThat(places.take(HERON)).isPresent();
    assertThat(places.take(HERON)).isEmpty();
  }

  @Test
  void nobody_gives_way_to_another_session() {
    StreamPlaces places = new StreamPlaces(100, 100, 3);
    List<StreamPlaces.Place> taken = fill(places, HERON, 3);
    fill(places, OTTER, 4);
    assertThat(taken).extracting(StreamPlaces.Place::givesWay).containsOnly(false);
  }

  @Test
  void players_and_visitors_have_places_of_their_own() {
    StreamPlaces places = new StreamPlaces(2, 1, 3);
    Optional<StreamPlaces.Place> visitor = places.take(VISITOR);
    assertThat(visitor).isPresent();
    assertThat(places.take(VISITOR)).isEmpty();
    fill(places, HERON, 2);
    assertThat(places.take(OTTER)).isEmpty();
    visitor.get().close();
    visitor.get().close();
    assertThat(places.take(VISITOR)).isPresent();
    assertThat(places.take(VISITOR)).isEmpty();
  }
}
