package io.shieldwall.probing.chat;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import io.shieldwall.probing.Encryption;
import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Expectation;
import io.shieldwall.probing.Planted;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// IRC (RFC 2812): registers, joins a channel where wanted, and sends itself a message with a token
/// that must come back.
public final class IrcProtocol implements Protocol {

  private static final int SECURE_PORT = 6697;
  private static final int LONGEST_LINE_SENT = 512;
  private static final int LONGEST_LINE = 8192;
  private static final int MOST_LINES = 5000;
  private static final int MOST_NAMES_TRIED = 5;
  private static final List<String> NAMES =
      List.of("anna", "jonas", "mira", "oskar", "liis", "ville");
  private static final Set<String> NO_ENTRY =
      Set.of("403", "405", "437", "471", "473", "474", "475", "476", "477", "489");

  @Override
  public String name() {
    return "irc";
  }

  @Override
  public String summary() {
    return "Registers at an IRC server, joins a channel and gets a message to itself back.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters =
        new ArrayList<>(
            List.of(
                optional(
                    "account",
                    Type.ACCOUNT,
                    "Account whose password the server asks for, and its nickname; default none."),
                optional("channel", Type.TEXT, "Channel that is joined, such as #staff.")));
    parameters.addAll(
        Expectation.parameters("the channel's topic or, without a channel, the server's welcome"));
    parameters.add(
        optional(
            "put",
            Type.TEXT,
            "Topic with {token} that is set and must be there in the next round; for a channel that"
                + " stays."));
    Encryption.parameters(SECURE_PORT, "").stream()
        .filter(each -> !each.name().equals("starttls"))
        .forEach(parameters::add);
    return parameters;
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Encryption encryption = Encryption.of(probe, target.port(), SECURE_PORT);
    Client client =
        new Client(
            encryption.connect(session, target.scenarioAddress(), target.port(), target.name()),
            session,
            probe.text("account", ""));
    String welcome = client.register();
    Optional<String> channel = probe.text("channel");
    String text = welcome;
    if (channel.isPresent()) {
      session.stage("joining " + Verdict.quote(channel.get()));
      text = client.join(channel.get());
      if (probe.has("put")) {
        client.putAndGet(channel.get(), text, probe.text("put", ""));
      }
    }
    session.stage("waiting for a message to itself");
    client.talkToItself();
    client.say("QUIT");
    return new Exchange.Answer(text);
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String what = probe.has("channel") ? "the topic" : "the welcome";
    return Expectation.flaw(probe, what, answer.text())
        .orElseGet(() -> Verdict.fine("A message to itself came back from the IRC server."));
  }

  /// A line of the server.
  ///
  /// @param last its last parameter, which is the text
  private record Line(String source, String command, List<String> middle, String last) {

    static Line of(String text) {
      String rest = text;
      String source = "";
      if (rest.startsWith(":")) {
        int space = rest.indexOf(' ');
        source = space < 0 ? rest.substring(1) : rest.substring(1, space);
        rest = space < 0 ? "" : rest.substring(space + 1);
      }
      int colon = rest.indexOf(" :");
      String last = colon < 0 ? "" : rest.substring(colon + 2);
      List<String> words =
          List.of((colon < 0 ? rest : rest.substring(0, colon)).strip().split(" +"));
      List<String> middle = words.subList(1, words.size());
      return new Line(
          source,
          words.getFirst(),
          middle,
          colon >= 0 || middle.isEmpty() ? last : middle.getLast());
    }
  }

  /// One visitor of the server.
  private static final class Client {

    private final Wire wire;
    private final Session session;
    private final String account;
    private String nick;
    private int lines;

    Client(Wire wire, Session session, String account) {
      this.wire = wire;
      this.session = session;
      this.account = account;
      this.nick =
          account.isEmpty()
              ? session.choose(NAMES) + ThreadLocalRandom.current().nextInt(100, 1000)
              : account;
    }

