package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What client libraries get as their way to the network.
final class GuardedSocketsTest {

  /// A protocol that does what a test wants.
  private record Doing(Work work) implements Protocol {

    interface Work {
      String with(Target target, Session session) throws IOException;
    }

    @Override
    public String name() {
      return "doing";
    }

    @Override
    public String summary() {
      return "Does what a test wants.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }

    @Override
    public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
      return new Exchange.Answer(work.with(target, session));
    }

    @Override
    public Verdict judge(Probe probe, Exchange exchange) {
      return exchange instanceof Exchange.Answer answer
          ? Verdict.fine(answer.text())
          : Verdict.withoutAnswer(exchange, name());
    }
  }

  private static ProbeResult run(int port, Doing.Work work) {
    return run(port, Duration.ofSeconds(20), SourcePool.ANY, work);
  }

  private static ProbeResult run(int port, Duration timeout, SourcePool sources, Doing.Work work) {
    Doing doing = new Doing(work);
    Prober prober =
        new Prober(
            List.of(doing),
            new Prober.Surroundings(
                TestingRange.guard(TestingRange.PLAN),
                TestingRange.PLAN,
                Credentials.none(),
                Inventory.none(),
                Trust.platform(),
                sources));
    return prober.probe(
        TestingRange.request("doing", TestingRange.ADDRESS, port, timeout, Map.of()));
  }

  @Test
  void a_library_reaches_the_scenario_address_and_the_admitted_real_one() throws IOException {
    try (TestingServer server = TestingServer.that(caller -> TestingServer.write(caller, "hi"))) {
      ProbeResult result =
          run(
              server.port(),
              (target, session) -> {
                Socket first = session.sockets().createSocket();
                first.connect(
                    InetSocketAddress.createUnresolved(target.scenarioAddress(), target.port()));
                InetSocketAddress real = session.admit(target.scenarioAddress(), target.port());
                Socket second = session.sockets().createSocket(real.getAddress(), real.getPort());
                return read(first) + read(second);
              });
      assertThat(result.summary()).isEqualTo("hihi");
      assertThat(result.evidence()).contains("ms connecting to 10.1.20.11:" + server.port());
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  private static String read(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void a_library_reaches_nothing_else() throws IOException {
    try (TestingServer outside = TestingServer.at("10.2.20.11", _ -> {})) {
      ProbeResult result =
          run(
              outside.port(),
              (_, session) -> {
                session.sockets().createSocket("10.2.20.11", outside.port());
                return "reached";
              });
      assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
      assertThat(result.cause()).isEqualTo(Cause.OUT_OF_SCOPE);
      assertThat(outside.connections()).isZero();
    }
    assertThat(
            run(
                    1,
                    (_, session) -> {
                      session.sockets().createSocket(InetAddress.getLoopbackAddress(), 22);
                      return "reached";
                    })
                .cause())
        .isEqualTo(Cause.OUT_OF_SCOPE);
  }

  @Test
  void only_internet_addresses_are_reached() {
    run(
        1,
        (_, session) -> {
          Socket socket = session.sockets().createSocket();
          assertThatThrownBy(() -> socket.connect(UnixDomainSocketAddress.of("/run/any")))
              .hasMessageContaining("only internet addresses");
          return "";
        });
  }

  @Test
  void the_deadline_closes_what_a_library_opened() throws IOException {
    try (TestingServer silent = TestingServer.that(caller -> read(caller))) {
      ProbeResult result =
          run(
              silent.port(),
              Duration.ofMillis(200),
              SourcePool.ANY,
              (target, session) ->
                  read(session.sockets().createSocket(target.scenarioAddress(), target.port())));
      assertThat(result.cause()).isEqualTo(Cause.TIMEOUT);
      assertThat(result.summary()).contains("waiting for an answer of 10.1.20.11");
    }
  }

  @Test
  void connections_come_from_the_pool_whatever_the_library_wishes() throws IOException {
    InetAddress source = TestingRange.real("10.9.8.7");
    try (TestingServer server =
        TestingServer.that(
            caller -> TestingServer.write(caller, caller.getInetAddress().getHostAddress()))) {
      ProbeResult result =
          run(
              server.port(),
              Duration.ofSeconds(20),
              new SourcePool(List.of(source)),
              (target, session) ->
                  read(
                      session
                          .sockets()
                          .createSocket(
                              target.scenarioAddress(),
                              target.port(),
                              InetAddress.getLoopbackAddress(),
                              0)));
      assertThat(result.summary()).isEqualTo("127.9.8.7");
    }
  }

  @Test
  void a_check_remembers_until_the_next_round_and_its_token_is_masked() {
    ProbeResult result =
        run(
            1,
            (_, session) -> {
              String token = session.freshToken();
              session.transcript().note("planted " + token);
              session.remember(token);
              return "before: " + session.memory().length();
            });
    assertThat(result.memory()).matches("[a-z2-9]{20}");
    assertThat(result.evidence()).contains("planted ****").doesNotContain(result.memory());
  }
}
