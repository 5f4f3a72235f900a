package io.shieldwall.probing.web;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.shieldwall.probing.Diagnosis;
import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.TlsPolicy;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/// The health of a gRPC service, as it tells it itself (grpc.health.v1), over HTTP/2 with or
/// without TLS.
public final class GrpcProtocol implements Protocol {

  private static final int MOST_BYTES = 64 * 1024;
  private static final int SERVING = 1;
  private static final List<String> STATES =
      List.of("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");

  /// What all checks share: threads, and the one method that is called.
  private static final class Library {
    static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();
    static final ScheduledExecutorService TIMER =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("grpc-timer").factory());
    static final MethodDescriptor<byte[], byte[]> CHECK =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("grpc.health.v1.Health/Check")
            .setRequestMarshaller(new Octets())
            .setResponseMarshaller(new Octets())
            .build();
  }

  /// Messages as they are on the wire: two of one field each need no library.
  private static final class Octets implements MethodDescriptor.Marshaller<byte[]> {

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readNBytes(MOST_BYTES);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public String name() {
    return "grpc";
  }

  @Override
  public String summary() {
    return "Asks a gRPC server whether a service of it is serving.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        optional("service", Type.TEXT, "Name of the service; default the server as a whole."),
        TlsPolicy.parameter());
  }

  @Override
  public void prepare() {
    Objects.requireNonNull(Library.CHECK);
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    InetSocketAddress real = session.admit(target.scenarioAddress(), target.port());
    ManagedChannel channel = channel(real, target, probe, session);
    session.register(channel::shutdownNow);
    session.stage("waiting for the health of " + target.endpoint());
    String service = probe.text("service", "");
    session.transcript().sent("grpc.health.v1.Health/Check " + Verdict.quote(service) + "\n");
    long patience = session.remaining().toMillis() + 1000;
    try {
      byte[] answer =
          ClientCalls.blockingUnaryCall(
              channel,
              Library.CHECK,
              CallOptions.DEFAULT.withDeadlineAfter(patience, TimeUnit.MILLISECONDS),
              request(service));
      String state = state(answer);
      session.transcript().received(state + "\n");
      return new Exchange.Answer(state, Map.of());
    } catch (StatusRuntimeException e) {
      session.transcript().received(e.getStatus().getCode() + "\n");
      return refused(e.getStatus());
    }
  }

  private static ManagedChannel channel(
      InetSocketAddress real, Target target, Probe probe, Session session) {
    OkHttpChannelBuilder builder =
        OkHttpChannelBuilder.forAddress(real.getAddress().getHostAddress(), real.getPort())
            .socketFactory(session.sockets())
            .overrideAuthority(target.name())
            .executor(Library.THREADS)
            .transportExecutor(Library.THREADS)
            .scheduledExecutorService(Library.TIMER)
            .maxInboundMessageSize(MOST_BYTES)
            .maxInboundMetadataSize(MOST_BYTES)
            .disableRetry()
            .disableServiceConfigLookUp();
    TlsPolicy policy = TlsPolicy.of(probe, target.port());
    if (policy == TlsPolicy.OFF) {
      builder.usePlaintext();
    } else {
      builder.useTransportSecurity().sslSocketFactory(session.trust().factory(policy));
      if (policy == TlsPolicy.VERIFY_OFF) {
        builder.hostnameVerifier((host, tls) -> true);
      }
    }
    return builder.build();
  }

  /// `HealthCheckRequest`: field 1 is the service's name.
  private static byte[] request(String service) {
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    if (name.length > 0) {
      message.write(0x0a);
      for (int rest = name.length; ; rest >>= 7) {
        message.write((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
        if (rest <= 0x7f) {
          break;
        }
      }
      message.writeBytes(name);
    }
    return message.toByteArray();
  }

  /// `HealthCheckResponse`: field 1 is the state, which is not written when it is 0.
  private static String state(byte[] message) throws ProbeFailure {
    boolean empty = message.length == 0;
    if (!empty && (message.length < 2 || message[0] != 0x08 || message[1] >= STATES.size())) {
      throw new ProbeFailure(Cause.PROTOCOL, "The answer is no state of health.");
    }
    return STATES.get(empty ? 0 : Math.max(0, message[1]));
  }

  private static Exchange refused(Status status) throws IOException {
    for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException tls) {
        throw new ProbeFailure(
            Cause.TLS, "The TLS handshake failed: " + Diagnosis.wording(tls) + ".");
      }
      if (cause instanceof IOException known) {
        throw known;
      }
    }
    String said =
        status.getDescription() == null ? "" : ": " + Verdict.quote(status.getDescription());
    Cause cause =
        switch (status.getCode()) {
          case NOT_FOUND, UNIMPLEMENTED -> Cause.WRONG_CONTENT;
          case UNAUTHENTICATED, PERMISSION_DENIED -> Cause.WRONG_CREDENTIALS;
          case DEADLINE_EXCEEDED -> Cause.TIMEOUT;
          default -> Cause.PROTOCOL;
        };
    throw new ProbeFailure(
        cause, "Expected a state of health, got %s%s.".formatted(status.getCode(), said));
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String what =
        probe.has("service") ? "service " + Verdict.quote(probe.text("service", "")) : "the server";
    return answer.text().equals(STATES.get(SERVING))
        ? Verdict.fine("The state of " + what + " is SERVING.")
        : Verdict.critical(
            Cause.WRONG_CONTENT,
            "Expected the state of %s to be SERVING, got %s.".formatted(what, answer.text()));
  }
}
