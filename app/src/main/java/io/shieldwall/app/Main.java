package io.shieldwall.app;

import io.shieldwall.exercise.Journal.JournalFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The `shieldwall` command. Exit codes: 0 good, 1 the answer is no, 2 wrong use.
@Command(
    name = "shieldwall",
    mixinStandardHelpOptions = true,
    version = "shieldwall 0.1.0",
    description = "Plan, run, score and review live-fire cyber defence exercises.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:good", "1:the answer is no", "2:wrong use"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  shieldwall demo                                 Berylia, live in your browser",
      "  shieldwall demo --headless --until-end --seed 7 both days in under a minute",
      "  shieldwall validate scenarios/berylia           every mistake of a scenario",
      "  shieldwall checks --self-test scenarios/berylia prove every check of a scenario",
      "  shieldwall verify runs/x.journal                prove a score from its journal"
    },
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      ValidateCommand.class,
      ChecksCommand.class,
      VerifyCommand.class,
      ReplayCommand.class,
      RescoreCommand.class,
      ExportCommand.class,
      WorkerCommand.class,
      WarmUpCommand.class
    })
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  private Main(CommandSpec spec) {
    this.spec = spec;
  }

  /// Begins with no command.
  public Main() {
    this(CommandSpec.create());
  }

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /// Runs a command line and returns its exit code.
  public static int run(String... arguments) {
    CommandLine line = new CommandLine(new Main());
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(Main::explain);
    return line.execute(arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command.");
  }

  /// Mistakes and broken surroundings get one clear line; only a defect of our own shows its trace.
  private static int explain(Exception problem, CommandLine line, CommandLine.ParseResult parsed)
      throws Exception {
    return switch (problem) {
      case UserMistake mistake -> say(line, mistake.getMessage(), mistake.exitCode());
      case JournalFailure failure -> say(line, failure.getMessage(), 1);
      case IOException failure -> say(line, text(failure), 1);
      case UncheckedIOException failure -> say(line, text(failure), 1);
      default -> throw problem;
    };
  }

  static String text(Exception failure) {
    return failure instanceof java.nio.file.NoSuchFileException missing
        ? "there is no file " + missing.getFile()
        : String.valueOf(failure.getMessage());
  }

  private static int say(
      CommandLine line, @org.jspecify.annotations.Nullable String text, int code) {
    line.getErr().println("shieldwall: " + text);
    return code;
  }
}
