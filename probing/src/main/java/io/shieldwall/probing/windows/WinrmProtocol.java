package io.shieldwall.probing.windows;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Encryption;
import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Expectation;
import io.shieldwall.probing.Planted;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Written;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Windows Remote Management (MS-WSMV): signs in with NTLM or basic authentication, opens a shell,
/// runs commands in it and deletes it.
public final class WinrmProtocol implements Protocol {

  private static final int SECURE_PORT = 5986;

  @Override
  public String name() {
    return "winrm";
  }

  @Override
  public String summary() {
    return "Signs in to Windows Remote Management, runs commands and looks at their output.";
  }

  @Override
  public List<Parameter> parameters() {
    return Stream.of(signedIn(), asked(), Expectation.parameters("the output"))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Parameter> signedIn() {
    return List.of(
        required("account", Type.ACCOUNT, "Account to sign in with."),
        optional("domain", Type.TEXT, "Windows domain of the account; default none."),
        choice(
            "authentication",
            List.of("ntlm", "basic"),
            "How the account signs in; basic needs TLS, or `tls: off` in so many words; default ntlm."),
        choice(
            "tls",
            List.of("off", "verify-off", "verify"),
            "TLS: none, with any certificate, or with a trusted one; default verify-off on port 5986, otherwise off."),
        choice("tls-minimum", List.of("1.2", "1.3"), "Oldest TLS version accepted; default 1.2."));
  }

  private static List<Parameter> asked() {
    return List.of(
        optional(
            "command",
            Type.TEXTS,
            "Command, or commands, run one after the other; without one only a shell is opened."),
        optional("exit", Type.NUMBER, "Code that every command must end with; default 0.")
            .within(Integer.MIN_VALUE, 0xffff_ffffL),
        optional("put", Type.TEXT, "Command that plants a token, for which it says {token}."),
        optional("get", Type.TEXT, "Command that writes the planted token out in the next round."));
  }

  @Override
  public void prepare() {
    Markup.prepare();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    String account = probe.text("account", "");
    String domain = probe.text("domain", "");
    boolean basic = probe.text("authentication", "ntlm").equals("basic");
    Encryption encryption = Encryption.of(probe, target.port(), SECURE_PORT);
    if (basic && encryption.none() && !probe.has("tls")) {
      throw new ProbeFailure(
          Cause.CHECKER_FAULT,
          "Basic authentication without TLS shows the password to everybody; a check that wants it says `tls: off`.");
    }
    String password = session.password(account);
    WinrmLine line = WinrmLine.connect(target, encryption, session);
    if (basic) {
      line.signInBasic(domain.isEmpty() ? account : domain + "\\" + account, password);
    } else {
      line.signInNtlm(domain, account, password, !encryption.none());
    }
    try (WinrmShell shell = new WinrmShell(line, session)) {
      if (probe.has("put")) {
        putAndGet(shell, probe, session);
      }
      return run(shell, probe);
    }
  }

  private static void putAndGet(WinrmShell shell, Probe probe, Session session) throws IOException {
    String get = probe.text("get", "");
    Planted.putAndGet(
        session,
        "",
        "the output of " + Verdict.quote(get),
        new Planted.Keeper<IOException>() {

          @Override
          public String fetch(Planted earlier) throws IOException {
            return get.isEmpty() ? earlier.token() : shell.run(earlier.in(get)).output();
          }

          @Override
          public void store(Planted fresh) throws IOException {
            WinrmShell.Finished put = shell.run(fresh.in(probe.text("put", "")));
            if (put.exit() != 0) {
              throw new ProbeFailure(
                  Cause.WRONG_CONTENT,
                  "Expected the command that plants a token to end with code 0, got %d: %s."
                      .formatted(put.exit(), Verdict.quote(put.errors() + put.output())));
            }
          }
        });
  }

  /// Runs the commands until one does not end as it should.
  private static Exchange run(WinrmShell shell, Probe probe) throws IOException {
    StringBuilder output = new StringBuilder();
    Map<String, String> facts = Map.of();
    for (String command : Written.texts(probe, "command")) {
      WinrmShell.Finished finished = shell.run(command);
      output.append(finished.output());
      facts =
          Map.of(
              "command",
              command,
              "exit",
              Integer.toString(finished.exit()),
              "errors",
              finished.errors());
      if (finished.exit() != wanted(probe)) {
        break;
      }
    }
    return new Exchange.Answer(output.toString(), facts);
  }

  /// Windows' codes have 32 bits; whether the highest is a sign is a matter of taste.
  private static int wanted(Probe probe) {
    return (int) probe.number("exit", 0);
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String account = Verdict.quote(probe.text("account", ""));
    if (!probe.has("command")) {
      return Verdict.fine("Account %s signed in and was given a shell.".formatted(account));
    }
    String command = Verdict.quote(answer.fact("command"));
    if (!answer.fact("exit").equals(Integer.toString(wanted(probe)))) {
      String errors = answer.fact("errors").isBlank() ? answer.text() : answer.fact("errors");
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected %s to end with code %d, got %s: %s."
              .formatted(command, wanted(probe), answer.fact("exit"), Verdict.quote(errors)));
    }
    String all = Verdict.quote(String.join(", ", Written.texts(probe, "command")));
    return Expectation.flaw(probe, "the output", answer.text())
        .orElse(Verdict.fine("Account %s signed in and ran %s.".formatted(account, all)));
  }
}
