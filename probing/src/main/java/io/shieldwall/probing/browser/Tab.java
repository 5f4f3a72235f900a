package io.shieldwall.probing.browser;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The one tab of a browser. Its scripts run in a world of their own, in which the page cannot
/// change what words mean. It denies what no visitor needs: dialogs, further windows, downloads,
/// permissions.
final class Tab {

  private static final Duration BREATH = Duration.ofMillis(40);
  private static final Duration QUIET = Duration.ofMillis(250);
  private static final Duration RESTLESS = Duration.ofSeconds(3);
  private static final int MOST_DIALOGS = 50;
  private static final int MOST_UNDER_WAY = 2000;
  private static final int MOST_ATTEMPTS = 20;

  /// What may stay open as long as it likes.
  private static final Set<String> LASTING =
      Set.of("EventSource", "WebSocket", "Ping", "Prefetch", "Media");

  private final DevTools tools;
  private final Sightings sightings;
  private final String target;
  private final String session;
  private final Map<String, String> underWay = new HashMap<>();
  private OptionalInt world = OptionalInt.empty();
  private OptionalInt status = OptionalInt.empty();
  private Optional<ProbeFailure> end = Optional.empty();
  private String document = "";
  private String wanted = "";
  private String address = "about:blank";
  private boolean loading;
  private long loaded = System.nanoTime();
  private long stirred = System.nanoTime();

  private Tab(DevTools tools, Sightings sightings, String target, String session) {
    this.tools = tools;
    this.sightings = sightings;
    this.target = target;
    this.session = session;
  }

  /// Opens a tab that leaves nothing on the disk and reaches nothing but by a proxy.
  ///
  /// @param proxy port of the gate
  static Tab open(DevTools tools, Sightings sightings, int proxy)
      throws IOException, InterruptedException {
    String context =
        tools
            .call(
                DevTools.BROWSER,
                "Target.createBrowserContext",
                Map.of(
                    "proxyServer", "http://127.0.0.1:" + proxy, "proxyBypassList", "<-loopback>"))
            .path("browserContextId")
            .asString("");
    tools.call(
        DevTools.BROWSER,
        "Browser.setDownloadBehavior",
        Map.of("behavior", "deny", "eventsEnabled", true, "browserContextId", context));
    tools.call(
        DevTools.BROWSER,
        "Browser.grantPermissions",
        Map.of("permissions", List.of(), "browserContextId", context));
    String target =
        tools
            .call(
                DevTools.BROWSER,
                "Target.createTarget",
                Map.of("url", "about:blank", "browserContextId", context))
            .path("targetId")
            .asString("");
    String session =
        tools
            .call(
                DevTools.BROWSER,
                "Target.attachToTarget",
                Map.of("targetId", target, "flatten", true))
            .path("sessionId")
            .asString("");
    Tab tab = new Tab(tools, sightings, target, session);
    tools.listen(tab::hear);
    tools.call(DevTools.BROWSER, "Target.setDiscoverTargets", Map.of("discover", true));
    for (String domain : List.of("Page.enable", "Runtime.enable", "Inspector.enable")) {
      tools.call(session, domain);
    }
    tools.call(
        session,
        "Network.enable",
        Map.of("maxTotalBufferSize", 0, "maxResourceBufferSize", 0, "maxPostDataSize", 0));
    return tab;
  }

  /// The page's address as the browser shows it.
  String address() {
    return address;
  }

  /// The address that the page was last asked to lead to.
  String wanted() {
    return wanted;
  }

  /// Whether the browser shows its own page in place of one that it could not get.
  boolean unreachable() {
    return address.startsWith("chrome-error:");
  }

  /// Status of the document that the last step led to; empty where it led to none.
  OptionalInt status() {
    return status;
  }

