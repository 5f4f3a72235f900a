package io.shieldwall.probing.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Example;
import io.shieldwall.probing.Protocol;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.ProbeKind;
import io.shieldwall.scenario.ProbeKind.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The pages for users tell what the checks really take. `-Dregenerate=true` writes the tables.
final class CheckPagesTest {

  private static final String MARK = "<!-- options -->";
  private static final String INDEX_START = "<!-- checks -->\n";
  private static final String INDEX_END = "<!-- /checks -->";
  private static final Path INDEX =
      Path.of(System.getProperty("shieldwall.root"), "docs", "checks.md");

  static Stream<Protocol> protocols() {
    return Protocols.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void the_page_of_a_check_lists_its_options(Protocol protocol) throws IOException {
    Path path = Example.page(protocol.name());
    String page = Files.readString(path);
    assertThat(page).startsWith("# `" + protocol.name() + "`");
    assertThat(page).contains("## Options\n\n" + MARK);
    int start = page.indexOf(MARK);
    int end = page.indexOf("\n## ", start);
    String tail = end < 0 ? "" : page.substring(end);
    String wanted = page.substring(0, start) + MARK + "\n" + options(protocol) + tail;
    if (Boolean.getBoolean("regenerate")) {
      Files.writeString(path, wanted);
    } else {
      assertThat(page).isEqualTo(wanted);
    }
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void the_example_of_a_check_is_one_of_its_kind(Protocol protocol) {
    List<Probe> examples = Example.all(protocol.name());
    assertThat(examples).isNotEmpty();
    assertThat(examples).extracting(Probe::kind).containsOnly(protocol.name());
  }

  @Test
  void the_index_lists_every_check_and_every_cause() throws IOException {
    String page = Files.readString(INDEX);
    int start = page.indexOf(INDEX_START) + INDEX_START.length();
    int end = page.indexOf(INDEX_END);
    String wanted = page.substring(0, start) + index() + page.substring(end);
    if (Boolean.getBoolean("regenerate")) {
      Files.writeString(INDEX, wanted);
    } else {
      assertThat(page).isEqualTo(wanted);
    }
    for (Cause cause : Cause.values()) {
      assertThat(page).contains("`" + cause + "`");
    }
  }

  private static String index() {
    return Protocols.ALL.stream()
        .sorted(Comparator.comparing(Protocol::name))
        .map(each ->
            "| [`%s`](checks/%s.md) | %s |\n".formatted(each.name(), each.name(), each.summary()))
        .collect(Collectors.joining("", "| check | what it does |\n|---|---|\n", ""));
  }

  private static String options(Protocol protocol) {
    return protocol.parameters().stream()
        .map(each ->
            "| `%s` | %s | %s |\n".formatted(each.name(), values(each), summary(each.summary())))
        .collect(Collectors.joining("", "\n| option | value | meaning |\n|---|---|---|\n", ""));
  }

  private static String summary(String text) {
    return text.replace("|", "\\|");
  }

  private static String values(Parameter parameter) {
    String form =
        switch (parameter.type()) {
          case TEXT -> "text";
          case NUMBER -> "whole number";
          case FLAG -> "`true` or `false`";
          case DURATION -> "duration such as `500ms` or `8s`";
          case TEXTS -> "text, or list of texts";
          case MAP -> "map of name to text";
          case RECORDS -> "list of steps";
          case ACCOUNT -> "account of the system";
        };
    String range =
        parameter.minimum() != Long.MIN_VALUE && parameter.maximum() != Long.MAX_VALUE
            ? ", " + parameter.minimum() + " to " + parameter.maximum()
            : "";
    String choices =
        parameter.choices().stream()
            .map(each -> "`" + each + "`")
            .collect(Collectors.joining(", "));
    boolean steps = parameter.type() == ProbeKind.Type.RECORDS;
    return (steps ? form + " with " + choices : choices.isEmpty() ? form + range : choices)
        + (parameter.required() ? ", required" : "");
  }
}
