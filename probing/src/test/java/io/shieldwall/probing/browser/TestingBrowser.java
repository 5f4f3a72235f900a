package io.shieldwall.probing.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.SourcePool;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.Trust;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A prober with this machine's browser, and a look at what its checks leave behind.
final class TestingBrowser implements AutoCloseable {

  private final Browsers browsers;
  private final Prober prober;

  private TestingBrowser(Browsers browsers) {
    this.browsers = browsers;
    this.prober =
        new Prober(
            List.of(new BrowserProtocol(browsers)),
            new Prober.Surroundings(
                TestingRange.guard(TestingRange.PLAN),
                TestingRange.PLAN,
                (_, _, _) -> Optional.of(TestingRange.PASSWORD),
                TestingRange.inventory(),
                Trust.platform(),
                SourcePool.ANY));
  }

  /// Without a browser the test is skipped and says so.
  static TestingBrowser installed() {
    Browsers browsers = Browsers.installed();
    browsers.lacking().ifPresent(Daemon::skip);
    return new TestingBrowser(browsers);
  }

  Browsers browsers() {
    return browsers;
  }

  ProbeResult visit(int port, Duration timeout, Map<String, Object> parameters, String memory) {
    return prober.probe(
        TestingRange.request("browser", TestingRange.ADDRESS, port, timeout, parameters)
            .remembering(memory));
  }

  ProbeResult visit(int port, List<Map<String, String>> steps) {
    return visit(port, Duration.ofSeconds(30), Map.of("steps", steps), "");
  }

  ProbeResult visit(int port, Probe probe, String memory) {
    return visit(port, Duration.ofSeconds(30), probe.parameters(), memory);
  }

  /// Neither a process nor a folder of a browser that a check started.
  static void nothingIsLeft() throws IOException {
    assertThat(processes()).isEmpty();
    assertThat(folders()).isEmpty();
  }

  /// Command lines of the browsers that checks have started, by process id.
  static Map<Long, String> processes() throws IOException {
    Map<Long, String> found = new HashMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        String words = text(process.resolve("cmdline"));
        if (ours(process) && words.contains("--disable-blink-features=AutomationControlled")) {
          found.put(Long.valueOf(process.getFileName().toString()), words.replace('\0', ' '));
        }
      }
    }
    return found;
  }

  /// A renderer writes over its environment, but not over its user.
  private static boolean ours(Path process) {
    try {
      int user = (int) Files.getAttribute(process, "unix:uid");
      int self = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      return (user >= 60_600 && user <= 61_183)
          || (user == self && self != 0)
          || text(process.resolve("environ")).contains("SHIELDWALL_RUN=");
    } catch (IOException _) {
      return false;
    }
  }

  private static List<Path> folders() throws IOException {
    List<Path> found = new ArrayList<>();
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (DirectoryStream<Path> all = Files.newDirectoryStream(temporary, "shieldwall-check-*")) {
      for (Path folder : all) {
        if (Files.exists(folder.resolve(".config"))) {
          found.add(folder);
        }
      }
    }
    return found;
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return "";
    }
  }

  @Override
  public void close() throws IOException {
    browsers.close();
  }
}
