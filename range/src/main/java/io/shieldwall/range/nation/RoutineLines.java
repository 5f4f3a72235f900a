package io.shieldwall.range.nation;

import io.shieldwall.range.Chance;
import io.shieldwall.scenario.Content;
import io.shieldwall.scenario.Network.DefendedSystem;
import io.shieldwall.scenario.Network.Service;
import io.shieldwall.scenario.Team;
import java.util.ArrayList;
import java.util.List;

/// What a system writes on a calm day. Line `k` stands at about `k` times the system's period and
/// reads the same whenever it is made.
final class RoutineLines {

  private static final long SHORTEST_PERIOD = 150_000;
  private static final long LONGEST_PERIOD = 420_000;

  private final long seed;
  private final Team team;
  private final String system;
  private final long period;
  private final List<String> phrases;

  RoutineLines(long seed, Team team, DefendedSystem system) {
    this.seed = seed;
    this.team = team;
    this.system = system.id();
    this.period = Chance.of(seed, "period", system.id()).between(SHORTEST_PERIOD, LONGEST_PERIOD);
    this.phrases = phrases(team, system);
  }

  private static List<String> phrases(Team team, DefendedSystem system) {
    List<String> phrases = new ArrayList<>();
    phrases.add("cron[#]: (root) CMD (run-parts /etc/cron.hourly)");
    phrases.add("systemd[1]: Finished cleanup of temporary directories.");
    phrases.add("chronyd[#]: Selected source " + team.expand("10.{n}.100.1"));
    phrases.add("backup[#]: snapshot of " + system.id() + " completed, # files unchanged");
    phrases.add("kernel: eth0: link up, # packets since midnight");
    for (Service service : system.services()) {
      phrases.add(phrase(team, service));
    }
    return List.copyOf(phrases);
  }

  private static String phrase(Team team, Service service) {
    String visitor = team.expand("10.{n}.100.#");
    return switch (service.content()) {
      case Content.Web web -> {
        String path = web.pages().isEmpty() ? "/" : web.pages().getFirst().path();
        yield service.id() + "[#]: " + visitor + " GET " + path + " 200";
      }
      case Content.Names _ -> service.id() + "[#]: client " + visitor + " query answered";
      case Content.Mail _ -> service.id() + "[#]: message from " + visitor + " accepted, queued";
      case Content.Shell _ -> "sshd[#]: Accepted password for monitor from " + visitor;
      case Content.Registers _ -> service.id() + "[#]: poll from " + visitor + " answered";
      case Content.Banner _, Content.Elsewhere _ ->
          service.id() + "[#]: session of " + visitor + " closed normally";
    };
  }

  /// The last lines up to an exercise time, oldest first.
  List<LogLine> latest(int count, long at) {
    List<LogLine> lines = new ArrayList<>();
    long last = at / period;
    for (long k = Math.max(0, last - count); k <= last; k++) {
      LogLine line = line(k);
      if (line.at() <= at) {
        lines.add(line);
      }
    }
    return lines;
  }

  private LogLine line(long k) {
    Chance chance = Chance.of(seed, "routine", team.id(), system, Long.toString(k));
    long at = k * period + chance.between(0, period - 1);
    String phrase = chance.oneOf(phrases);
    StringBuilder text = new StringBuilder(system).append(' ');
    for (int i = 0; i < phrase.length(); i++) {
      char character = phrase.charAt(i);
      if (character == '#') {
        text.append(chance.between(2, 250));
      } else {
        text.append(character);
      }
    }
    return new LogLine(at, text.toString());
  }
}
