package io.shieldwall.probing.data;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Expectation;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Redis and what speaks like it (RESP, the Redis serialisation protocol): signs in, asks for a
/// key's value and keeps a token in a key from round to round.
public final class RedisProtocol implements Protocol {

  private static final int LONGEST_LINE = 64 * 1024;
  private static final int MOST_BYTES = 1024 * 1024;

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public String summary() {
    return "Signs in to a Redis server, reads a key and keeps a token in another.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> asked =
        List.of(
            optional("account", Type.ACCOUNT, "Account to sign in with; `default` is a name too."),
            optional("database", Type.NUMBER, "Number of the database; default 0.").within(0, 9999),
            optional("key", Type.TEXT, "Key whose value is compared."),
            optional("put", Type.TEXT, "Key in which each round stores a token for the next one."),
            TlsPolicy.parameter());
    return Stream.concat(asked.stream(), Expectation.parameters("the value").stream()).toList();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Optional<String> account = probe.text("account");
    String password = account.isPresent() ? session.password(account.get()) : "";
    Wire wire = TlsPolicy.of(probe, target.port()).connect(target, session);
    wire.recordNothing();
    Dialogue dialogue = new Dialogue(wire, session);
    if (account.isPresent()) {
      signIn(dialogue, account.get(), password);
    }
    dialogue.expect("PONG", "PING");
    if (probe.has("database")) {
      dialogue.expect("OK", "SELECT", "" + probe.number("database", 0));
    }
    Optional<String> value = Optional.empty();
    if (probe.has("key")) {
      session.stage("waiting for the value of " + probe.text("key", ""));
      value = dialogue.value("GET", probe.text("key", ""));
    }
    if (probe.has("put")) {
      putAndGet(dialogue, probe.text("put", ""), session);
    }
    return new Exchange.Answer(value.orElse(""), Map.of("found", "" + value.isPresent()));
  }

  /// Servers before version 6 know one account, without a name.
  private static void signIn(Dialogue dialogue, String account, String password)
      throws IOException {
    dialogue.session().stage("signing in");
    Reply reply = dialogue.ask("AUTH", account, password);
    if (reply.text().startsWith("ERR wrong number of arguments")) {
      reply = dialogue.ask("AUTH", password);
    }
    if (reply.kind() == '-') {
      throw new ProbeFailure(
          Cause.WRONG_CREDENTIALS,
          "Expected account %s to sign in, got %s."
              .formatted(Verdict.quote(account), Verdict.quote(reply.text())));
    }
    dialogue.session().transcript().note("signed in");
  }

  private static void putAndGet(Dialogue dialogue, String key, Session session) throws IOException {
    Planted.putAndGet(
        session,
        "",
        "the value of " + Verdict.quote(key),
        new Planted.Keeper<IOException>() {

          @Override
          public String fetch(Planted earlier) throws IOException {
            return dialogue.value("GET", key).orElse("");
          }

          @Override
          public void store(Planted fresh) throws IOException {
            dialogue.expect("OK", "SET", key, fresh.token());
          }
        });
  }

  /// A reply: what it begins with on the wire, and its text. A value that is not there is `_`.
  private record Reply(char kind, String text) {}

  /// Commands and replies in turn.
  private record Dialogue(Wire wire, Session session) {

    Reply ask(String... words) throws IOException {
      session.transcript().sent(String.join(" ", words) + "\n");
      ByteArrayOutputStream command = new ByteArrayOutputStream();
      command.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
      for (String word : words) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        command.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        command.writeBytes(bytes);
        command.writeBytes(new byte[] {'\r', '\n'});
      }
      wire.write(command.toByteArray());
      Reply reply = reply();
      session.transcript().received(reply.text() + "\n");
      return reply;
    }

    private Reply reply() throws IOException {
      String line = wire.line(LONGEST_LINE);
      char kind = line.isEmpty() ? ' ' : line.charAt(0);
      return switch (kind) {
        case '+', '-', ':' -> new Reply(kind, line.substring(1));
        case '$' -> bulk(line);
        default ->
            throw new ProbeFailure(
                Cause.PROTOCOL, "Expected a reply of Redis, got " + Verdict.quote(line) + ".");
      };
    }

    private Reply bulk(String line) throws IOException {
      if (line.equals("$-1")) {
        return new Reply('_', "");
      }
      if (!line.matches("\\$[0-9]{1,9}")) {
        throw new ProbeFailure(
            Cause.PROTOCOL, "Expected the length of a value, got " + Verdict.quote(line) + ".");
      }
      int length = Integer.parseInt(line.substring(1));
      if (length > MOST_BYTES) {
        throw new ProbeFailure(
            Cause.WRONG_CONTENT, "The value is longer than " + MOST_BYTES + " bytes.");
      }
      byte[] value = wire.exactly(length);
      wire.exactly(2);
      return new Reply('$', new String(value, StandardCharsets.UTF_8));
    }

    void expect(String wanted, String... words) throws IOException {
      Reply reply = ask(words);
      if (!reply.text().equals(wanted)) {
        throw refused(words[0], wanted, reply);
      }
    }

    Optional<String> value(String... words) throws IOException {
      Reply reply = ask(words);
      return switch (reply.kind()) {
        case '$' -> Optional.of(reply.text());
        case '_' -> Optional.empty();
        default -> throw refused(words[0], "a value", reply);
      };
    }

    private static ProbeFailure refused(String command, String wanted, Reply reply) {
      boolean account = reply.text().startsWith("NOAUTH") || reply.text().startsWith("NOPERM");
      return new ProbeFailure(
          account ? Cause.WRONG_CREDENTIALS : Cause.WRONG_CONTENT,
          "Expected %s to %s, got %s.".formatted(wanted, command, Verdict.quote(reply.text())));
    }
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    if (!probe.has("key")) {
      return Verdict.fine("The server answers PING.");
    }
    String key = Verdict.quote(probe.text("key", ""));
    if (answer.fact("found").equals("false")) {
      return Verdict.critical(Cause.WRONG_CONTENT, "Expected a value of " + key + ", got none.");
    }
    return Expectation.flaw(probe, "the value of " + key, answer.text())
        .orElseGet(() -> Verdict.fine("The value of " + key + " is as expected."));
  }
}
