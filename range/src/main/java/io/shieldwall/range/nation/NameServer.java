package io.shieldwall.range.nation;

import io.shieldwall.scenario.Content;
import io.shieldwall.scenario.Content.NameRecord;
import io.shieldwall.scenario.Team;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// The name servers of the nation: records from the scenario, changed by what the adversary did. A
/// name is answered with its records of the wanted type and with its alias.
final class NameServer {

  private static final long TTL = 60;
  private static final int MOST_ALIASES = 8;

  private NameServer() {}

  static NameReply reply(
      Team team, Content.Names names, ServiceModel service, String name, String type) {
    List<Record> answers = new ArrayList<>();
    String wanted = Effects.canonical(name);
    boolean known = false;
    for (int hops = 0; hops < MOST_ALIASES && !wanted.isEmpty(); hops++) {
      String alias = "";
      for (NameRecord record : names.records()) {
        String owner = Effects.canonical(team.expand(record.name()));
        known |= owner.equals(wanted) || owner.endsWith("." + wanted);
        boolean aliased = record.type().equals("CNAME") && !type.equals("CNAME");
        if (owner.equals(wanted) && (record.type().equals(type) || aliased)) {
          answers.add(record(team, record, service));
          alias = aliased ? Effects.canonical(team.expand(record.value())) : alias;
        }
      }
      wanted = alias;
    }
    return new NameReply(known ? "NOERROR" : "NXDOMAIN", answers);
  }

  private static Record record(Team team, NameRecord record, ServiceModel service) {
    String owner = team.expand(record.name());
    String redirected = service.redirected.get(Effects.canonical(owner));
    boolean address = record.type().equals("A") || record.type().equals("AAAA");
    String value = address && redirected != null ? redirected : team.expand(record.value());
    try {
      Name name = Name.fromString(owner, Name.root);
      int type = Type.value(record.type());
      String data = record.type().equals("TXT") ? quoted(value) : value;
      return Record.fromString(name, type, DClass.IN, TTL, data, Name.root);
    } catch (IOException e) {
      throw new IllegalStateException(
          "the name record " + owner + " " + record.type() + " " + value + " is not valid", e);
    }
  }

  private static String quoted(String text) {
    return text.startsWith("\"") ? text : '"' + text.replace("\"", "\\\"") + '"';
  }
}
