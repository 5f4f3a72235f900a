package io.shieldwall.probing;

import io.shieldwall.scenario.Cause;
import java.util.List;
import java.util.Map;

/// What came back from the wire, before anybody judges it. A simulation may make one without a
/// socket and have it judged by the same [Protocol].
public sealed interface Exchange {

  /// The final response of an HTTP exchange.
  ///
  /// @param headers values by lower-case name; repeated ones are joined by a comma
  /// @param tls whether it came over TLS
  /// @param trusted whether the certificate was verified; false where nobody asked for it
  record Http(int status, Map<String, String> headers, String body, boolean tls, boolean trusted)
      implements Exchange {

    public Http {
      headers = Map.copyOf(headers);
    }
  }

  /// What a plain TCP service said.
  ///
  /// @param greeting what it said by itself; empty where no banner was asked for
  /// @param reply what it said after the text that was sent; empty where nothing was expected
  record Tcp(String greeting, String reply) implements Exchange {}

  /// A DNS answer.
  ///
  /// @param rcode mnemonic such as `NOERROR` or `NXDOMAIN`
  /// @param answers data of the records of the wanted type in presentation form
  /// @param facts what was found out about signatures and zone transfers, where it was asked
  record Names(String rcode, List<String> answers, Map<String, String> facts) implements Exchange {

    public Names {
      answers = List.copyOf(answers);
      facts = Map.copyOf(facts);
    }

    public Names(String rcode, List<String> answers) {
      this(rcode, answers, Map.of());
    }
  }

  /// The end of an SMTP session.
  ///
  /// @param reply the server's last word on the message
  /// @param extensions what the server announced, such as `SIZE 52428800`
  record Mail(boolean accepted, String reply, List<String> extensions) implements Exchange {

    public Mail {
      extensions = List.copyOf(extensions);
    }

    public Mail(boolean accepted, String reply) {
      this(accepted, reply, List.of());
    }
  }

  /// The end of an SSH session.
  ///
  /// @param exitCode of the command; 0 where none was run
  /// @param output standard output and error of the command
  record Shell(boolean loggedIn, int exitCode, String output) implements Exchange {}

  /// Values read over Modbus: coils as 0 or 1, registers as 0 to 65535.
  record Registers(List<Integer> values) implements Exchange {

    public Registers {
      values = List.copyOf(values);
    }
  }

  /// What any other service answered.
  ///
  /// @param text what the check asked for: rows, a file's text, a message
  /// @param facts further findings by name, such as `version` or `sha256`
  record Answer(String text, Map<String, String> facts) implements Exchange {

    public Answer {
      facts = Map.copyOf(facts);
    }

    public Answer(String text) {
      this(text, Map.of());
    }

    /// A fact, or an empty text where the service did not tell it.
    public String fact(String name) {
      return facts.getOrDefault(name, "");
    }
  }

  /// No usable answer.
  ///
  /// @param message one sentence that says what happened
  record Failed(Cause cause, String message) implements Exchange {}
}
