package io.shieldwall.probing.browser;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.custom.Allowance;
import io.shieldwall.probing.custom.Lane;
import io.shieldwall.scenario.Cause;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The browser program of this machine and the lane that it runs in: as many at a time as the
/// machine has cores. What it can do here is tried out once, before the first check.
public final class Browsers implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Browsers.class.getName());
  private static final Duration TRIAL = Duration.ofSeconds(30);
  private static final int NO_PROXY = 9;

  /// Names under which it is installed; Debian's and Google's are scripts, so that the programs
  /// behind them come first.
  private static final List<String> PROGRAMS =
      List.of("/usr/lib/chromium/chromium", "/opt/google/chrome/chrome");

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private static final Allowance ALLOWANCE =
      new Allowance(
          Duration.ofMinutes(2),
          2L << 30,
          Allowance.Counted.DATA,
          1L << 30,
          1000,
          4096,
          Duration.ZERO,
          Math.min(Runtime.getRuntime().availableProcessors(), Allowance.MOST_AT_ONCE));

  private final Optional<Path> program;
  private Optional<Ready> ready = Optional.empty();
  private Optional<ProbeFailure> obstacle = Optional.empty();

  /// A browser that has been tried out.
  ///
  /// @param sandboxed whether Chromium's own sandbox works here
  /// @param product such as `Chrome/120.0.0.0`
  /// @param agent what it calls itself to servers
  record Ready(Lane lane, Path program, boolean sandboxed, String product, String agent) {}

  private Browsers(Optional<Path> program) {
    this.program = program;
  }

  /// There is none; checks that need one are `UNKNOWN CHECKER_FAULT`.
  public static Browsers none() {
    return new Browsers(Optional.empty());
  }

  /// @throws IOException when this is no program
  public static Browsers at(Path program) throws IOException {
    Path real = program.toRealPath();
    if (!Files.isRegularFile(real) || !Files.isExecutable(real)) {
      throw new IOException(program + " is no program");
    }
    return new Browsers(Optional.of(real));
  }

  /// The one that is installed here, where one is.
  public static Browsers installed() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    List<Path> places = new ArrayList<>(PROGRAMS.stream().map(Path::of).toList());
    for (String name : NAMES) {
      Arrays.stream(path.split(File.pathSeparator))
          .filter(folder -> folder.startsWith("/"))
          .map(folder -> Path.of(folder, name))
          .forEach(places::add);
    }
    return new Browsers(
        places.stream().filter(Files::isRegularFile).filter(Files::isExecutable).findFirst());
  }

  /// Why checks that need a browser cannot be made here, as a sentence; empty when they can.
  public Optional<String> lacking() {
    try {
      Ready _ = ready();
      return Optional.empty();
    } catch (ProbeFailure e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  void prepare() {
    try {
      Ready _ = ready();
    } catch (ProbeFailure e) {
      LOG.log(System.Logger.Level.DEBUG, "no browser", e);
    }
  }

  /// The browser, once it has been tried out.
  ///
  /// @throws ProbeFailure with cause `CHECKER_FAULT` when there is none that works; says why
  synchronized Ready ready() throws ProbeFailure {
    if (obstacle.isPresent()) {
      throw obstacle.get();
    }
    if (ready.isEmpty()) {
      try {
        ready = Optional.of(tryOut());
      } catch (ProbeFailure e) {
        obstacle = Optional.of(e);
        throw e;
      } catch (IOException e) {
        throw fault(String.valueOf(e.getMessage()));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw fault("the platform stopped it");
      }
    }
    return ready.get();
  }

  static ProbeFailure fault(String why) {
    return new ProbeFailure(Cause.CHECKER_FAULT, "The check could not be made: " + why + ".");
  }

  private Ready tryOut() throws IOException, InterruptedException {
    Path found =
        program.orElseThrow(() ->
            fault(
                "there is no browser; install the package chromium, or name the program with"
                    + " --browser"));
    Lane lane = Lane.open(ALLOWANCE, List.of());
    try {
      try {
        return tryOut(lane, found, true);
      } catch (IOException e) {
        Ready bare = tryOut(lane, found, false);
        LOG.log(
            System.Logger.Level.WARNING,
            "Chromium''s own sandbox does not work on this machine ({0}); pages are shown without"
                + " it. Let ordinary users make user namespaces.",
            e.getMessage());
        return bare;
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      lane.close();
      throw e;
    }
  }

  private static Ready tryOut(Lane lane, Path program, boolean sandboxed)
      throws IOException, InterruptedException {
    List<String> switches = Switches.of(sandboxed, false, "");
    try (Browser browser = Browser.start(lane, program, switches, TRIAL, "", () -> TRIAL)) {
      try {
        JsonNode version = browser.tools().call(DevTools.BROWSER, "Browser.getVersion", Map.of());
        Tab tab = Tab.open(browser.tools(), new Sightings(), NO_PROXY);
        if (tab.value("6 * 7").asInt(0) != 42) {
          throw new Gone("its pages cannot reckon");
        }
        return new Ready(
            lane,
            program,
            sandboxed,
            version.path("product").asString("").replace("HeadlessChrome", "Chrome"),
            version.path("userAgent").asString("").replace("HeadlessChrome", "Chrome"));
      } catch (IOException e) {
        throw fault(
            "%s does not work here: %s, and it said %s"
                .formatted(program, e.getMessage(), Verdict.quote(browser.complaint())));
      }
    }
  }

  /// Gives everything back. No browser may be at work any more.
  @Override
  public synchronized void close() throws IOException {
    if (ready.isPresent()) {
      ready.get().lane().close();
      ready = Optional.empty();
    }
  }
}
