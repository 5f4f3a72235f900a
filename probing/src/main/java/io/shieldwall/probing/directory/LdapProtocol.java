package io.shieldwall.probing.directory;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.ExtendedResult;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import io.shieldwall.probing.Diagnosis;
import io.shieldwall.probing.Encryption;
import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Expectation;
import io.shieldwall.probing.Mistakes;
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
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// LDAP version 3 (RFC 4511): simple bind, one search and, where wanted, an attribute that a token
/// is planted in. Referrals are not followed.
public final class LdapProtocol implements Protocol {

  private static final int SECURE_PORT = 636;
  private static final int MOST_ENTRIES = 200;
  private static final int MOST_BYTES = 1024 * 1024;

  @Override
  public String name() {
    return "ldap";
  }

  @Override
  public String summary() {
    return "Binds to a directory, searches it and looks at what it finds.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters =
        new ArrayList<>(
            List.of(
                optional("account", Type.ACCOUNT, "Account to bind with; default anonymous."),
                optional(
                    "bind",
                    Type.TEXT,
                    "Name that it binds by; {account} in it stands for the account; default the"
                        + " account itself."),
                optional("base", Type.TEXT, "Entry where the search begins; default the root."),
                choice("scope", List.of("base", "one", "sub"), "How deep it goes; default sub."),
                optional("filter", Type.TEXT, "Filter (RFC 4515); default (objectClass=*)."),
                optional(
                    "attributes",
                    Type.TEXTS,
                    "Attribute, or attributes, that are asked for; default all of them."),
                optional(
                        "minimum",
                        Type.NUMBER,
                        "Least number of entries that must be found; default 1.")
                    .within(0, MOST_ENTRIES)));
    parameters.addAll(Expectation.parameters("the entries, written as `attribute: value`,"));
    parameters.add(
        optional(
            "put",
            Type.TEXT,
            "Attribute that a token is planted in; what it held before is replaced."));
    parameters.add(
        optional(
            "put-entry",
            Type.TEXT,
            "Entry that has the attribute; {account} in it stands for the account; default the one"
                + " that binds."));
    parameters.addAll(Encryption.parameters(SECURE_PORT, "StartTLS"));
    return parameters;
  }

  @Override
  public void prepare() {
    // the first of its results loads tables of texts
    ResultCode.SUCCESS.intValue();
  }

  private static Filter filter(Probe probe) throws ProbeFailure {
    String text = probe.text("filter", "(objectClass=*)");
    try {
      return Filter.create(text);
    } catch (LDAPException e) {
      throw new ProbeFailure(
          Cause.CHECKER_FAULT,
          "The check's filter " + Verdict.quote(text) + " is malformed: " + words(e) + ".");
    }
  }

  @Override
  public List<Mistake> mistakes(Probe probe) {
    return Mistakes.in(probe)
        .tried("filter", () -> filter(probe), "write one such as (uid=monitor), in parentheses")
        .all();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Encryption encryption = Encryption.of(probe, target.port(), SECURE_PORT);
    Socket socket =
        encryption.socket(session, target.scenarioAddress(), target.port(), target.name());
    try (LDAPConnection connection =
        new LDAPConnection(new GivenSocket(socket), options(session))) {
      connection.connect(socket.getInetAddress().getHostAddress(), socket.getPort());
      if (encryption.onRequest()) {
        upgrade(connection, encryption, target, session);
      }
      bind(connection, target, probe, session);
      Map<String, String> facts = new HashMap<>();
      String entries = search(connection, target, probe, session, facts);
      if (probe.has("put")) {
        putAndGet(connection, probe, session);
      }
      return new Exchange.Answer(entries, facts);
    } catch (LDAPException e) {
      throw failure(e);
    }
  }

  private static LDAPConnectionOptions options(Session session) {
    LDAPConnectionOptions options = new LDAPConnectionOptions();
    // the session's deadline comes first
    int patience = (int) session.remaining().plusSeconds(1).toMillis();
    options.setConnectTimeoutMillis(patience);
    options.setResponseTimeoutMillis(patience);
    options.setMaxMessageSize(MOST_BYTES);
    options.setFollowReferrals(false);
    options.setUseSynchronousMode(true);
    options.setAbandonOnTimeout(false);
    options.setAllowConcurrentSocketFactoryUse(true);
    return options;
  }

  private static void upgrade(
      LDAPConnection connection, Encryption encryption, Target target, Session session)
      throws LDAPException, ProbeFailure {
    session.transcript().sent("StartTLS\n");
    ExtendedResult result =
        connection.processExtendedOperation(
            new StartTLSExtendedRequest(encryption.upgrade(session, target.name())));
    if (!result.getResultCode().equals(ResultCode.SUCCESS)) {
      throw new ProbeFailure(
          Cause.TLS,
          "Expected the directory to begin TLS, got "
              + Verdict.quote(result.getResultCode().toString())
              + ".");
    }
  }

