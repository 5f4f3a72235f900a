package io.shieldwall.range.nation;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Exchange.Failed;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Content;
import io.shieldwall.scenario.Content.RegisterKind;
import io.shieldwall.scenario.Network.Account;
import io.shieldwall.scenario.Probe;
import java.util.List;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// Answers probes from the model, without a socket, as the wire would. The caller holds the team's
/// lock.
final class ModelAnswers {

  static final Failed SILENCE = new Failed(Cause.TIMEOUT, "No answer in time.");
  static final Failed RESET =
      new Failed(Cause.PROTOCOL, "The conversation broke off: Connection reset.");
  static final Failed CLOSED =
      new Failed(Cause.PROTOCOL, "The service closed the connection without an answer.");
  private static final Failed OTHER_PROTOCOL =
      new Failed(Cause.PROTOCOL, "The service speaks another protocol.");

  private final TeamModel team;
  private final SystemModel system;
  private final ServiceModel service;
  private final Probe probe;
  private final long at;

  ModelAnswers(TeamModel team, SystemModel system, ServiceModel service, Probe probe, long at) {
    this.team = team;
    this.system = system;
    this.service = service;
    this.probe = probe;
    this.at = at;
  }

  Exchange answer() {
    Reach reach = team.reach(system, service, at);
    return switch (probe.kind()) {
      case "http" -> new WebAnswers(team, probe, at).answer(system, service);
      case "tcp" -> new TcpAnswers(team.team, service, probe).answer(reach);
      case "dns" -> names(reach);
      case "smtp" -> mail(reach);
      case "ssh" -> shell(reach);
      case "modbus" -> registers(reach);
      default ->
          new Failed(Cause.CHECKER_FAULT, "The model knows no protocol " + probe.kind() + ".");
    };
  }

  static Failed unanswered(Reach reach) {
    return switch (reach) {
      case SILENT -> SILENCE;
      case RESETS -> RESET;
      case DEPENDENCY_DOWN, ANSWERS -> CLOSED;
    };
  }

  private Exchange names(Reach reach) {
    if (!(service.plan.content() instanceof Content.Names names)) {
      return OTHER_PROTOCOL;
    }
    if (reach == Reach.DEPENDENCY_DOWN) {
      return new Exchange.Names("SERVFAIL", List.of());
    }
    if (reach != Reach.ANSWERS) {
      boolean udp = probe.text("transport", "udp").equals("udp");
      return udp ? SILENCE : unanswered(reach);
    }
    String type = probe.text("type", "A");
    NameReply reply = NameServer.reply(team.team, names, service, probe.text("name", ""), type);
    int wanted = Type.value(type);
    return new Exchange.Names(
        reply.rcode(),
        reply.answers().stream()
            .filter(record -> record.getType() == wanted)
            .map(Record::rdataToString)
            .toList());
  }

  private Exchange mail(Reach reach) {
    if (!(service.plan.content() instanceof Content.Mail mail)) {
      return OTHER_PROTOCOL;
    }
    if (reach != Reach.ANSWERS) {
      return unanswered(reach);
    }
    MailDialogue dialogue = new MailDialogue(team.team, mail);
    String reply = dialogue.greeting();
    List<String> lines =
        List.of(
            "EHLO probe",
            "MAIL FROM:<" + probe.text("from", "") + ">",
            "RCPT TO:<" + probe.text("to", "") + ">",
            "DATA",
            ".");
    for (String line : lines) {
      if (reply.startsWith("2") || reply.startsWith("3")) {
        reply = dialogue.reply(line);
      }
    }
    return new Exchange.Mail(reply.startsWith("2"), reply.replace("\r\n", "\n"));
  }

  private Exchange shell(Reach reach) {
    String account = probe.text("account", "");
    if (system.plan.accounts().stream().map(Account::name).noneMatch(account::equals)) {
      return new Failed(
          Cause.CHECKER_FAULT, "No password is known for account \"" + account + "\".");
    }
    if (!service.isShell()) {
      return OTHER_PROTOCOL;
    }
    if (reach != Reach.ANSWERS) {
      return unanswered(reach);
    }
    if (system.lockedAccounts.contains(account)) {
      return new Exchange.Shell(false, -1, "");
    }
    return probe
        .text("command")
        .map(command -> Console.consult(team, system, account, List.of(command.split(" ")), at))
        .map(result -> new Exchange.Shell(true, result.exitCode(), result.output()))
        .orElseGet(() -> new Exchange.Shell(true, 0, ""));
  }

  private Exchange registers(Reach reach) {
    if (!(service.plan.content() instanceof Content.Registers registers)) {
      return OTHER_PROTOCOL;
    }
    if (reach != Reach.ANSWERS) {
      return unanswered(reach);
    }
    RegisterKind kind =
        probe.text("kind", "holding").equals("coil") ? RegisterKind.COIL : RegisterKind.HOLDING;
    int unit = (int) probe.number("unit", 1);
    int address = (int) probe.number("register", 0);
    RegisterReply reply = Controller.read(registers, service, unit, kind, address, 1);
    return reply.exception() == 0
        ? new Exchange.Registers(reply.values())
        : new Failed(
            Cause.WRONG_CONTENT,
            "Expected the value of %d, got exception %d.".formatted(address, reply.exception()));
  }
}
