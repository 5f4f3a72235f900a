package io.shieldwall.probing.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.Python;
import io.shieldwall.probing.TestingCertificate;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.Trust;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// gRPC health checks against the server of grpcio, gRPC's implementation in C.
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcioTest {

  private static final String SERVER =
      """
      import sys
      from concurrent import futures
      import grpc
      from grpc_health.v1 import health, health_pb2, health_pb2_grpc
      address, plain, secure, bare, certificate, key = sys.argv[1:]
      def server():
          return grpc.server(futures.ThreadPoolExecutor(max_workers=2))
      good = server()
      state = health.HealthServicer()
      health_pb2_grpc.add_HealthServicer_to_server(state, good)
      state.set('', health_pb2.HealthCheckResponse.SERVING)
      state.set('berylia.Payments', health_pb2.HealthCheckResponse.SERVING)
      state.set('berylia.Ledger', health_pb2.HealthCheckResponse.NOT_SERVING)
      credentials = grpc.ssl_server_credentials([(open(key, 'rb').read(), open(certificate, 'rb').read())])
      good.add_secure_port(f'{address}:{secure}', credentials)
      other = server()
      other.add_insecure_port(f'{address}:{bare}')
      other.start()
      good.add_insecure_port(f'{address}:{plain}')
      good.start()
      good.wait_for_termination()
      """;

  private int plain;
  private int secure;
  private int bare;
  private List<Daemon> daemons = List.of();
  private Prober prober = TestingRange.prober();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path python = Python.with("grpcio==1.85.1", "grpcio-health-checking==1.85.1");
    plain = Daemon.freePort();
    secure = Daemon.freePort();
    bare = Daemon.freePort();
    TestingCertificate certificate = TestingCertificate.of(folder, 30);
    daemons =
        List.of(
            Python.serve(
                folder,
                python,
                SERVER,
                plain,
                secure,
                bare,
                certificate.certificate(),
                certificate.key()));
    prober = TestingRange.prober(Trust.authorities(certificate.certificate()));
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_documented_example_holds() {
    ProbeResult result = grpc(plain, Example.of("grpc").parameters());
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
    assertThat(result.summary()).isEqualTo("The state of service \"berylia.Payments\" is SERVING.");
    assertThat(grpc(plain, Map.of()).summary()).isEqualTo("The state of the server is SERVING.");
  }

  @Test
  void tells_services_that_do_not_serve_or_are_unknown_and_servers_without_health() {
    assertThat(grpc(plain, Map.of("service", "berylia.Ledger")).summary())
        .isEqualTo(
            "Expected the state of service \"berylia.Ledger\" to be SERVING, got NOT_SERVING.");
    ProbeResult unknown = grpc(plain, Map.of("service", "berylia.Nothing"));
    assertThat(unknown.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(unknown.summary()).contains("NOT_FOUND");
    ProbeResult none = grpc(bare, Map.of());
    assertThat(none.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(none.summary()).contains("UNIMPLEMENTED");
  }

  @Test
  void speaks_tls_and_verifies_the_certificate_where_it_is_asked_to() {
    ProbeResult trusted = grpc(secure, Map.of("tls", "verify"));
    assertThat(trusted.cause()).as(trusted.summary()).isEqualTo(Cause.NONE);
    ProbeResult distrusted = TestingRange.probe("grpc", secure, Map.of("tls", "verify"));
    assertThat(distrusted.cause()).as(distrusted.summary()).isEqualTo(Cause.TLS);
    assertThat(TestingRange.probe("grpc", secure, Map.of("tls", "verify-off")).cause())
        .isEqualTo(Cause.NONE);
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    assertThat(TestingRange.probe("grpc", Daemon.freePort(), Map.of()).cause())
        .isEqualTo(Cause.REFUSED);
  }

  private ProbeResult grpc(int port, Map<String, Object> parameters) {
    return prober.probe(TestingRange.request("grpc", port, parameters));
  }
}
