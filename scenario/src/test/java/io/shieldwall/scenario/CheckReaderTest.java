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
          return List.of(
              Parameter.required("text", Type.TEXT, "What is said."),
              Parameter.optional("title", Type.TEXT, "What is said first."));
        }

        @Override
        public List<Mistake> mistakes(Probe probe) {
          return probe.text("text", "").equals("to blue01")
              ? List.of(new Mistake("text", 0, "", "nobody is called so", "write another"))
              : List.of();
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
  void the_list_may_stand_alone_and_is_told_of_with_its_places() {
    String list = "- { id: a, budget: 3, every: 30s, timeout: 2s, echo: { text: hello } }\n";
    assertThat(read(list)).isEqualTo(read("checks:\n" + list.indent(2)));
    assertThat(read(list.replace("text: hello", "txt: hello")))
        .isInstanceOfSatisfying(
            Reading.Bad.class,
            bad -> assertThat(bad.problems().getFirst().toString()).startsWith("try.yaml:1:"));
  }

  @Test
  void what_only_the_protocol_sees_is_told_where_it_stands() {
    Reading reading =
        read(
            """
            - id: a
              budget: 3
              every: 30s
              timeout: 2s
              echo:
                title: Hello
                text: "to {team}"
            """);
    assertThat(reading)
        .isEqualTo(
            new Reading.Bad(
                List.of(new Problem("try.yaml", 7, 11, "nobody is called so", "write another"))));
  }

  @Test
  void something_else_than_checks_is_refused() {
    assertThat(read("services: []")).isInstanceOf(Reading.Bad.class);
    assertThat(read("")).isInstanceOf(Reading.Bad.class);
    assertThat(read("checks: {}")).isInstanceOf(Reading.Bad.class);
  }
}
