package io.shieldwall.app;

import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.catalogue.Protocols;
import io.shieldwall.scenario.ProbeKind.Parameter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Tells which checks there are, proves those of a scenario, and tries one by itself.
@Command(
    name = "checks",
    mixinStandardHelpOptions = true,
    description = "List every kind of check with its options, or prove the checks of a scenario.",
    subcommands = TryCommand.class,
    footerHeading = "%nExamples:%n",
    footer = {
      "  shieldwall checks                                every kind of check",
      "  shieldwall checks dns                            the options of one",
      "  shieldwall checks --json                         all of it for programs",
      "  shieldwall checks --self-test scenarios/berylia  prove a scenario's checks",
      "  shieldwall checks try --help                     try a check on one machine"
    })
final class ChecksCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "KIND",
      arity = "0..1",
      description = "Show the options of this kind, such as http.")
  private @Nullable String kind;

  @Option(
      names = "--self-test",
      paramLabel = "DIR",
      description =
          "Make every check of this scenario on the embedded range: on a good twin of its service, a"
              + " dead one and a façade. Exit code 1 when a check fails on the good one or does not"
              + " notice the dead one.")
  private @Nullable Path selfTest;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (selfTest != null) {
      return SelfTest.run(LoadedScenario.require(selfTest), out, json);
    }
    List<Protocol> protocols =
        Protocols.ALL.stream()
            .filter(each -> kind == null || each.name().equals(kind))
            .sorted(Comparator.comparing(Protocol::name))
            .toList();
    if (protocols.isEmpty()) {
      throw new UserMistake(
          "there is no check called '%s'; 'shieldwall checks' lists them".formatted(kind), 2);
    }
    if (json) {
      Report.json(out, protocols.stream().map(ChecksCommand::object).toList());
    } else if (kind == null) {
      list(out, protocols);
    } else {
      show(out, protocols.getFirst());
    }
    return 0;
  }

  private static void list(PrintWriter out, List<Protocol> protocols) {
    protocols.forEach(each -> out.println("  %-14s %s".formatted(each.name(), each.summary())));
    out.println();
    out.println(protocols.size() + " kinds. 'shieldwall checks KIND' shows the options of one.");
  }

  private static void show(PrintWriter out, Protocol protocol) {
    out.println(protocol.name() + ": " + protocol.summary());
    for (Parameter parameter : protocol.parameters()) {
      out.println();
      out.println(
          "  %s  (%s%s)"
              .formatted(
                  parameter.name(), form(parameter), parameter.required() ? ", required" : ""));
      out.println("      " + parameter.summary());
    }
    out.println();
    out.println("An example and what the verdicts mean: docs/checks/" + protocol.name() + ".md");
  }

  private static String form(Parameter parameter) {
    if (!parameter.choices().isEmpty()) {
      return String.join(" | ", parameter.choices());
    }
    String word = parameter.type().name().toLowerCase(Locale.ROOT);
    return isBounded(parameter)
        ? word + " " + parameter.minimum() + " to " + parameter.maximum()
        : word;
  }

  private static boolean isBounded(Parameter parameter) {
    return parameter.minimum() != Long.MIN_VALUE && parameter.maximum() != Long.MAX_VALUE;
  }

  private static Map<String, Object> object(Protocol protocol) {
    List<Map<String, Object>> options = new ArrayList<>();
    for (Parameter parameter : protocol.parameters()) {
      Map<String, Object> option = new LinkedHashMap<>();
      option.put("name", parameter.name());
      option.put("type", parameter.type().name().toLowerCase(Locale.ROOT));
      option.put("required", parameter.required());
      if (!parameter.choices().isEmpty()) {
        option.put("choices", parameter.choices());
      }
      if (isBounded(parameter)) {
        option.put("minimum", parameter.minimum());
        option.put("maximum", parameter.maximum());
      }
      option.put("summary", parameter.summary());
      options.add(option);
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", protocol.name());
    object.put("summary", protocol.summary());
    object.put("options", options);
    return object;
  }
}
