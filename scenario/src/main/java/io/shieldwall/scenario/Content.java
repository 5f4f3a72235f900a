package io.shieldwall.scenario;

import java.util.List;

/// What a service of the embedded range shows to whoever connects; one record a protocol.
public sealed interface Content {

  /// A web site.
  ///
  /// @param tls whether it is served over TLS
  record Web(boolean tls, List<Page> pages) implements Content {
    public Web {
      pages = List.copyOf(pages);
    }
  }

  /// A page of a web site. Texts are templates of the team.
  ///
  /// @param path absolute path such as `/login`
  /// @param type media type such as `text/html` or `application/json`
  /// @param status HTTP status code
  /// @param location target of a redirect; empty when the page is none
  /// @param record name of the data record whose value stands in the text as `{value}`; empty when
  ///   none
  record Page(
      String path,
      String title,
      String text,
      String type,
      int status,
      String location,
      String record) {}

  /// An authoritative name server.
  record Names(List<NameRecord> records) implements Content {
    public Names {
      records = List.copyOf(records);
    }
  }

  /// A resource record; name and value are templates of the team.
  ///
  /// @param type A, AAAA, MX, TXT, CNAME, NS or SRV
  record NameRecord(String name, String type, String value) {}

  /// A mail server that accepts mail for its domains.
  record Mail(String banner, List<String> domains) implements Content {
    public Mail {
      domains = List.copyOf(domains);
    }
  }

  /// An SSH server: the defenders' way into the system.
  record Shell(String banner) implements Content {}

  /// A Modbus/TCP device.
  record Registers(int unit, List<Register> registers) implements Content {
    public Registers {
      registers = List.copyOf(registers);
    }
  }

  /// A point of a Modbus device.
  ///
  /// @param kind coil (0 or 1) or holding register (0 to 65535)
  /// @param address protocol address, 0 to 65535
  /// @param measure unit of measure such as `kV`; empty when none
  record Register(String name, RegisterKind kind, int address, int value, String measure) {}

  /// The two tables of a Modbus device that the range serves.
  enum RegisterKind {
    COIL,
    HOLDING
  }

  /// Nothing: the service exists on a real range only, and the embedded one leaves it out.
  record Elsewhere() implements Content {}

  /// A line protocol that greets: what it says first and what it answers.
  ///
  /// @param answer reply to any line; empty when it stays silent
  record Banner(String greeting, String answer) implements Content {}
}