  /// Goes to an address and waits until the page has settled.
  ///
  /// @return what the browser says went wrong, such as `net::ERR_CONNECTION_RESET`; mostly empty
  String go(String where) throws IOException, InterruptedException {
    stir();
    status = OptionalInt.empty();
    JsonNode answer = tools.call(session, "Page.navigate", Map.of("url", where));
    check();
    String error = answer.path("errorText").asString("");
    if (error.isEmpty()) {
      settle();
    }
    return error;
  }

  /// Waits until the page is loaded and asks for nothing for a moment. A page that goes on asking
  /// is taken as it is after a while.
  void settle() throws IOException, InterruptedException {
    stir();
    do {
      tools.listen(BREATH);
      check();
    } while (!settled());
  }

  /// Listens for a moment.
  void breathe() throws IOException, InterruptedException {
    tools.listen(BREATH);
    check();
  }

  /// Whether the page is loaded and asks for nothing any more.
  boolean settled() {
    long now = System.nanoTime();
    boolean quiet = underWay.isEmpty() && now - stirred >= QUIET.toNanos();
    return !loading && (quiet || now - loaded >= RESTLESS.toNanos());
  }

  private void stir() {
    stirred = System.nanoTime();
    loaded = stirred;
  }

  /// @throws ProbeFailure when the page has done what ends a visit
  private void check() throws ProbeFailure {
    if (end.isPresent()) {
      throw end.get();
    }
  }

  /// The value of an expression. Where the page is on its way to another, the other is asked.
  JsonNode value(String expression) throws IOException, InterruptedException {
    for (int attempt = 0; ; attempt++) {
      try {
        JsonNode answer =
            tools.call(
                session,
                "Runtime.evaluate",
                Map.of("expression", expression, "contextId", world(), "returnByValue", true));
        check();
        if (answer.has("exceptionDetails")) {
          throw new Declined(answer.at("/exceptionDetails/exception/description").asString(""));
        }
        return answer.at("/result/value");
      } catch (Declined e) {
        if ((world.isPresent() && !vanished(e)) || attempt > MOST_ATTEMPTS) {
          throw e;
        }
        world = OptionalInt.empty();
        breathe();
      }
    }
  }

  private static boolean vanished(Declined declined) {
    String message = String.valueOf(declined.getMessage());
    return message.contains("context") || message.contains("navigated");
  }

  private int world() throws IOException, InterruptedException {
    if (world.isEmpty()) {
      JsonNode made =
          tools.call(
              session,
              "Page.createIsolatedWorld",
              Map.of("frameId", target, "worldName", "visitor"));
      world = OptionalInt.of(made.path("executionContextId").asInt());
    }
    return world.getAsInt();
  }

  /// Types a text where the focus is, as a keyboard does.
  void type(String text) throws IOException, InterruptedException {
    tools.call(session, "Input.insertText", Map.of("text", text));
    check();
  }

