package io.shieldwall.probing.remote;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Expectation;
import io.shieldwall.probing.Mistakes;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Telnet (RFC 854): signs in at the prompts and, where wanted, types a command.
public final class TelnetProtocol implements Protocol {

  private static final String LOGIN = "(?i)(login|user ?name|user) ?: *$";
  private static final String PASSWORD = "(?i)(password|passphrase)[^\\n]*: *$";
  private static final String PROMPT = "[$#%>] *$";
  private static final Pattern REFUSAL =
      Pattern.compile("(?i)(incorrect|invalid|denied|failed|failure|bad password)");

  @Override
  public String name() {
    return "telnet";
  }

  @Override
  public String summary() {
    return "Signs in over Telnet and, where wanted, types a command and looks at what it writes.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters =
        new ArrayList<>(
            List.of(
                required("account", Type.ACCOUNT, "Account to sign in with."),
                optional("command", Type.TEXT, "Command that is typed once the prompt is there."),
                optional(
                    "login-prompt",
                    Type.TEXT,
                    "Pattern (RE2 syntax) of the question for the account; default "
                        + shown(LOGIN)),
                optional(
                    "password-prompt",
                    Type.TEXT,
                    "Pattern of the question for the password; default " + shown(PASSWORD)),
                optional(
                    "prompt",
                    Type.TEXT,
                    "Pattern of the prompt for commands; default " + shown(PROMPT))));
    parameters.addAll(Expectation.parameters("the output of the command"));
    return parameters;
  }

  private static String shown(String pattern) {
    return "`" + pattern + "`.";
  }

  @Override
  public List<Mistake> mistakes(Probe probe) {
    return Mistakes.in(probe)
        .pattern("login-prompt")
        .pattern("password-prompt")
        .pattern("prompt")
        .all();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Pattern login = pattern(probe, "login-prompt", LOGIN);
    Pattern question = pattern(probe, "password-prompt", PASSWORD);
    Pattern prompt = pattern(probe, "prompt", PROMPT);
    String account = probe.text("account", "");
    String password = session.password(account);
    TelnetTerminal terminal =
        new TelnetTerminal(session.connect(target.scenarioAddress(), target.port()), session);
    session.stage("waiting for the question for the account");
    terminal.until(login);
    terminal.type(account, account);
    session.stage("waiting for the question for the password");
    terminal.until(question);
    terminal.type(password, "****");
    session.stage("waiting for the prompt");
    String greeting = terminal.until(any(prompt, login, question));
    boolean askedAgain = question.matcher(greeting).find() && !prompt.matcher(greeting).find();
    if (askedAgain || refused(greeting, login)) {
      throw new ProbeFailure(
          Cause.WRONG_CREDENTIALS,
          "Expected account %s to sign in, got %s."
              .formatted(Verdict.quote(account), Verdict.quote(greeting)));
    }
    Optional<String> command = probe.text("command");
    if (command.isEmpty()) {
      return new Exchange.Answer(greeting);
    }
    session.stage("waiting for the end of the command");
    terminal.type(command.get(), command.get());
    String output = withoutEcho(terminal.until(prompt), command.get());
    terminal.type("exit", "exit");
    return new Exchange.Answer(output);
  }

  /// Terminals that know seven bits may find a line's end within a password; then the service asks
  /// for the password again and not for the account.
  private static Pattern any(Pattern... patterns) {
    return Pattern.compile(
        Arrays.stream(patterns).map(Pattern::pattern).collect(Collectors.joining(")|(", "(", ")")));
  }

  /// A login that failed asks for the account again, with or without a word about it.
  private static boolean refused(String text, Pattern login) {
    return login.matcher(text).find()
        || (REFUSAL.matcher(text).find() && !text.contains("Last login"));
  }

  private static String withoutEcho(String output, String command) {
    String text = output.stripLeading();
    String rest = text.startsWith(command) ? text.substring(command.length()) : text;
    int prompt = rest.lastIndexOf('\n');
    return prompt < 0 ? "" : rest.substring(0, prompt + 1).replace("\r", "");
  }

  private static Pattern pattern(Probe probe, String name, String otherwise) throws ProbeFailure {
    try {
      return Pattern.compile(probe.text(name, otherwise));
    } catch (PatternSyntaxException e) {
      throw new ProbeFailure(
          Cause.CHECKER_FAULT,
          "The check's %s is no RE2 pattern: %s.".formatted(name, e.getDescription()));
    }
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String account = Verdict.quote(probe.text("account", ""));
    return Expectation.flaw(probe, "the output", answer.text())
        .orElseGet(() ->
            Verdict.fine(
                "Account %s signed in%s."
                    .formatted(account, probe.has("command") ? " and ran the command" : "")));
  }
}
