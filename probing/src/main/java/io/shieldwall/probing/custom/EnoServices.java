package io.shieldwall.probing.custom;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The checker services of the organisers: `eno.properties` in the folder of custom checks names
/// them, one `NAME = http://ADDRESS:PORT` a line. They belong to the organisers, so the guard,
/// which is about the range, is not asked for them; and no scenario can name another.
final class EnoServices {

  static final String FILE = "eno.properties";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MOST_ANSWER = 64 * 1024;
  private static final AtomicLong IDS = new AtomicLong();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private final Properties services;

  private EnoServices(Properties services) {
    this.services = services;
  }

  static EnoServices of(Programs programs) throws IOException {
    Path file = programs.file(FILE);
    Properties services = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      services.load(reader);
    }
    return new EnoServices(services);
  }

  Service named(String name) throws ProbeFailure {
    String address = services.getProperty(name, "").strip();
    if (!address.matches("http://[0-9.]+(:\\d{1,5})?/?")
        && !address.matches("http://localhost(:\\d{1,5})?/?")) {
      throw fault(
          FILE
              + " has no checker service "
              + Verdict.quote(name)
              + " with an address such as http://10.9.0.5:8000");
    }
    return new Service(URI.create(address.endsWith("/") ? address : address + "/"));
  }

  private static ProbeFailure fault(String why) {
    return new ProbeFailure(Cause.CHECKER_FAULT, "The check could not be made: " + why + ".");
  }

  /// One checker service.
  record Service(URI address) {

    /// Has a task done within its share of a probe's time.
    ///
    /// @param left tasks that the rest of the time is for, this one counted
    Exchange.Answer run(EnoTask task, Session session, int left)
        throws IOException, InterruptedException {
      Duration share = session.remaining().minusMillis(200).dividedBy(left);
      session.stage(task.method() + " by the checker service");
      HttpRequest request =
          HttpRequest.newBuilder(address)
              .timeout(share.isPositive() ? share : Duration.ofMillis(1))
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      JSON.writeValueAsString(
                          task.body(IDS.incrementAndGet(), share, session.timeout()))))
              .build();
      session.transcript().note(task.method() + " " + task.chain());
      return answer(task, request);
    }

    private static Exchange.Answer answer(EnoTask task, HttpRequest request)
        throws IOException, InterruptedException {
      HttpResponse<InputStream> response;
      String text;
      try {
        response = CLIENT.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
          text = new String(body.readNBytes(MOST_ANSWER), StandardCharsets.UTF_8);
        }
      } catch (java.net.http.HttpConnectTimeoutException e) {
        throw fault("the checker service does not answer (" + e.getMessage() + ")");
      } catch (HttpTimeoutException _) {
        return new Exchange.Answer(
            "no answer in time", Map.of("method", task.method(), "result", "OFFLINE"));
      } catch (IOException e) {
        throw fault("the checker service cannot be reached (" + e.getClass().getSimpleName() + ")");
      }
      if (response.statusCode() != 200) {
        throw fault("the checker service answered with status " + response.statusCode());
      }
      return read(task, text);
    }

    private static Exchange.Answer read(EnoTask task, String text) throws ProbeFailure {
      try {
        JsonNode answer = JSON.readTree(text);
        return new Exchange.Answer(
            answer.path("message").asString(""),
            Map.of("method", task.method(), "result", answer.path("result").asString("")));
      } catch (JacksonException _) {
        throw fault("the checker service answered with what is no JSON");
      }
    }
  }
}
