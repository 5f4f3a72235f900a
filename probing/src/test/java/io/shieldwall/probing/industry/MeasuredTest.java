package io.shieldwall.probing.industry;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.ProbeKind.Mistake;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasuredTest {

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "open", "", "[1, 2]"})
  void a_value_that_is_no_number_is_the_devices_fault(String value) {
    for (String bound : new String[] {"minimum", "maximum", "equals"}) {
      assertThat(flaw(Map.of(bound, "50"), value).map(Verdict::cause))
          .as(bound)
          .contains(Cause.WRONG_CONTENT);
    }
  }

  @Test
  void bounds_that_are_no_numbers_are_the_planners_mistake() {
    Probe probe = new Probe("iec104", Map.of("minimum", "many"));
    assertThat(Measured.mistakes(probe).all()).extracting(Mistake::parameter).contains("minimum");
  }

  private static Optional<Verdict> flaw(Map<String, Object> parameters, String value) {
    return Measured.flaw(new Probe("iec104", parameters), "point 1", value);
  }
}