  private static void bind(LDAPConnection connection, Target target, Probe probe, Session session)
      throws LDAPException, ProbeFailure {
    Optional<String> account = probe.text("account");
    if (account.isEmpty()) {
      return;
    }
    session.stage("binding to " + target.endpoint());
    String name = boundName(probe);
    String password = session.password(account.get());
    session.transcript().sent("bind " + name + " ****\n");
    try {
      connection.bind(name, password);
    } catch (LDAPException e) {
      if (e.getResultCode().equals(ResultCode.INVALID_CREDENTIALS)
          || e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)
          || e.getResultCode().equals(ResultCode.INAPPROPRIATE_AUTHENTICATION)
          || e.getResultCode().equals(ResultCode.CONFIDENTIALITY_REQUIRED)) {
        throw new ProbeFailure(
            Cause.WRONG_CREDENTIALS,
            "Expected %s to bind, got %s.".formatted(Verdict.quote(name), words(e)));
      }
      throw e;
    }
    session.transcript().received("bound\n");
  }

  private static String boundName(Probe probe) {
    String account = probe.text("account", "");
    return probe.text("bind", "{account}").replace("{account}", account);
  }

  private static String search(
      LDAPConnection connection,
      Target target,
      Probe probe,
      Session session,
      Map<String, String> facts)
      throws LDAPException, ProbeFailure {
    session.stage("searching " + target.endpoint());
    SearchScope scope =
        switch (probe.text("scope", "sub")) {
          case "base" -> SearchScope.BASE;
          case "one" -> SearchScope.ONE;
          default -> SearchScope.SUB;
        };
    Entries found = new Entries(MOST_BYTES);
    SearchRequest request =
        new SearchRequest(
            found,
            probe.text("base", ""),
            scope,
            DereferencePolicy.NEVER,
            MOST_ENTRIES,
            0,
            false,
            filter(probe),
            Written.texts(probe, "attributes").toArray(String[]::new));
    session.transcript().sent("search " + request + "\n");
    try {
      connection.search(request);
    } catch (LDAPException e) {
      if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
        throw new ProbeFailure(
            Cause.WRONG_CONTENT,
            "Expected entry %s, got %s."
                .formatted(Verdict.quote(probe.text("base", "")), words(e)));
      }
      if (!e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
        throw e;
      }
    }
    session.transcript().received(found.text());
    facts.put("entries", "" + found.count());
    return found.text();
  }

  /// Fetches the token of the round before, and plants the next.
  private static void putAndGet(LDAPConnection connection, Probe probe, Session session)
      throws LDAPException, IOException {
    String attribute = probe.text("put", "");
    String entry =
        probe
            .text("put-entry")
            .map(text -> text.replace("{account}", probe.text("account", "")))
            .orElse(boundName(probe));
    Planted.putAndGet(
        session,
        entry,
        Verdict.quote(attribute),
        new Planted.Keeper<LDAPException>() {

          @Override
          public String fetch(Planted earlier) throws LDAPException {
            SearchResultEntry found = connection.getEntry(entry, attribute);
            return Optional.ofNullable(found)
                .flatMap(one -> Optional.ofNullable(one.getAttributeValue(attribute)))
                .orElse("");
          }

          @Override
          public void store(Planted fresh) throws LDAPException, ProbeFailure {
            session.transcript().sent("replace " + attribute + " of " + entry + "\n");
            replace(connection, entry, attribute, fresh.token());
          }
        });
  }

  private static void replace(
      LDAPConnection connection, String entry, String attribute, String value)
      throws LDAPException, ProbeFailure {
    try {
      connection.modify(entry, new Modification(ModificationType.REPLACE, attribute, value));
    } catch (LDAPException e) {
      if (e.getResultCode().isConnectionUsable()) {
        throw new ProbeFailure(
            Cause.REFUSED,
            "Expected the directory to store %s of %s, got %s."
                .formatted(Verdict.quote(attribute), Verdict.quote(entry), words(e)));
      }
      throw e;
    }
  }

  private static IOException failure(LDAPException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProbeFailure known) {
        return known;
      }
    }
    boolean content = failure.getResultCode().isConnectionUsable();
    return new ProbeFailure(
        content ? Cause.WRONG_CONTENT : Cause.PROTOCOL,
        "The directory did not do as asked: " + words(failure) + ".");
  }

  private static String words(LDAPException failure) {
    return Verdict.quote(failure.getResultCode() + ": " + Diagnosis.wording(failure));
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    String entries = answer.fact("entries");
    long minimum = probe.number("minimum", 1);
    if (entries.isEmpty() || Long.parseLong(entries) < minimum) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected at least %d entries for %s, got %s."
              .formatted(
                  minimum,
                  Verdict.quote(probe.text("filter", "(objectClass=*)")),
                  entries.isEmpty() ? "none" : entries));
    }
    return Expectation.flaw(probe, "the entries", answer.text())
        .orElseGet(() -> Verdict.fine("The directory gave %s entries.".formatted(entries)));
  }
}
