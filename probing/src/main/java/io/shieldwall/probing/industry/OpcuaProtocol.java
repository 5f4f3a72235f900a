package io.shieldwall.probing.industry;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.shieldwall.probing.Diagnosis;
import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.sdk.client.DiscoveryClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfig;
import org.eclipse.milo.opcua.sdk.client.identity.AnonymousProvider;
import org.eclipse.milo.opcua.sdk.client.identity.IdentityProvider;
import org.eclipse.milo.opcua.sdk.client.identity.UsernameProvider;
import org.eclipse.milo.opcua.stack.core.Stack;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.channel.EncodingLimits;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfigBuilder;

/// OPC UA (IEC 62541) over its binary TCP: opens a session without message security, anonymously or
/// as a user, and reads a variable. Whatever addresses the server announces, only that of the check
/// is contacted.
public final class OpcuaProtocol implements Protocol {

  /// How long an answer may be on its way through the library after the connection has ended.
  private static final long GRACE_MILLIS = 300;

  private static final EncodingLimits LIMITS = new EncodingLimits(8192 * 8, 64, 1024 * 1024, 64);

  @Override
  public String name() {
    return "opcua";
  }

  @Override
  public String summary() {
    return "Opens a session with an OPC UA server and compares the value of a node.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> asked =
        List.of(
            optional("path", Type.TEXT, "Path of the endpoint; default none."),
            optional("account", Type.ACCOUNT, "User of the session; default anonymous."),
            required("node", Type.TEXT, "Node that is read, such as `ns=2;s=Pump.Pressure`."));
    return Stream.concat(asked.stream(), Measured.parameters().stream()).toList();
  }

  @Override
  public void prepare() {
    Stack.sharedEventLoop();
    Stack.sharedExecutor();
    Stack.sharedWheelTimer();
    Stack.sharedScheduledExecutor();
  }

  private static NodeId node(Probe probe) throws ProbeFailure {
    return NodeId.parseSafe(probe.text("node", ""))
        .orElseThrow(
            () -> new ProbeFailure(Cause.CHECKER_FAULT, "The check's node is no node identifier."));
  }

  @Override
  public List<Mistake> mistakes(Probe probe) {
    return Measured.mistakes(probe)
        .tried("node", () -> node(probe), "write one such as ns=2;s=Tank.Level or ns=2;i=1001")
        .all();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session)
      throws IOException, InterruptedException {
    NodeId node = node(probe);
    InetSocketAddress real = session.admit(target.scenarioAddress(), target.port());
    String literal = real.getAddress().getHostAddress();
    String host = literal.indexOf(':') < 0 ? literal : "[" + literal + "]";
    String url = "opc.tcp://%s:%d%s".formatted(host, real.getPort(), probe.text("path", ""));
    Optional<InetAddress> source = session.source(real);
    CompletableFuture<Void> closed = new CompletableFuture<>();
    try {
      session.stage("asking for the endpoints of " + target.endpoint());
      List<EndpointDescription> endpoints =
          await(
              DiscoveryClient.getEndpoints(
                  url, transport -> prepare(transport, closed, source, session)),
              closed);
      CompletableFuture<Void> ended = new CompletableFuture<>();
      OpcUaClient client = client(endpoint(endpoints, url), probe, ended, source, session);
      session.register(() -> client.disconnectAsync().exceptionally(_ -> client));
      session.stage("opening a session with " + target.endpoint());
      await(client.connectAsync(), ended);
      session.transcript().note("session opened");
      session.stage("waiting for the value");
      DataValue value =
          await(client.readValuesAsync(0, TimestampsToReturn.Both, List.of(node)), ended)
              .getFirst();
      await(client.disconnectAsync(), ended);
      return answer(value, session);
    } catch (UaException e) {
      throw diagnosed(e, probe);
    }
  }

