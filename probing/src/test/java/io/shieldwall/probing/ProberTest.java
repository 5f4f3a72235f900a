package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProberTest {

  private final Prober prober = TestingRange.prober();

  @Test
  void an_unknown_protocol_is_the_checkers_fault() {
    ProbeResult result = TestingRange.probe("gopher", 70, Map.of());
    assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(result.cause()).isEqualTo(Cause.CHECKER_FAULT);
  }

  @Test
  void an_exception_or_error_in_a_check_is_the_checkers_fault() {
    for (Throwable failure :
        List.of(new IllegalStateException("bug"), new StackOverflowError(), new AssertionError())) {
      ProbeResult result = probe(Duration.ofSeconds(5), session -> throwIt(failure));
      assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
      assertThat(result.cause()).isEqualTo(Cause.CHECKER_FAULT);
      assertThat(result.summary()).contains(failure.getClass().getSimpleName());
    }
  }

  @Test
  void an_exception_in_a_judgement_is_the_checkers_fault() {
    ProbeResult result = probe(Duration.ofSeconds(5), session -> new Exchange.Tcp("bad", ""));
    assertThat(result.cause()).isEqualTo(Cause.CHECKER_FAULT);
  }

  @Test
  void exhausted_descriptors_and_ports_are_the_checkers_fault() {
    for (String message : List.of("Too many open files", "Cannot assign requested address")) {
      IOException failure = new IOException(message);
      assertThat(probe(Duration.ofSeconds(5), session -> throwIt(failure)).cause())
          .as("a library says so, maybe in the service's words")
          .isEqualTo(Cause.PROTOCOL);
      StackTraceElement here = new StackTraceElement("sun.nio.ch.Net", "socket0", "Net.java", -2);
      failure.setStackTrace(new StackTraceElement[] {here});
      assertThat(probe(Duration.ofSeconds(5), session -> throwIt(failure)).cause())
          .isEqualTo(Cause.CHECKER_FAULT);
    }
  }

  @Test
  void a_check_that_waits_for_ever_is_interrupted_at_its_deadline() {
    ProbeResult result =
        probe(
            Duration.ofMillis(100),
            session -> {
              session.stage("waiting for Godot");
              new CountDownLatch(1).await();
              return new Exchange.Tcp("", "");
            });
    assertThat(result.outcome()).isEqualTo(Outcome.CRITICAL);
    assertThat(result.cause()).isEqualTo(Cause.TIMEOUT);
    assertThat(result.summary()).contains("within 100 ms").contains("waiting for Godot");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void an_answer_that_comes_after_the_deadline_is_none() {
    ProbeResult result =
        probe(
            Duration.ofMillis(50),
            session -> {
              while (!session.expired()) {
                Thread.onSpinWait();
              }
              return new Exchange.Tcp("", "");
            });
    assertThat(result.cause()).isEqualTo(Cause.TIMEOUT);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void whatever_a_check_throws_after_the_deadline_the_deadline_was_the_cause() {
    ProbeResult result =
        probe(
            Duration.ofMillis(50),
            session -> {
              while (!session.expired()) {
                Thread.onSpinWait();
              }
              throw new IllegalStateException("closed under my feet");
            });
    assertThat(result.cause()).isEqualTo(Cause.TIMEOUT);
  }

  @Test
  void a_probe_that_the_platform_stops_is_not_run_and_stays_interrupted() throws Exception {
    AtomicReference<ProbeResult> result = new AtomicReference<>();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch stillInterrupted = new CountDownLatch(1);
    Thread thread =
        Thread.startVirtualThread(() -> {
          result.set(
              probe(
                  Duration.ofSeconds(30),
                  session -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                    return new Exchange.Tcp("", "");
                  }));
          if (Thread.currentThread().isInterrupted()) {
            stillInterrupted.countDown();
          }
        });
    begun.await();
    thread.interrupt();
    thread.join();
    assertThat(result.get().outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(result.get().cause()).isEqualTo(Cause.NOT_RUN);
    assertThat(stillInterrupted.getCount()).isZero();
  }

  @Test
  void closes_what_a_check_left_open() throws IOException {
    try (TestingServer server = TestingServer.that(caller -> caller.getInputStream().read())) {
      AtomicReference<Wire> left = new AtomicReference<>();
      probe(
          Duration.ofSeconds(5),
          session -> {
            left.set(session.connect(TestingRange.ADDRESS, server.port()));
            return new Exchange.Tcp("", "");
          });
      assertThatThrownBy(() -> left.get().read()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_check_cannot_open_connections_without_end() throws IOException {
    try (TestingServer server = TestingServer.that(caller -> caller.getInputStream().read())) {
      ProbeResult result =
          probe(
              Duration.ofSeconds(20),
              session -> {
                while (true) {
                  session.connect(TestingRange.ADDRESS, server.port());
                }
              });
      assertThat(result.cause()).isEqualTo(Cause.PROTOCOL);
      assertThat(server.connections()).isLessThanOrEqualTo(16);
    }
  }

  /// A check as a lambda.
  @FunctionalInterface
  private interface Conversation {
    Exchange hold(Session session) throws IOException, InterruptedException;
  }

  private static Exchange throwIt(Throwable failure) throws IOException {
    switch (failure) {
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalArgumentException(failure);
    }
  }

  private ProbeResult probe(Duration timeout, Conversation conversation) {
    ProbeRequest request =
        TestingRange.request("testing", TestingRange.ADDRESS, 80, timeout, Map.of());
    return prober.probe(request, new TestingProtocol(conversation));
  }

  private record TestingProtocol(Conversation conversation) implements Protocol {

    @Override
    public String name() {
      return "testing";
    }

    @Override
    public String summary() {
      return "For tests.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }

    @Override
    public Exchange exchange(Target target, Probe probe, Session session)
        throws IOException, InterruptedException {
      return conversation.hold(session);
    }

    @Override
    public Verdict judge(Probe probe, Exchange exchange) {
      if (exchange instanceof Exchange.Tcp tcp && tcp.greeting().equals("bad")) {
        throw new IllegalStateException("judge fails");
      }
      return exchange instanceof Exchange.Failed failed
          ? Verdict.of(failed)
          : Verdict.fine("Fine.");
    }
  }
}
