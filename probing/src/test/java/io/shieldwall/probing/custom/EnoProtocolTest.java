package io.shieldwall.probing.custom;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EnoProtocolTest {

  private final HttpServer server;
  private final Programs programs;
  private final Path file;
  private final List<JsonNode> tasks = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Function<JsonNode, String> answers = _ -> "{\"result\": \"OK\"}";
  private volatile int status = 200;

  EnoProtocolTest(@TempDir Path folder) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
    file = folder.resolve(EnoServices.FILE);
    Files.writeString(
        file,
        "bank = http://127.0.0.1:%d\nfar = https://example.org\n"
            .formatted(server.getAddress().getPort()));
    programs = Programs.in(folder, Scripts.ALLOWANCE, List.of());
  }

  private void serve(HttpExchange exchange) throws IOException {
    JsonNode task = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
    tasks.add(task);
    byte[] answer = answers.apply(task).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @AfterEach
  void close() throws IOException {
    ended.countDown();
    server.stop(0);
    programs.close();
  }

  private Rounds rounds(Map<String, Object> parameters) {
    return Rounds.of(programs, "eno", 80, Duration.ofSeconds(5), parameters);
  }

  private ProbeResult probe() {
    return rounds(Map.of("checker", "bank")).next();
  }

  private List<String> methods() {
    return tasks.stream().map(task -> task.get("method").asString()).toList();
  }

  @Test
  void a_round_puts_what_the_next_one_gets() {
    Rounds rounds = Rounds.example(programs, "eno", 80);
    assertThat(rounds.next().outcome()).isEqualTo(Outcome.OK);
    assertThat(methods()).containsExactly("putflag", "putnoise", "havoc");
    tasks.clear();
    assertThat(rounds.next().outcome()).isEqualTo(Outcome.OK);
    assertThat(methods()).containsExactly("getflag", "putflag", "getnoise", "putnoise", "havoc");
    JsonNode got = tasks.get(0);
    JsonNode put = tasks.get(1);
    assertThat(got.get("relatedRoundId").asLong()).isEqualTo(1);
    assertThat(got.get("currentRoundId").asLong()).isEqualTo(2);
    assertThat(got.get("taskChainId").asString()).matches("flag_s\\d+_r1_t4_i1");
    assertThat(put.get("taskChainId").asString()).matches("flag_s\\d+_r2_t4_i0");
    assertThat(got.get("flag").asString()).startsWith("FLAG_");
    assertThat(put.get("flag")).isNotEqualTo(got.get("flag"));
    assertThat(put.get("address").asString()).isEqualTo("127.1.20.11");
    assertThat(put.get("timeout").asLong()).isPositive();
    assertThat(tasks.get(4).get("flag").isNull()).isTrue();
    assertThat(tasks).allSatisfy(task -> assertThat(task.propertyNames()).hasSize(15));
  }

  @Test
  void a_flag_that_is_gone_is_put_anew() {
    Rounds rounds = rounds(Map.of("checker", "bank"));
    rounds.next();
    answers =
        task ->
            task.get("method").asString().equals("getflag")
                    && task.get("relatedRoundId").asLong() == 1
                ? "{\"result\": \"MUMBLE\", \"message\": \"flag missing\"}"
                : "{\"result\": \"OK\", \"message\": null}";
    ProbeResult lost = rounds.next();
    assertThat(lost.outcome()).isEqualTo(Outcome.CRITICAL);
    assertThat(lost.summary()).isEqualTo("The service works wrongly in getflag: \"flag missing\".");
    assertThat(rounds.next().outcome()).isEqualTo(Outcome.OK);
  }

  @ParameterizedTest
  @CsvSource({
    "OK, OK, NONE",
    "MUMBLE, CRITICAL, WRONG_CONTENT",
    "OFFLINE, CRITICAL, REFUSED",
    "INTERNAL_ERROR, UNKNOWN, CHECKER_FAULT",
    "ELSE, UNKNOWN, CHECKER_FAULT"
  })
  void every_result_has_its_outcome(String result, Outcome outcome, Cause cause) {
    answers = _ -> "{\"result\": \"%s\", \"message\": \"secret of the checker\"}".formatted(result);
    ProbeResult found = probe();
    assertThat(found.outcome()).isEqualTo(outcome);
    assertThat(found.cause()).isEqualTo(cause);
    if (outcome == Outcome.UNKNOWN) {
      assertThat(found.summary() + found.evidence()).doesNotContain("secret of the checker");
    }
  }

  @Test
  void no_answer_in_time_means_offline() {
    answers =
        _ -> {
          try {
            ended.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          return "{}";
        };
    ProbeResult result =
        Rounds.of(programs, "eno", 80, Duration.ofSeconds(1), Map.of("checker", "bank")).next();
    assertThat(result.outcome()).isEqualTo(Outcome.CRITICAL);
  }

  @Test
  void what_the_checker_service_does_wrong_costs_no_team() {
    status = 500;
    assertThat(probe().cause()).isEqualTo(Cause.CHECKER_FAULT);
    status = 200;
    answers = _ -> "no json";
    assertThat(probe().cause()).isEqualTo(Cause.CHECKER_FAULT);
    server.stop(0);
    assertThat(probe().cause()).isEqualTo(Cause.CHECKER_FAULT);
  }

  @Test
  void only_services_of_the_organisers_list_are_asked() {
    assertThat(rounds(Map.of("checker", "unknown")).next().summary()).contains("eno.properties");
    assertThat(rounds(Map.of("checker", "far")).next().cause()).isEqualTo(Cause.CHECKER_FAULT);
    assertThat(tasks).isEmpty();
  }
}
