package io.shieldwall.probing.web;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Expectation;
import io.shieldwall.probing.HttpResponse;
import io.shieldwall.probing.Planted;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.TlsPolicy;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Elasticsearch and OpenSearch by their REST interface: the cluster's health, a search, and a
/// document that keeps a token. Each request is a connection of its own.
public final class ElasticsearchProtocol implements Protocol {

  private static final int MOST_BYTES = 1024 * 1024;
  private static final String DOCUMENT = "/_doc/monitor";

  @Override
  public String name() {
    return "elasticsearch";
  }

  @Override
  public String summary() {
    return "Looks at a search cluster's health, searches it, and keeps a token in a document.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> asked =
        List.of(
            optional("account", Type.ACCOUNT, "Account for basic authentication."),
            choice(
                "health",
                List.of("green", "yellow", "any"),
                "Health without a warning; red is critical unless any will do; default yellow."),
            optional("index", Type.TEXT, "Index that is searched."),
            optional("search", Type.TEXT, "Query string of the search; default all documents."),
            optional("put", Type.TEXT, "Index in which a document keeps a token."),
            TlsPolicy.parameter());
    return Stream.concat(asked.stream(), Expectation.parameters("the documents").stream()).toList();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Optional<String> account = probe.text("account");
    String password = account.isPresent() ? session.password(account.get()) : "";
    String authorization =
        account
            .map(name -> (name + ":" + password).getBytes(StandardCharsets.UTF_8))
            .map(pair -> "Authorization: Basic " + Base64.getEncoder().encodeToString(pair))
            .orElse("");
    Rest rest = new Rest(target, TlsPolicy.of(probe, target.port()), authorization, session);
    session.stage("waiting for the cluster's health");
    JsonNode health = rest.ask("GET", "/_cluster/health", "");
    String status = health.path("status").asString("");
    String found = "";
    if (probe.has("index")) {
      session.stage("waiting for the documents");
      found = rest.search(probe.text("index", ""), probe.text("search", "*"));
    }
    if (probe.has("put")) {
      putAndGet(rest, "/" + encoded(probe.text("put", "")) + DOCUMENT, session);
    }
    return new Exchange.Answer(
        found, Map.of("health", status, "cluster", health.path("cluster_name").asString("")));
  }

  private static void putAndGet(Rest rest, String path, Session session) throws IOException {
    Planted.putAndGet(
        session,
        "",
        "the document",
        new Planted.Keeper<IOException>() {

          @Override
          public String fetch(Planted earlier) throws IOException {
            JsonNode kept = rest.ask("GET", path, "", 200, 404);
            return kept.path("_source").path("token").asString("");
          }

          @Override
          public void store(Planted fresh) throws IOException {
            rest.ask("PUT", path + "?refresh=true", fresh.in("{\"token\":\"{token}\"}"), 200, 201);
          }
        });
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// Requests and JSON answers in turn.
  private record Rest(Target target, TlsPolicy policy, String authorization, Session session) {

    String search(String index, String query) throws IOException {
      String path = "/%s/_search?size=100&q=%s".formatted(encoded(index), encoded(query));
      StringBuilder text = new StringBuilder();
      for (JsonNode hit : ask("GET", path, "").path("hits").path("hits")) {
        text.append(hit.path("_source")).append('\n');
      }
      return text.toString();
    }

    JsonNode ask(String method, String path, String body, Integer... fine) throws IOException {
      Wire wire = policy.connect(target, session);
      wire.say(request(method, path, body));
      HttpResponse response = HttpResponse.read(wire, method, MOST_BYTES);
      List<Integer> expected = fine.length == 0 ? List.of(200) : List.of(fine);
      if (!expected.contains(response.status())) {
        boolean account = response.status() == 401 || response.status() == 403;
        throw new ProbeFailure(
            account ? Cause.WRONG_CREDENTIALS : Cause.WRONG_CONTENT,
            "Expected %s %s to succeed, got status %d."
                .formatted(method, Verdict.quote(path), response.status()));
      }
      try {
        return JsonMapper.shared().readTree(response.text());
      } catch (JacksonException _) {
        throw new ProbeFailure(
            Cause.PROTOCOL, "Expected JSON, got " + Verdict.quote(response.text()) + ".");
      }
    }

    private String request(String method, String path, String body) {
      StringBuilder request = new StringBuilder(200);
      request.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ");
      request.append(target.name()).append("\r\nAccept: application/json\r\n");
      request.append("Connection: close\r\n");
      if (!authorization.isEmpty()) {
        request.append(authorization).append("\r\n");
      }
      if (!body.isEmpty()) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        request.append("Content-Type: application/json\r\nContent-Length: ").append(length);
        request.append("\r\n");
      }
      return request.append("\r\n").append(body).toString();
    }
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String health = answer.fact("health");
    String wanted = probe.text("health", "yellow");
    if (!List.of("green", "yellow", "red").contains(health)) {
      return Verdict.critical(
          Cause.PROTOCOL, "Expected a cluster's health, got " + Verdict.quote(health) + ".");
    }
    if (health.equals("red") && !wanted.equals("any")) {
      return Verdict.critical(
          Cause.WRONG_CONTENT, "Expected the cluster's health to be " + wanted + ", got red.");
    }
    if (probe.has("index") && answer.text().isBlank()) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected documents in " + Verdict.quote(probe.text("index", "")) + ", got none.");
    }
    Optional<Verdict> flaw = Expectation.flaw(probe, "the documents", answer.text());
    if (probe.has("index") && flaw.isPresent()) {
      return flaw.get();
    }
    return health.equals("yellow") && wanted.equals("green")
        ? Verdict.warning(
            Cause.WRONG_CONTENT, "Expected the cluster's health to be green, got yellow.")
        : Verdict.fine("The health of the cluster is " + health + ".");
  }
}
