package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {

  private final Map<String, String> values =
      Map.of("account", "monitor", "password", "x{token}{account}", "token", "t{password}");

  @Test
  void fills_known_places_and_leaves_others() {
    assertThat(Template.filled("{account} at {place} {}", values, value -> value))
        .isEqualTo("monitor at {place} {}");
  }

  @Test
  void does_not_fill_in_what_a_value_holds() {
    assertThat(Template.filled("{password} {token}", values, value -> value))
        .isEqualTo("x{token}{account} t{password}");
  }

  @Test
  void spells_values_as_their_place_wants_them() {
    assertThat(Template.filled("/{account}?", values, String::toUpperCase)).isEqualTo("/MONITOR?");
  }
}
