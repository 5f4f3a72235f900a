package io.shieldwall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.server.live.Topic;
import io.shieldwall.testkit.TinyScenario;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Streams give everybody their own topics and nobody another's.
@Timeout(30)
class LiveTopicsTest {

  private RunningServer server;

  @BeforeEach
  void start() {
    server = new RunningServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String address(Topic.Kind kind, String team) {
    Topic bare = Topic.of(kind);
    String item =
        switch (kind) {
          case SYSTEM -> "netbank";
          case TASK -> "sitrep-1";
          case BOARD,
              NEWS,
              TEAM,
              LEDGER,
              INBOX,
              TICKETS,
              CREDENTIALS,
              CHECKS,
              DIRECTOR,
              INJECTS,
              EVENTS ->
              "";
        };
    return new Topic(kind, bare.isOfTeam() ? team : "", item).text();
  }

  private static int status(Browser browser, String topic) throws IOException {
    HttpResponse<InputStream> answer = browser.live(topic);
    answer.body().close();
    return answer.statusCode();
  }

  @Test
  void everybody_follows_their_own_topics_only() throws IOException {
    Browser heron = server.blue(TinyScenario.HERON);
    Browser visitor = server.visitor();
    Browser director = server.director();
    for (Topic.Kind kind : Topic.Kind.values()) {
      boolean isPublic = Topic.of(kind).isPublic();
      boolean isOfTeam = Topic.of(kind).isOfTeam();
      String ofOtter = address(kind, TinyScenario.OTTER);
      assertThat(status(visitor, ofOtter)).as(ofOtter).isEqualTo(isPublic ? 200 : 403);
      assertThat(status(heron, ofOtter)).as(ofOtter).isEqualTo(isPublic ? 200 : 403);
      assertThat(status(director, ofOtter)).as(ofOtter).isEqualTo(200);
      if (isOfTeam) {
        assertThat(status(heron, address(kind, TinyScenario.HERON))).isEqualTo(200);
      }
    }
  }

  @Test
  void a_topic_has_one_spelling_and_names_what_is_there() throws IOException {
    Browser heron = server.blue(TinyScenario.HERON);
    for (String other :
        List.of(
            "board:x:",
            "board::x",
            "team:heron:x",
            "ledger:heron:x",
            "system:heron:",
            "news:heron:",
            "team:heron",
            "team:HERON:",
            "team:heron::",
            "")) {
      assertThat(status(heron, other)).as(other).isEqualTo(403);
    }
    for (String missing : List.of("system:heron:nope", "task:heron:nope", "task:heron:extra")) {
      assertThat(status(heron, missing)).as(missing).isEqualTo(404);
    }
    assertThat(status(server.director(), "team:nope:")).isEqualTo(404);
  }

  @Test
  void the_first_image_of_a_team_holds_its_own_and_nothing_of_others() throws IOException {
    String heron = image(server.blue(TinyScenario.HERON), "task:heron:sitrep-1", "task");
    String otter = image(server.blue(TinyScenario.OTTER), "task:otter:sitrep-1", "task");
    assertThat(otter).contains("OTTER-ANSWER");
    assertThat(heron)
        .doesNotContain(RunningServer.OF_OTTER)
        .doesNotContain(RunningServer.OF_ORGANISERS);
  }

  /// Reads until a part has come as a whole.
  private static String image(Browser browser, String topic, String part) throws IOException {
    HttpResponse<InputStream> stream = browser.live(topic);
    assertThat(stream.headers().firstValue("Cache-Control")).hasValue("no-store");
    StringBuilder read = new StringBuilder();
    try (BufferedReader lines = reader(stream)) {
      boolean begun = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        read.append(line).append('\n');
        begun |= line.equals("event: " + part);
        if (begun && line.isEmpty()) {
          break;
        }
      }
    }
    return read.toString();
  }

  private static BufferedReader reader(HttpResponse<InputStream> stream) {
    return new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
  }

  @Test
  void leaving_ends_what_was_followed() throws IOException {
    Browser heron = server.blue(TinyScenario.HERON);
    HttpResponse<InputStream> stream = heron.live("team:heron:");
    assertThat(stream.statusCode()).isEqualTo(200);
    assertThat(heron.post("/leave", Map.of()).statusCode()).isEqualTo(302);
    try (BufferedReader lines = reader(stream)) {
      assertThat(lines.lines().count()).as("the stream has an end").isPositive();
    }
  }

  @Test
  void the_oldest_stream_of_a_session_gives_way_to_one_too_many() throws IOException {
    Browser heron = server.blue(TinyScenario.HERON);
    List<HttpResponse<InputStream>> open = new ArrayList<>();
    for (int count = 0; count <= ServerConfiguration.STREAMS_EACH; count++) {
      HttpResponse<InputStream> stream = heron.live("team:heron:");
      assertThat(stream.statusCode()).as("stream %d", count).isEqualTo(200);
      open.add(stream);
    }
    try (BufferedReader oldest = reader(open.getFirst())) {
      assertThat(oldest.lines().count()).as("the oldest has an end").isPositive();
    }
    for (HttpResponse<InputStream> stream : open) {
      stream.body().close();
    }
  }

  @Test
  void a_page_names_its_topic_as_it_is_followed() {
    Browser heron = server.blue(TinyScenario.HERON);
    assertThat(heron.get("/team").body())
        .contains("/live?topic=" + Topic.Kind.TEAM.name().toLowerCase(Locale.ROOT) + ":heron:");
  }
}
