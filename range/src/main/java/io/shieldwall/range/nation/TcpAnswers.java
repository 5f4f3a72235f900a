package io.shieldwall.range.nation;

import io.shieldwall.probing.Exchange;
import io.shieldwall.scenario.Content;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.Team;
import java.util.List;

/// Answers plain TCP probes from the model, as the wire would. A probe that neither waits for a
/// greeting nor for an answer only sees that the connection is accepted: on the embedded range it
/// always is.
final class TcpAnswers {

  /// What an SSH server of the nation says first.
  static final String SHELL_GREETING = "SSH-2.0-berylia";

  private final Team team;
  private final ServiceModel service;
  private final Probe probe;

  TcpAnswers(Team team, ServiceModel service, Probe probe) {
    this.team = team;
    this.service = service;
    this.probe = probe;
  }

  Exchange answer(Reach reach) {
    boolean listens = probe.has("banner") || probe.has("expect");
    if (!listens) {
      return new Exchange.Tcp("", "");
    }
    return switch (reach) {
      case SILENT -> ModelAnswers.SILENCE;
      case RESETS -> ModelAnswers.RESET;
      case DEPENDENCY_DOWN -> explains() ? conversation() : new Exchange.Tcp("", "");
      case ANSWERS -> conversation();
    };
  }

  /// Whether the protocol itself can say that a system behind it fails, and so does not close.
  private boolean explains() {
    return switch (service.plan.content()) {
      case Content.Web _, Content.Names _ -> true;
      case Content.Mail _,
          Content.Shell _,
          Content.Registers _,
          Content.Banner _,
          Content.Elsewhere _ ->
          false;
    };
  }

  private Exchange conversation() {
    String greeting = greeting();
    String banner = probe.text("banner", "");
    if (probe.has("banner")) {
      if (greeting.isEmpty()) {
        return ModelAnswers.SILENCE;
      }
      if (!greeting.contains(banner)) {
        return new Exchange.Tcp(greeting, "");
      }
    }
    if (!probe.has("expect")) {
      return new Exchange.Tcp(greeting, "");
    }
    String heard = (probe.has("banner") ? "" : greeting) + reply();
    return heard.isEmpty()
        ? ModelAnswers.SILENCE
        : new Exchange.Tcp(probe.has("banner") ? greeting : "", heard);
  }

  private String greeting() {
    return switch (service.plan.content()) {
      case Content.Banner banner -> line(team.expand(banner.greeting()));
      case Content.Mail mail -> line(new MailDialogue(team, mail).greeting());
      case Content.Shell _ -> line(SHELL_GREETING);
      case Content.Web _, Content.Names _, Content.Registers _, Content.Elsewhere _ -> "";
    };
  }

  private static String line(String text) {
    return text.isEmpty() ? "" : text + "\r\n";
  }

  private String reply() {
    String sent = probe.text("send", "");
    List<String> lines = sent.contains("\n") ? sent.lines().toList() : List.of();
    StringBuilder reply = new StringBuilder();
    switch (service.plan.content()) {
      case Content.Banner banner ->
          lines.forEach(line -> reply.append(line(team.expand(banner.answer()))));
      case Content.Mail mail -> {
        MailDialogue dialogue = new MailDialogue(team, mail);
        lines.forEach(line -> reply.append(line(dialogue.reply(line))));
      }
      case Content.Shell _,
          Content.Web _,
          Content.Names _,
          Content.Registers _,
          Content.Elsewhere _ -> {}
    }
    return reply.toString();
  }
}
