package io.shieldwall.probing.data;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Expectation;
import io.shieldwall.probing.Mistakes;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonParseException;

/// MongoDB (OP_MSG): signs in, finds documents and keeps a token in one of them. One connection to
/// the address of the check; what the server says about other members is not followed.
public final class MongodbProtocol implements Protocol {

  private static final int MOST_DOCUMENTS = 100;
  private static final String MARK = "monitor";

  @Override
  public String name() {
    return "mongodb";
  }

  @Override
  public String summary() {
    return "Signs in to a MongoDB server, finds documents and keeps a token in one of them.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> asked =
        List.of(
            optional("account", Type.ACCOUNT, "Account to sign in with; without one nobody does."),
            optional("source", Type.TEXT, "Database that knows the account; default admin."),
            required("database", Type.TEXT, "Database to use."),
            optional("collection", Type.TEXT, "Collection whose documents are compared."),
            optional("filter", Type.TEXT, "Which documents, as extended JSON; default all."),
            optional(
                "put", Type.TEXT, "Collection in which each round leaves a document with a token."),
            TlsPolicy.parameter());
    return Stream.concat(asked.stream(), Expectation.parameters("the documents").stream()).toList();
  }

  @Override
  public void prepare() {
    BsonDocument.parse("{\"ping\": 1}").toJson();
  }

  @Override
  public List<Mistake> mistakes(Probe probe) {
    return Mistakes.in(probe)
        .tried("filter", () -> filter(probe), "write JSON, such as '{\"number\": 1}'")
        .all();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Optional<String> account = probe.text("account");
    String password = account.isPresent() ? session.password(account.get()) : "";
    BsonDocument filter = filter(probe);
    Wire wire = TlsPolicy.of(probe, target.port()).connect(target, session);
    wire.recordNothing();
    MongodbDialogue dialogue = new MongodbDialogue(wire, session);
    String version = greet(dialogue, session);
    if (account.isPresent()) {
      session.stage("signing in");
      dialogue.signIn(probe.text("source", "admin"), account.get(), password);
    }
    String database = probe.text("database", "");
    String found = "";
    if (probe.has("collection")) {
      session.stage("waiting for the documents");
      found = find(dialogue, database, probe.text("collection", ""), filter);
    }
    if (probe.has("put")) {
      putAndGet(dialogue, database, probe.text("put", ""), session);
    }
    return new Exchange.Answer(found, Map.of("version", version));
  }

  private static BsonDocument filter(Probe probe) throws ProbeFailure {
    try {
      return BsonDocument.parse(probe.text("filter", "{}"));
    } catch (JsonParseException e) {
      throw new ProbeFailure(
          Cause.CHECKER_FAULT, "The check's filter is no extended JSON: " + e.getMessage() + ".");
    }
  }

  private static String greet(MongodbDialogue dialogue, Session session) throws IOException {
    dialogue.answer("admin", new BsonDocument("hello", new BsonInt32(1)));
    BsonDocument build = dialogue.answer("admin", new BsonDocument("buildInfo", new BsonInt32(1)));
    String version = MongodbDialogue.text(build, "version");
    session.transcript().note("server version " + Verdict.quote(version));
    return version;
  }

  private static String find(
      MongodbDialogue dialogue, String database, String collection, BsonDocument filter)
      throws IOException {
    BsonDocument command =
        new BsonDocument("find", new BsonString(collection))
            .append("filter", filter)
            .append("limit", new BsonInt32(MOST_DOCUMENTS))
            .append("batchSize", new BsonInt32(MOST_DOCUMENTS))
            .append("singleBatch", org.bson.BsonBoolean.TRUE);
    BsonValue cursor = dialogue.run(database, command).get("cursor");
    if (cursor == null
        || !cursor.isDocument()
        || !(cursor.asDocument().get("firstBatch") instanceof BsonArray batch)) {
      throw new ProbeFailure(Cause.PROTOCOL, "Expected a batch of documents, got none.");
    }
    StringBuilder text = new StringBuilder();
    for (BsonValue value : batch) {
      text.append(value.isDocument() ? value.asDocument().toJson() : value).append('\n');
    }
    return text.toString();
  }

  private static void putAndGet(
      MongodbDialogue dialogue, String database, String collection, Session session)
      throws IOException {
    Planted.putAndGet(
        session,
        "",
        "the documents of " + Verdict.quote(collection),
        new Planted.Keeper<IOException>() {

          @Override
          public String fetch(Planted earlier) throws IOException {
            return find(dialogue, database, collection, marked(earlier));
          }

          @Override
          public void store(Planted fresh) throws IOException {
            insert(dialogue, database, collection, marked(fresh));
          }

          @Override
          public void remove(Planted earlier) throws IOException {
            BsonDocument old =
                new BsonDocument("q", marked(earlier)).append("limit", new BsonInt32(0));
            dialogue.run(
                database,
                new BsonDocument("delete", new BsonString(collection))
                    .append("deletes", new BsonArray(List.of(old))));
          }
        });
  }

  private static void insert(
      MongodbDialogue dialogue, String database, String collection, BsonDocument document)
      throws IOException {
    BsonDocument inserted =
        dialogue.run(
            database,
            new BsonDocument("insert", new BsonString(collection))
                .append("documents", new BsonArray(List.of(document))));
    if (inserted.containsKey("writeErrors")) {
      throw new ProbeFailure(
          Cause.WRONG_CONTENT,
          "Expected the document to be stored, got "
              + Verdict.quote(inserted.get("writeErrors").toString())
              + ".");
    }
  }

  private static BsonDocument marked(Planted planted) {
    return new BsonDocument("kind", new BsonString(MARK))
        .append("token", new BsonString(planted.token()));
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    if (probe.has("collection") && answer.text().isBlank()) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected documents in " + Verdict.quote(probe.text("collection", "")) + ", got none.");
    }
    return Expectation.flaw(probe, "the documents", answer.text())
        .orElseGet(() ->
            Verdict.fine(
                probe.has("collection")
                    ? "%d document(s) found as expected.".formatted(answer.text().lines().count())
                    : "The server of version %s answers.".formatted(answer.fact("version"))));
  }
}
