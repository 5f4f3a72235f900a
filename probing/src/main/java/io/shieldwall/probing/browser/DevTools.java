package io.shieldwall.probing.browser;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The Chrome DevTools Protocol over a pair of pipes, for one thread: a command waits for its
/// answer, and what happens meanwhile is handed to a listener.
final class DevTools {

  /// Of the browser itself, not of a page.
  static final String BROWSER = "";

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Inbox inbox;
  private final OutputStream requests;
  private long until;
  private Consumer<JsonNode> listener = _ -> {};
  private long last;

  /// @param left time until every call ends with [Late]
  DevTools(Inbox inbox, OutputStream requests, Duration left) {
    this.inbox = inbox;
    this.requests = requests;
    this.until = System.nanoTime() + left.toNanos();
  }

  /// Hands every event on. The listener may [#send], not [#call].
  void listen(Consumer<JsonNode> hears) {
    listener = hears;
  }

  /// Gives a little more time, to look at what is there.
  void extend(Duration more) {
    until = System.nanoTime() + more.toNanos();
  }

  /// Says something whose answer does not matter.
  long send(String session, String method, Map<String, ?> parameters) throws IOException {
    Map<String, Object> message = new HashMap<>();
    message.put("id", ++last);
    message.put("method", method);
    message.put("params", parameters);
    if (!session.equals(BROWSER)) {
      message.put("sessionId", session);
    }
    try {
      requests.write(JSON.writeValueAsBytes(message));
      requests.write(0);
      requests.flush();
    } catch (IOException _) {
      throw new Gone("it does not listen any more");
    }
    return last;
  }

  /// Says something and waits for the answer.
  ///
  /// @throws Declined when the browser does not do it
  JsonNode call(String session, String method, Map<String, ?> parameters)
      throws IOException, InterruptedException {
    long id = send(session, method, parameters);
    while (true) {
      JsonNode message = next(until).orElseThrow(Late::new);
      if (message.path("id").asLong(-1) != id) {
        listener.accept(message);
      } else if (message.has("error")) {
        throw new Declined(message.at("/error/message").asString(""));
      } else {
        return message.path("result");
      }
    }
  }

  JsonNode call(String session, String method) throws IOException, InterruptedException {
    return call(session, method, Map.of());
  }

  /// Listens for a while.
  ///
  /// @throws Late when all time is over
  void listen(Duration span) throws IOException, InterruptedException {
    long end = System.nanoTime() + span.toNanos();
    while (System.nanoTime() - end < 0) {
      next(end).ifPresent(listener);
      if (System.nanoTime() - until > 0) {
        throw new Late();
      }
    }
  }

  private Optional<JsonNode> next(long end) throws IOException, InterruptedException {
    Optional<byte[]> message = inbox.next(end - System.nanoTime());
    if (message.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(message.get()));
    } catch (JacksonException _) {
      throw new Gone("it said what is no JSON");
    }
  }

  /// Whether the browser said more than a check listens to.
  boolean flooded() {
    return inbox.flooded();
  }
}
