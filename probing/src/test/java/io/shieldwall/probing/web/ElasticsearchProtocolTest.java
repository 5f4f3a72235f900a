package io.shieldwall.probing.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.TestingServer;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Search checks against answers as Elasticsearch's reference shows them, also such as no healthy
/// cluster gives.
@Timeout(60)
class ElasticsearchProtocolTest {

  private static final String HEALTH =
      "{\"cluster_name\":\"berylia\",\"status\":\"yellow\",\"timed_out\":false}";
  private static final String HITS =
      """
      {"took":5,"hits":{"total":{"value":1,"relation":"eq"},"hits":[
      {"_index":"incident","_id":"1","_source":{"number":1,"place":"Substation 3"}}]}}
      """;

  private final AtomicReference<String> stored = new AtomicReference<>("");

  private TestingServer cluster() throws IOException {
    return TestingServer.that(caller -> {
      String request = TestingServer.readHead(caller);
      TestingServer.write(caller, TestingServer.page(answer(request)));
    });
  }

  private String answer(String request) {
    if (request.startsWith("PUT /monitor/_doc/monitor?refresh=true ")) {
      stored.set(request.substring(request.indexOf("\r\n\r\n") + 4));
      return "{\"result\":\"created\"}";
    }
    if (request.startsWith("GET /monitor/_doc/monitor ")) {
      return stored.get().isEmpty() ? "{\"found\":false}" : "{\"_source\":" + stored.get() + "}";
    }
    return request.startsWith("GET /incident/_search?size=100&q=number%3A1 ") ? HITS : HEALTH;
  }

  @Test
  void the_documented_example_holds_over_two_rounds_until_somebody_tampers() throws IOException {
    try (TestingServer cluster = cluster()) {
      Map<String, Object> example = Example.of("elasticsearch").parameters();
      ProbeResult first = probe(cluster, example, "");
      assertThat(first.outcome()).as(first.summary() + first.evidence()).isEqualTo(Outcome.OK);
      assertThat(first.evidence()).doesNotContain(TestingRange.PASSWORD);
      ProbeResult second = probe(cluster, example, first.memory());
      assertThat(second.outcome()).as(second.summary()).isEqualTo(Outcome.OK);
      stored.set("{\"token\":\"owned\"}");
      ProbeResult third = probe(cluster, example, second.memory());
      assertThat(third.cause()).isEqualTo(Cause.WRONG_CONTENT);
      assertThat(third.summary()).contains("got \"owned\"");
      stored.set("");
      assertThat(probe(cluster, example, second.memory()).summary()).contains("got nothing");
    }
  }

  @Test
  void tells_health_and_documents_that_are_not_as_expected() throws IOException {
    try (TestingServer cluster = cluster()) {
      assertThat(probe(cluster, Map.of("health", "green"), "").outcome())
          .isEqualTo(Outcome.WARNING);
      ProbeResult other =
          probe(
              cluster, Map.of("index", "incident", "search", "number:1", "equals", "nothing"), "");
      assertThat(other.cause()).isEqualTo(Cause.WRONG_CONTENT);
      assertThat(probe(cluster, Map.of("index", "empty"), "").summary())
          .isEqualTo("Expected documents in \"empty\", got none.");
    }
    try (TestingServer red = TestingServer.answering(TestingServer.page("{\"status\":\"red\"}"))) {
      assertThat(probe(red, Map.of(), "").cause()).isEqualTo(Cause.WRONG_CONTENT);
    }
  }

  @Test
  void tells_refused_accounts_and_what_is_no_cluster() throws IOException {
    String refusal = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";
    try (TestingServer server = TestingServer.answering(refusal)) {
      assertThat(probe(server, Map.of("account", "monitor"), "").cause())
          .isEqualTo(Cause.WRONG_CREDENTIALS);
    }
    try (TestingServer server = TestingServer.answering(TestingServer.page("<html>"))) {
      assertThat(probe(server, Map.of(), "").cause()).isEqualTo(Cause.PROTOCOL);
    }
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    assertThat(TestingRange.probe("elasticsearch", Daemon.freePort(), Map.of()).cause())
        .isEqualTo(Cause.REFUSED);
  }

  private static ProbeResult probe(
      TestingServer server, Map<String, Object> parameters, String memory) {
    return TestingRange.prober()
        .probe(
            TestingRange.request("elasticsearch", server.port(), parameters).remembering(memory));
  }
}