    String register() throws IOException {
      session.stage("registering");
      if (!account.isEmpty()) {
        String password = session.password(account);
        byte[] line = ("PASS :" + plain(password) + "\r\n").getBytes(StandardCharsets.UTF_8);
        if (line.length > LONGEST_LINE_SENT) {
          throw ProbeFailure.unfit(account, "a line of IRC has at most 512 bytes");
        }
        session.transcript().sent("PASS ****\r\n");
        wire.write(line);
      }
      say("NICK " + plain(nick));
      say("USER " + plain(nick) + " 0 * :" + plain(nick));
      StringBuilder welcome = new StringBuilder();
      int tried = 0;
      for (Line line = next(); ; line = next()) {
        switch (line.command()) {
          case "376", "422" -> {
            return welcome.toString();
          }
          case "001", "002", "003", "372" -> welcome.append(line.last()).append('\n');
          case "433", "436" -> {
            if (++tried > MOST_NAMES_TRIED) {
              throw new ProbeFailure(
                  Cause.REFUSED, "Expected the IRC server to take a nickname, got none free.");
            }
            nick = nick + ThreadLocalRandom.current().nextInt(10);
            say("NICK " + nick);
          }
          case "464", "465" ->
              throw new ProbeFailure(
                  Cause.WRONG_CREDENTIALS,
                  "Expected the IRC server to let us in, got " + Verdict.quote(line.last()) + ".");
          default -> {
            // not about the registration
          }
        }
      }
    }

    /// The topic of the channel; empty where it has none.
    String join(String channel) throws IOException {
      say("JOIN " + plain(channel));
      String topic = "";
      for (Line line = next(); !line.command().equals("366"); line = next()) {
        if (line.command().equals("332")) {
          topic = line.last();
        }
        if (NO_ENTRY.contains(line.command())) {
          throw new ProbeFailure(
              Cause.WRONG_CONTENT,
              "Expected to join %s, got %s."
                  .formatted(Verdict.quote(channel), Verdict.quote(line.last())));
        }
      }
      return topic;
    }

    void putAndGet(String channel, String topic, String template) throws IOException {
      Planted.putAndGet(
          session,
          channel,
          "the topic",
          new Planted.Keeper<IOException>() {

            @Override
            public String fetch(Planted earlier) {
              return topic;
            }

            @Override
            public void store(Planted fresh) throws IOException {
              setTopic(channel, fresh.in(template));
            }
          });
    }

    private void setTopic(String channel, String topic) throws IOException {
      say("TOPIC " + plain(channel) + " :" + plain(topic));
      for (Line line = next(); !line.command().equals("TOPIC"); line = next()) {
        if (line.command().equals("482") || line.command().equals("442")) {
          throw new ProbeFailure(
              Cause.REFUSED,
              "Expected to set the topic of %s, got %s."
                  .formatted(Verdict.quote(channel), Verdict.quote(line.last())));
        }
      }
    }

    void talkToItself() throws IOException {
      String token = session.freshToken();
      say("PRIVMSG " + nick + " :" + token);
      for (Line line = next(); ; line = next()) {
        if (line.command().equals("PRIVMSG") && line.source().startsWith(nick + "!")) {
          if (line.last().equals(token)) {
            return;
          }
          throw new ProbeFailure(
              Cause.WRONG_CONTENT,
              "Expected the message as it was sent, got " + Verdict.quote(line.last()) + ".");
        }
        if (line.command().equals("401") || line.command().equals("404")) {
          throw new ProbeFailure(
              Cause.WRONG_CONTENT,
              "Expected the message to be delivered, got " + Verdict.quote(line.last()) + ".");
        }
      }
    }

    /// The next line that is not a ping, which is answered.
    private Line next() throws IOException {
      while (lines++ < MOST_LINES) {
        String text = wire.line(LONGEST_LINE);
        Line line = Line.of(text);
        switch (line.command()) {
          case "PING" -> say("PONG :" + line.last());
          case "ERROR" ->
              throw new ProbeFailure(
                  line.last().toLowerCase(java.util.Locale.ROOT).contains("password")
                      ? Cause.WRONG_CREDENTIALS
                      : Cause.REFUSED,
                  "The IRC server sent us away: " + Verdict.quote(line.last()) + ".");
          case "NOTICE", "PRIVMSG", "JOIN", "MODE", "TOPIC", "NICK", "PART", "QUIT" -> {
            return line;
          }
          default -> {
            if (line.command().matches("[0-9]{3}")) {
              return line;
            }
            throw new ProbeFailure(
                Cause.PROTOCOL, "Expected a line of IRC, got " + Verdict.quote(text) + ".");
          }
        }
      }
      throw new ProbeFailure(
          Cause.PROTOCOL, "The IRC server sent more than " + MOST_LINES + " lines.");
    }

    void say(String line) throws IOException {
      wire.say(line + "\r\n");
    }

    private static String plain(String text) throws ProbeFailure {
      if (text.chars().anyMatch(character -> character < 0x20)) {
        throw new ProbeFailure(
            Cause.CHECKER_FAULT, "An account, channel or topic holds a control character.");
      }
      return text;
    }
  }
}
