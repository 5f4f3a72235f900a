package io.shieldwall.probing.data;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// MongoDB checks against mongo-java-server, a server of another project that keeps documents in
/// memory. It knows no accounts.
@Timeout(60)
class MongodbTest {

  private final MongoServer server = new MongoServer(new MemoryBackend());
  private int port;

  @BeforeEach
  void start() throws IOException {
    port = Daemon.freePort();
    server.bind(new InetSocketAddress(TestingRange.real(TestingRange.ADDRESS), port));
    ProbeResult created = probe(Map.of("database", "shop", "put", "article"), "");
    assertThat(created.cause()).as(created.summary()).isEqualTo(Cause.NONE);
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  @Test
  void finds_documents_and_tells_wrong_ones() {
    Map<String, Object> any = Map.of("database", "shop", "collection", "article");
    assertThat(with(any, "contains", "token")).isEqualTo(Cause.NONE);
    assertThat(with(any, "contains", "Sofa")).isEqualTo(Cause.WRONG_CONTENT);
    ProbeResult none =
        probe(
            Map.of("database", "shop", "collection", "article", "filter", "{\"number\": 77}"), "");
    assertThat(none.summary()).isEqualTo("Expected documents in \"article\", got none.");
  }

  @Test
  void the_example_stores_a_token_and_misses_one_that_is_gone() {
    Map<String, Object> example = new HashMap<>(Example.of("mongodb").parameters());
    example.remove("account");
    example.remove("source");
    example.remove("collection");
    example.remove("contains");
    ProbeResult first = probe(example, "");
    assertThat(first.cause()).as(first.summary() + first.evidence()).isEqualTo(Cause.NONE);
    assertThat(first.evidence()).contains("\"insert\": \"monitor\"").contains("****");
    ProbeResult second = probe(example, first.memory());
    assertThat(second.cause()).as(second.summary() + second.evidence()).isEqualTo(Cause.NONE);
    ProbeResult third = probe(example, first.memory());
    assertThat(third.cause()).as("the second round deleted it").isEqualTo(Cause.WRONG_CONTENT);
    assertThat(third.summary()).contains("planted at").contains("got nothing");
  }

  @Test
  void a_server_without_accounts_signs_nobody_in() {
    ProbeResult result = probe(Map.of("database", "shop", "account", "monitor"), "");
    assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    assertThat(TestingRange.probe("mongodb", Daemon.freePort(), Map.of("database", "shop")).cause())
        .isEqualTo(Cause.REFUSED);
  }

  private Cause with(Map<String, Object> parameters, String word, String text) {
    Map<String, Object> more = new HashMap<>(parameters);
    more.put(word, text);
    return probe(more, "").cause();
  }

  private ProbeResult probe(Map<String, Object> parameters, String memory) {
    return TestingRange.prober()
        .probe(TestingRange.request("mongodb", port, parameters).remembering(memory));
  }
}
