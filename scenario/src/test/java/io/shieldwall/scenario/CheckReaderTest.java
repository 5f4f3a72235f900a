package io.shieldwall.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.scenario.CheckReader.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CheckReaderTest {

  private static final ProbeKind ECHO =
      new ProbeKind() {
        @Override
        public String name() {
          return "echo";
        }

        @Override
        public String summary() {
          return "Says it again.";
        }

        @Override
        public List<Parameter> parameters() {
          return List.of(Parameter.required("text", Type.TEXT, "What is said."));
        }
      };

  private static Reading read(String yaml) {
    return new CheckReader(List.of(ECHO)).read("try.yaml", yaml);
  }

  @Test
  void a_check_is_read_by_itself() {
    Reading reading =
        read(
            """
            checks:
              - { id: a, budget: 3, every: 30s, timeout: 2s, echo: { text: hello } }
            """);
    assertThat(reading)
        .isEqualTo(
            new Reading.Good(
                List.of(
                    new Network.Check(
                        "system/service/a",
                        "system",
                        "service",
                        3,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(2),
                        new Probe("echo", Map.of("text", "hello"))))));
  }

  @Test
  void what_is_wrong_is_told_with_its_place() {
    Reading reading =
        read(
            """
            checks:
              - { id: a, budget: 3, every: 30s, timeout: 40s, echo: { txt: hello } }
            """);
    assertThat(reading)
        .isInstanceOfSatisfying(
            Reading.Bad.class,
            bad ->
                assertThat(bad.problems())
                    .extracting(Problem::toString)
                    .anySatisfy(each -> assertThat(each).startsWith("try.yaml:2:").contains("txt"))
                    .anySatisfy(each -> assertThat(each).contains("deadline")));
  }

  @Test
  void something_else_than_checks_is_refused() {
    assertThat(read("services: []")).isInstanceOf(Reading.Bad.class);
    assertThat(read("")).isInstanceOf(Reading.Bad.class);
    assertThat(read("checks: {}")).isInstanceOf(Reading.Bad.class);
  }
}