  /// Clicks with the mouse.
  void click(double x, double y) throws IOException, InterruptedException {
    stir();
    status = OptionalInt.empty();
    for (String kind : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
      boolean moves = kind.equals("mouseMoved");
      tools.call(
          session,
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              kind,
              "x",
              x,
              "y",
              y,
              "button",
              moves ? "none" : "left",
              "clickCount",
              moves ? 0 : 1));
      check();
    }
  }

  private void hear(JsonNode event) {
    JsonNode about = event.path("params");
    String from = event.path("sessionId").asString("");
    try {
      if (!from.equals(session)) {
        hearBrowser(event.path("method").asString(""), about);
      } else {
        hearPage(event.path("method").asString(""), about);
      }
    } catch (IOException _) {
      // it has ended; whoever listens next is told
    }
  }

  private void hearBrowser(String method, JsonNode about) throws IOException {
    switch (method) {
      case "Target.targetCreated" -> {
        JsonNode made = about.path("targetInfo");
        String id = made.path("targetId").asString("");
        if (made.path("type").asString("").equals("page") && !id.equals(target)) {
          sightings.popup();
          tools.send(DevTools.BROWSER, "Target.closeTarget", Map.of("targetId", id));
        }
      }
      case "Target.targetCrashed" -> {
        if (about.path("targetId").asString("").equals(target)) {
          crashed();
        }
      }
      case "Target.targetDestroyed" -> {
        if (about.path("targetId").asString("").equals(target)) {
          finish("The page closed its own window.");
        }
      }
      case "Browser.downloadWillBegin" -> sightings.download();
      default -> {
        // of no interest
      }
    }
  }

  private void hearPage(String method, JsonNode about) throws IOException {
    switch (method) {
      case "Page.javascriptDialogOpening" -> dialog(about);
      case "Page.frameStartedLoading" -> loading(about, true);
      case "Page.frameStoppedLoading" -> loading(about, false);
      case "Page.frameNavigated" -> navigated(about.path("frame"));
      case "Page.navigatedWithinDocument" -> {
        if (about.path("frameId").asString("").equals(target)) {
          address = about.path("url").asString(address);
        }
      }
      case "Network.requestWillBeSent" -> asked(about);
      case "Network.responseReceived" -> answered(about);
      case "Network.loadingFinished" -> done(about);
      case "Network.loadingFailed" -> failed(about);
      case "Runtime.exceptionThrown" -> sightings.exception(about.path("exceptionDetails"));
      case "Runtime.consoleAPICalled" -> sightings.console(about);
      case "Runtime.executionContextsCleared" -> world = OptionalInt.empty();
      case "Inspector.targetCrashed" -> crashed();
      default -> {
        // of no interest
      }
    }
  }

  private void dialog(JsonNode about) throws IOException {
    boolean leaving = about.path("type").asString("").equals("beforeunload");
    tools.send(session, "Page.handleJavaScriptDialog", Map.of("accept", leaving));
    if (sightings.dialog() > MOST_DIALOGS) {
      finish("The page opened more than " + MOST_DIALOGS + " dialogs.");
    }
  }

  private void crashed() {
    finish("The page made the browser's tab crash.");
  }

  private void finish(String sentence) {
    if (end.isEmpty()) {
      end = Optional.of(new ProbeFailure(Cause.WRONG_CONTENT, sentence));
    }
  }

  private void loading(JsonNode about, boolean begins) {
    if (about.path("frameId").asString("").equals(target)) {
      loading = begins;
      stir();
    }
  }

  private void navigated(JsonNode frame) {
    if (frame.path("parentId").asString("").isEmpty()) {
      address = frame.path("url").asString("") + frame.path("urlFragment").asString("");
      world = OptionalInt.empty();
      underWay.clear();
    }
  }

  private void asked(JsonNode about) {
    String id = about.path("requestId").asString("");
    String type = about.path("type").asString("");
    if (about.path("frameId").asString("").equals(target) && type.equals("Document")) {
      document = id;
      wanted = about.at("/request/url").asString("");
    }
    sightings.request();
    if (!LASTING.contains(type) && underWay.size() < MOST_UNDER_WAY) {
      String url = about.at("/request/url").asString("");
      underWay.put(id, url.substring(0, Math.min(url.length(), 200)));
      stirred = System.nanoTime();
    }
  }

  private void answered(JsonNode about) {
    String id = about.path("requestId").asString("");
    int code = about.at("/response/status").asInt(0);
    if (id.equals(document)) {
      status = OptionalInt.of(code);
    }
    if (code >= 400) {
      sightings.failed(about.at("/response/url").asString(""), "status " + code);
    }
  }

  private void done(JsonNode about) {
    underWay.remove(about.path("requestId").asString(""));
    stirred = System.nanoTime();
  }

  private void failed(JsonNode about) {
    String url = underWay.get(about.path("requestId").asString(""));
    if (url != null && !about.path("canceled").asBoolean(false)) {
      sightings.failed(url, about.path("errorText").asString(""));
    }
    done(about);
  }
}
