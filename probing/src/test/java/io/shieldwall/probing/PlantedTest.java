package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Network.Confirmation;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PlantedTest {

  private final List<String> stored = new ArrayList<>();
  private final Prober prober = TestingRange.prober();
  private String memory = "";

  @Test
  void a_token_must_be_there_in_the_next_round() {
    assertThat(round(Confirmation.NONE).cause()).isEqualTo(Cause.NONE);
    assertThat(stored).hasSize(1);
    assertThat(round(Confirmation.NONE).cause()).isEqualTo(Cause.NONE);
    assertThat(stored).as("the earlier one is removed").hasSize(1);
    assertThat(memory).startsWith(stored.getFirst()).contains("notes/" + stored.getFirst());
  }

  @Test
  void a_service_that_was_set_back_is_fine_again_once_the_loss_was_seen_twice() {
    round(Confirmation.NONE);
    stored.set(0, "owned");
    ProbeResult lost = round(Confirmation.NONE);
    assertThat(lost.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(lost.summary())
        .startsWith("Expected the note to hold the token that was planted at");
    assertThat(lost.summary()).contains("got \"owned\"");
    assertThat(round(Confirmation.NONE).cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(round(Confirmation.NONE).cause()).isEqualTo(Cause.NONE);
  }

  @Test
  void a_token_that_comes_back_is_found() {
    round(Confirmation.NONE);
    String token = stored.removeFirst();
    assertThat(round(Confirmation.NONE).summary()).contains("got nothing");
    stored.add(token);
    assertThat(round(Confirmation.NONE).cause()).isEqualTo(Cause.NONE);
  }

  @Test
  void a_second_try_confirms_a_loss() {
    round(Confirmation.RETRY);
    stored.clear();
    ProbeResult lost = round(Confirmation.RETRY);
    assertThat(lost.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(lost.summary()).contains("Confirmed at a second try");
    assertThat(round(Confirmation.RETRY).cause()).isEqualTo(Cause.NONE);
  }

  @Test
  void a_service_that_stores_nothing_fails_in_every_round_but_the_first() {
    for (int number = 0; number < 6; number++) {
      assertThat(round(Confirmation.NONE).cause())
          .isEqualTo(number == 0 ? Cause.NONE : Cause.WRONG_CONTENT);
      stored.clear();
    }
  }

  private ProbeResult round(Confirmation confirm) {
    ProbeResult result =
        Confirming.probe(
            request -> prober.probe(request, new Notes()),
            TestingRange.request("notes", 80, Map.of()).remembering(memory),
            confirm);
    memory = result.memory();
    return result;
  }

  /// A check that leaves notes in a list.
  private final class Notes implements Protocol {

    @Override
    public String name() {
      return "notes";
    }

    @Override
    public String summary() {
      return "For tests.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }

    @Override
    public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
      Planted.putAndGet(
          session,
          "notes/{token}",
          "the note",
          new Planted.Keeper<IOException>() {

            @Override
            public String fetch(Planted earlier) {
              return String.join("\n", stored);
            }

            @Override
            public void store(Planted fresh) {
              stored.add(fresh.token());
            }

            @Override
            public void remove(Planted earlier) {
              stored.remove(earlier.token());
            }
          });
      return new Exchange.Answer("");
    }

    @Override
    public Verdict judge(Probe probe, Exchange exchange) {
      return exchange instanceof Exchange.Failed failed
          ? Verdict.of(failed)
          : Verdict.fine("Fine.");
    }
  }
}
