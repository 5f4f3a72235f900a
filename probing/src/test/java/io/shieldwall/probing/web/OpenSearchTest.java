package io.shieldwall.probing.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.Jars;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.Rounds;
import io.shieldwall.probing.TestingCertificate;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.Trust;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Search checks against a node of OpenSearch behind nginx, which asks for accounts and speaks TLS.
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenSearchTest {

  private static final String[] OPENSEARCH = {
    "org.opensearch:opensearch:3.8.0",
    "org.opensearch.plugin:transport-netty4-client:3.8.0",
    "org.apache.logging.log4j:log4j-core:2.25.4"
  };
  private static final String CONFIGURATION =
      """
      daemon off;
      USER
      worker_processes 1;
      pid FOLDER/nginx.pid;
      error_log FOLDER/error.log;
      events { worker_connections 64; }
      http {
        access_log off;
        client_body_temp_path FOLDER/1; proxy_temp_path FOLDER/2; fastcgi_temp_path FOLDER/3;
        uwsgi_temp_path FOLDER/4; scgi_temp_path FOLDER/5;
        server {
          listen ADDRESS:PLAIN;
          listen ADDRESS:SECURE ssl;
          ssl_certificate CERTIFICATE;
          ssl_certificate_key KEY;
          auth_basic search; auth_basic_user_file FOLDER/users;
          location / { proxy_pass http://ADDRESS:NODE; }
        }
      }
      """;

  private final List<Daemon> daemons = new ArrayList<>();
  private int node;
  private int plain;
  private int secure;
  private Prober trusting = TestingRange.prober();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path nginx = Daemon.program("nginx");
    List<String> java = Jars.java("SearchNode.java", OPENSEARCH);
    node = Daemon.freePort();
    plain = Daemon.freePort();
    secure = Daemon.freePort();
    Path data = Files.createDirectory(folder.resolve("node"));
    String address = TestingRange.real(TestingRange.ADDRESS).getHostAddress();
    List<Object> command = new ArrayList<>(java);
    command.addAll(List.of(data, address, node, Daemon.freePort()));
    daemons.add(Daemon.start(data, TestingRange.ADDRESS, node, command.toArray()));
    ask("PUT", "/incident/_doc/1?refresh=true", "{\"number\":1,\"place\":\"Substation 3\"}");
    ask("PUT", "/incident/_doc/2?refresh=true", "{\"number\":2,\"place\":\"Water works\"}");
    TestingCertificate certificate = TestingCertificate.of(folder, 2);
    trusting = TestingRange.prober(Trust.authorities(certificate.certificate()));
    Files.writeString(folder.resolve("users"), "monitor:{PLAIN}" + TestingRange.PASSWORD + "\n");
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(
        configuration,
        CONFIGURATION
            .replace("USER", Daemon.asRoot() ? "user root;" : "")
            .replace("CERTIFICATE", certificate.certificate().toString())
            .replace("KEY", certificate.key().toString())
            .replace("FOLDER", folder.toString())
            .replace("ADDRESS", address)
            .replace("PLAIN", "" + plain)
            .replace("SECURE", "" + secure)
            .replace("NODE", "" + node));
    daemons.add(
        Daemon.start(
            folder, TestingRange.ADDRESS, plain, nginx, "-p", folder, "-c", configuration));
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_documented_example_holds_over_two_rounds_until_somebody_tampers() throws Exception {
    Rounds rounds = new Rounds(Example.of("elasticsearch"), plain);
    ProbeResult first = rounds.next();
    assertThat(first.outcome()).as(first.summary() + first.evidence()).isEqualTo(Outcome.OK);
    assertThat(first.evidence()).doesNotContain(TestingRange.PASSWORD);
    ProbeResult second = rounds.next();
    assertThat(second.outcome()).as(second.summary() + second.evidence()).isEqualTo(Outcome.OK);
    ask("PUT", "/monitor/_doc/monitor?refresh=true", "{\"token\":\"owned\"}");
    ProbeResult tampered = rounds.next();
    assertThat(tampered.cause()).as(tampered.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(tampered.summary()).contains("got \"owned\"");
    ask("DELETE", "/monitor", "");
    ProbeResult gone = rounds.next();
    assertThat(gone.cause()).as(gone.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(gone.summary()).contains("got nothing");
  }

  @Test
  void searches_and_compares_documents() {
    assertThat(check(node, Map.of("index", "incident", "contains", "Water works")).outcome())
        .isEqualTo(Outcome.OK);
    ProbeResult other =
        check(node, Map.of("index", "incident", "search", "number:2", "contains", "Substation"));
    assertThat(other.cause()).as(other.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(other.summary()).contains("Water works");
    ProbeResult none = check(node, Map.of("index", "incident", "search", "number:3"));
    assertThat(none.summary()).isEqualTo("Expected documents in \"incident\", got none.");
    ProbeResult missing = check(node, Map.of("index", "nothing"));
    assertThat(missing.cause()).as(missing.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(missing.summary()).contains("got status 404");
  }

  @Test
  void tells_the_health_of_the_cluster() throws Exception {
    // copies of these documents would need a second node
    assertThat(check(node, Map.of()).outcome()).isEqualTo(Outcome.OK);
    assertThat(check(node, Map.of("health", "green")).outcome()).isEqualTo(Outcome.WARNING);
    ask(
        "PUT",
        "/lost?wait_for_active_shards=0",
        "{\"settings\":{\"index.routing.allocation.require.place\":\"nowhere\"}}");
    try {
      ProbeResult red = check(node, Map.of());
      assertThat(red.cause()).as(red.summary()).isEqualTo(Cause.WRONG_CONTENT);
      assertThat(red.summary()).contains("got red");
      assertThat(check(node, Map.of("health", "any")).outcome()).isEqualTo(Outcome.OK);
    } finally {
      ask("DELETE", "/lost", "");
    }
  }

  @Test
  void signs_in_and_looks_at_certificates() {
    ProbeResult stranger = check(plain, Map.of("account", "stranger"));
    assertThat(stranger.cause()).as(stranger.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(check(plain, Map.of()).cause()).isEqualTo(Cause.WRONG_CREDENTIALS);
    Map<String, Object> verified = Map.of("account", "monitor", "tls", "verify");
    ProbeResult trusted = trusting.probe(TestingRange.request("elasticsearch", secure, verified));
    assertThat(trusted.outcome()).as(trusted.summary()).isEqualTo(Outcome.OK);
    assertThat(check(secure, verified).cause()).isEqualTo(Cause.TLS);
    assertThat(check(secure, Map.of("account", "monitor", "tls", "verify-off")).outcome())
        .isEqualTo(Outcome.OK);
    assertThat(check(plain, verified).cause()).isEqualTo(Cause.TLS);
  }

  private void ask(String method, String path, String body) throws Exception {
    String address = TestingRange.real(TestingRange.ADDRESS).getHostAddress();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + ":" + node + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isIn(200, 201);
    }
  }

  private static ProbeResult check(int port, Map<String, Object> parameters) {
    return TestingRange.probe("elasticsearch", port, parameters);
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused("elasticsearch", plain, Map.of("account", "monitor"));
  }
}
