package io.shieldwall.probing.data;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Scram;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.bson.BSONException;
import org.bson.BsonBinary;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/// Commands and answers of MongoDB's wire protocol, each one OP_MSG with one section.
final class MongodbDialogue {

  private static final int OP_MSG = 2013;
  private static final int HEADER = 16;
  private static final int MOST_BYTES = 1024 * 1024;
  private static final int AUTHENTICATION_FAILED = 18;
  private static final int UNAUTHORIZED = 13;
  private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

  private final Wire wire;
  private final Session session;
  private int requests;

  MongodbDialogue(Wire wire, Session session) {
    this.wire = wire;
    this.session = session;
  }

  /// The answer to a command that must succeed.
  BsonDocument run(String database, BsonDocument command) throws IOException {
    BsonDocument answer = answer(database, command);
    if (succeeded(answer)) {
      return answer;
    }
    int code = answer.get("code") instanceof BsonInt32 number ? number.getValue() : 0;
    boolean account = code == AUTHENTICATION_FAILED || code == UNAUTHORIZED;
    throw new ProbeFailure(
        account ? Cause.WRONG_CREDENTIALS : Cause.WRONG_CONTENT,
        "Expected the command %s to succeed, got %s."
            .formatted(
                Verdict.quote(command.getFirstKey()), Verdict.quote(text(answer, "errmsg"))));
  }

  /// The answer to a command, whatever it is.
  BsonDocument answer(String database, BsonDocument command) throws IOException {
    boolean secret = command.getFirstKey().startsWith("sasl");
    session.transcript().sent((secret ? command.getFirstKey() : command.toJson()) + "\n");
    BsonDocument asked = command.clone().append("$db", new BsonString(database));
    requests++;
    wire.write(frame(asked, requests));
    BsonDocument answer = read(requests);
    session.transcript().received((secret ? "{…}" : answer.toJson()) + "\n");
    return answer;
  }

  private static byte[] frame(BsonDocument document, int request) {
    try (BasicOutputBuffer buffer = new BasicOutputBuffer();
        BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
      CODEC.encode(writer, document, EncoderContext.builder().build());
      byte[] body = buffer.toByteArray();
      return ByteBuffer.allocate(HEADER + 5 + body.length)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(HEADER + 5 + body.length)
          .putInt(request)
          .putInt(0)
          .putInt(OP_MSG)
          .putInt(0)
          .put((byte) 0)
          .put(body)
          .array();
    }
  }

  private BsonDocument read(int request) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(wire.exactly(HEADER)).order(ByteOrder.LITTLE_ENDIAN);
    int length = header.getInt();
    if (length < HEADER + 10 || length > MOST_BYTES) {
      throw violation("a message of at most " + MOST_BYTES + " bytes", "length " + length);
    }
    int answered = header.getInt(8);
    int kind = header.getInt(12);
    byte[] body = wire.exactly(length - HEADER);
    if (answered != request || kind != OP_MSG) {
      throw violation(
          "the answer to request " + request, "kind %d to %d".formatted(kind, answered));
    }
    if (body[4] != 0) {
      throw violation("one document", "a section of kind " + body[4]);
    }
    try (BsonBinaryReader reader =
        new BsonBinaryReader(ByteBuffer.wrap(body, 5, body.length - 5).slice())) {
      return CODEC.decode(reader, DecoderContext.builder().build());
    } catch (BSONException | IllegalArgumentException | java.nio.BufferUnderflowException e) {
      throw violation("a BSON document", e.getClass().getSimpleName());
    } catch (StackOverflowError _) {
      throw violation("a BSON document", "one nested too deeply");
    }
  }

  private static ProbeFailure violation(String expected, String got) {
    return new ProbeFailure(
        Cause.PROTOCOL,
        "The answer is not MongoDB's protocol: expected %s, got %s.".formatted(expected, got));
  }

  /// Signs in by SCRAM-SHA-256 (RFC 7677) and has the server prove that it knows the account too.
  void signIn(String source, String account, String password) throws IOException {
    Scram scram = new Scram("SHA-256", account, password, session.freshToken());
    BsonDocument start =
        new BsonDocument("saslStart", new BsonInt32(1))
            .append("mechanism", new BsonString("SCRAM-SHA-256"))
            .append("payload", binary(scram.first()));
    BsonDocument challenge = accepted(answer(source, start), account);
    String last = scram.answer(payload(challenge));
    BsonDocument proof = accepted(answer(source, next(challenge, last)), account);
    if (!scram.proves(payload(proof))) {
      throw new ProbeFailure(
          Cause.WRONG_CREDENTIALS, "The server could not prove that it knows the account.");
    }
    if (!proof.getBoolean("done", org.bson.BsonBoolean.TRUE).getValue()) {
      accepted(answer(source, next(challenge, "")), account);
    }
    session.transcript().note("signed in");
  }

  private static BsonDocument next(BsonDocument challenge, String payload) {
    BsonValue conversation = challenge.get("conversationId");
    return new BsonDocument("saslContinue", new BsonInt32(1))
        .append("conversationId", conversation == null ? new BsonInt32(1) : conversation)
        .append("payload", binary(payload));
  }

  private static BsonBinary binary(String text) {
    return new BsonBinary(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static String payload(BsonDocument answer) throws ProbeFailure {
    if (!(answer.get("payload") instanceof BsonBinary payload)) {
      throw violation("a SASL payload", "none");
    }
    return new String(payload.getData(), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static BsonDocument accepted(BsonDocument answer, String account) throws ProbeFailure {
    if (succeeded(answer)) {
      return answer;
    }
    throw new ProbeFailure(
        Cause.WRONG_CREDENTIALS,
        "Expected account %s to sign in, got %s."
            .formatted(Verdict.quote(account), Verdict.quote(text(answer, "errmsg"))));
  }

  private static boolean succeeded(BsonDocument answer) {
    return Optional.ofNullable(answer.get("ok"))
        .filter(BsonValue::isNumber)
        .map(ok -> ok.asNumber().intValue() == 1)
        .orElse(false);
  }

  static String text(BsonDocument document, String name) {
    return document.get(name) instanceof BsonString text ? text.getValue() : "";
  }
}
