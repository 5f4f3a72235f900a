package io.shieldwall.range.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// Runs programs of the machine against the range. Where one is missing the test is skipped with a
/// printed line, but fails where `CI=true`.
final class Programs {

  private Programs() {}

  /// @param exitCode of the program
  record Result(int exitCode, String output) {}

  static void needed(String... names) {
    for (String name : names) {
      boolean there =
          Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
      if (!there) {
        System.out.println("SKIPPED: the program " + name + " is not installed");
        assertThat(System.getenv("CI")).as("%s is missing on CI", name).isNotEqualTo("true");
        Assumptions.abort(name + " is not installed");
      }
    }
  }

  static Result run(String input, List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), output);
  }

  static Result run(String... command) throws IOException, InterruptedException {
    return run("", List.of(command));
  }
}