  /// The library waits for its own deadlines, which lie behind the session's, also where the server
  /// has hung up; so the end of the connection is told apart.
  private static void prepare(
      OpcTcpClientTransportConfigBuilder transport,
      CompletableFuture<Void> closed,
      Optional<InetAddress> source,
      Session session) {
    transport.setBootstrapCustomizer(
        bootstrap -> source.ifPresent(address -> bootstrap.localAddress(address, 0)));
    transport.setChannelPipelineCustomizer(pipeline ->
        pipeline.addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelInactive(ChannelHandlerContext context) {
                closed.complete(null);
                context.fireChannelInactive();
              }
            }));
    long millis = session.remaining().toMillis() + 1000;
    transport.setConnectTimeout(Unsigned.uint(millis));
    transport.setAcknowledgeTimeout(Unsigned.uint(millis));
  }

  private static OpcUaClient client(
      EndpointDescription endpoint,
      Probe probe,
      CompletableFuture<Void> ended,
      Optional<InetAddress> source,
      Session session)
      throws UaException, ProbeFailure {
    Optional<String> account = probe.text("account");
    IdentityProvider identity =
        account.isPresent()
            ? new UsernameProvider(account.get(), session.password(account.get()))
            : AnonymousProvider.INSTANCE;
    OpcUaClientConfig config =
        OpcUaClientConfig.builder()
            .setEndpoint(endpoint)
            .setIdentityProvider(identity)
            .setApplicationName(LocalizedText.english("Visualisation"))
            .setApplicationUri("urn:visualisation")
            .setSessionEndpointValidationEnabled(false)
            .setEncodingLimits(LIMITS)
            .setRequestTimeout(Unsigned.uint(session.remaining().toMillis() + 1000))
            .build();
    return OpcUaClient.create(config, transport -> prepare(transport, ended, source, session));
  }

  /// The endpoint without message security, at the address that the guard permitted.
  private static EndpointDescription endpoint(List<EndpointDescription> offered, String url)
      throws ProbeFailure {
    EndpointDescription open =
        offered.stream()
            .filter(each -> each.getSecurityMode() == MessageSecurityMode.None)
            .findFirst()
            .orElseThrow(() ->
                new ProbeFailure(
                    Cause.WRONG_CONTENT,
                    "Expected an endpoint without message security, got %d others."
                        .formatted(offered.size())));
    return new EndpointDescription(
        url,
        open.getServer(),
        open.getServerCertificate(),
        open.getSecurityMode(),
        open.getSecurityPolicyUri(),
        open.getUserIdentityTokens(),
        open.getTransportProfileUri(),
        open.getSecurityLevel());
  }

  private static <T> T await(CompletableFuture<T> future, CompletableFuture<Void> closed)
      throws UaException, InterruptedException, ProbeFailure {
    try {
      CompletableFuture.anyOf(future, closed).get();
      return future.get(GRACE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw new ProbeFailure(Cause.PROTOCOL, "The server closed the connection without an answer.");
    } catch (ExecutionException e) {
      Optional<ConnectException> refused = caused(e, ConnectException.class);
      if (refused.isPresent()) {
        throw new ProbeFailure(
            Cause.REFUSED,
            "No connection to the server: " + Diagnosis.wording(refused.get()) + ".");
      }
      Optional<UaException> known = caused(e, UaException.class);
      if (known.isPresent()) {
        throw known.get();
      }
      throw new ProbeFailure(
          Cause.PROTOCOL,
          "The conversation with the server broke off: " + Diagnosis.wording(e) + ".");
    }
  }

  private static <E extends Exception> Optional<E> caused(Throwable failure, Class<E> kind) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return Optional.of(kind.cast(cause));
      }
    }
    return Optional.empty();
  }

  private static Exchange answer(DataValue value, Session session) throws ProbeFailure {
    if (value.getStatusCode().isBad()) {
      throw new ProbeFailure(
          Cause.WRONG_CONTENT,
          "Expected the node's value, got " + named(value.getStatusCode().getValue()) + ".");
    }
    Object content = value.getValue().getValue();
    String text = content instanceof Boolean state ? (state ? "1" : "0") : String.valueOf(content);
    String kept = text.length() > 4096 ? text.substring(0, 4096) : text;
    session.transcript().received(kept + "\n");
    return new Exchange.Answer(kept, Map.of());
  }

  private static ProbeFailure diagnosed(UaException failure, Probe probe) {
    long code = failure.getStatusCode().getValue();
    if (code == StatusCodes.Bad_UserAccessDenied
        || code == StatusCodes.Bad_IdentityTokenRejected
        || code == StatusCodes.Bad_IdentityTokenInvalid) {
      return new ProbeFailure(
          Cause.WRONG_CREDENTIALS,
          "Expected %s to open a session, got %s."
              .formatted(
                  probe.text("account").map(Verdict::quote).orElse("an anonymous user"),
                  named(code)));
    }
    return new ProbeFailure(
        code == StatusCodes.Bad_Timeout ? Cause.TIMEOUT : Cause.PROTOCOL,
        "The conversation with the server broke off: " + named(code) + ".");
  }

  private static String named(long code) {
    return StatusCodes.lookup(code).map(names -> names[0]).orElse("status 0x%08x".formatted(code));
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String what = "node " + Verdict.quote(probe.text("node", ""));
    return Measured.flaw(probe, what, answer.text())
        .orElseGet(() ->
            Verdict.fine("The value of %s is %s.".formatted(what, Verdict.quote(answer.text()))));
  }
}
