package io.shieldwall.probing.network;

import static io.shieldwall.scenario.ProbeKind.Parameter.choice;
import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Expectation;
import io.shieldwall.probing.Mistakes;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Written;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.snmp4j.CommunityTarget;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.SNMP4JSettings;
import org.snmp4j.ScopedPDU;
import org.snmp4j.Snmp;
import org.snmp4j.UserTarget;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.AuthHMAC384SHA512;
import org.snmp4j.security.AuthMD5;
import org.snmp4j.security.AuthSHA;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.PrivAES256;
import org.snmp4j.security.PrivDES;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmUser;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;

/// SNMP version 2c (RFC 3416) and 3 with authentication and privacy (RFC 3414): asks an agent for
/// some of its objects.
public final class SnmpProtocol implements Protocol {

  private static final OID REPORTS = new OID("1.3.6.1.6.3.15.1.1");
  private static final int SHORTEST_PASSPHRASE = 8;

  /// The library's settings for the whole process. An agent cannot sign the report that a digest is
  /// wrong; it counts all the same.
  private static final class Library {
    static final SecurityProtocols ALGORITHMS = start();

    private static SecurityProtocols start() {
      SNMP4JSettings.setTimerFactory(SnmpTimer::new);
      SNMP4JSettings.setReportSecurityLevelStrategy(
          SNMP4JSettings.ReportSecurityLevelStrategy.noAuthNoPrivIfNeeded);
      SecurityProtocols algorithms = SecurityProtocols.getInstance();
      algorithms.addAuthenticationProtocol(new AuthMD5());
      algorithms.addAuthenticationProtocol(new AuthSHA());
      algorithms.addAuthenticationProtocol(new AuthHMAC192SHA256());
      algorithms.addAuthenticationProtocol(new AuthHMAC384SHA512());
      algorithms.addPrivacyProtocol(new PrivDES());
      algorithms.addPrivacyProtocol(new PrivAES128());
      algorithms.addPrivacyProtocol(new PrivAES256());
      return algorithms;
    }
  }

  @Override
  public String name() {
    return "snmp";
  }

  @Override
  public String summary() {
    return "Asks an SNMP agent for objects and compares their values.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> asked =
        List.of(
            choice("version", List.of("2c", "3"), "Protocol version; default 2c."),
            required(
                "account",
                Type.ACCOUNT,
                "With 2c its password is the community; with 3 it is the user."),
            choice(
                "authentication",
                List.of("md5", "sha", "sha256", "sha512"),
                "How version 3 signs; default sha256."),
            choice(
                "privacy",
                List.of("none", "des", "aes128", "aes256"),
                "How version 3 encrypts; default aes128."),
            optional(
                "privacy-account",
                Type.ACCOUNT,
                "Account whose password is the privacy passphrase; default that of the user."),
            required(
                "oid", Type.TEXTS, "Object, or objects, as numbers such as 1.3.6.1.2.1.1.1.0."));
    return Stream.concat(asked.stream(), Expectation.parameters("the values").stream()).toList();
  }

  @Override
  public void prepare() {
    Objects.requireNonNull(Library.ALGORITHMS);
  }

  @Override
  public List<Mistake> mistakes(Probe probe) {
    return Mistakes.in(probe)
        .tried("oid", () -> wanted(probe), "write numbers and dots, such as 1.3.6.1.2.1.1.5.0")
        .all();
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    String password = session.password(probe.text("account", ""));
    String secret = session.password(probe.text("privacy-account", probe.text("account", "")));
    List<OID> wanted = wanted(probe);
    DatagramChannel channel = session.datagrams(target.scenarioAddress(), target.port());
    try (SnmpTransport transport = new SnmpTransport(channel);
        Snmp snmp = new Snmp(new MessageDispatcherImpl(), transport)) {
      boolean three = probe.text("version", "2c").equals("3");
      PDU question = three ? new ScopedPDU() : new PDU();
      question.setType(PDU.GET);
      wanted.forEach(oid -> question.add(new VariableBinding(oid)));
      org.snmp4j.Target<UdpAddress> agent =
          three
              ? user(snmp, transport, probe, password, secret)
              : community(snmp, transport, password);
      agent.setTimeout(Math.max(200, session.timeout().toMillis() / 3));
      agent.setRetries(2);
      transport.listen();
      session.transcript().sent("GET " + Written.texts(probe, "oid") + "\n");
      return read(snmp.send(question, agent).getResponse(), wanted, session);
    }
  }

  private static List<OID> wanted(Probe probe) throws ProbeFailure {
    try {
      return Written.texts(probe, "oid").stream().map(OID::new).toList();
    } catch (RuntimeException e) {
      throw new ProbeFailure(
          Cause.CHECKER_FAULT, "The check's oid is not one: " + e.getMessage() + ".");
    }
  }

  private static org.snmp4j.Target<UdpAddress> community(
      Snmp snmp, SnmpTransport transport, String password) {
    snmp.getMessageDispatcher().addMessageProcessingModel(new MPv2c());
    CommunityTarget<UdpAddress> agent =
        new CommunityTarget<>(transport.peer(), new OctetString(password));
    agent.setVersion(SnmpConstants.version2c);
    return agent;
  }

  private static org.snmp4j.Target<UdpAddress> user(
      Snmp snmp, SnmpTransport transport, Probe probe, String password, String secret)
      throws ProbeFailure {
    boolean open = probe.text("privacy", "aes128").equals("none");
    String account = probe.text("account", "");
    refuseShort(account, password);
    if (!open) {
      refuseShort(probe.text("privacy-account", account), secret);
    }
    OctetString engine = new OctetString(MPv3.createLocalEngineID());
    USM users = new USM(Library.ALGORITHMS, engine, 0);
    snmp.getMessageDispatcher().addMessageProcessingModel(new MPv3(users));
    OctetString name = new OctetString(account);
    users.addUser(
        open
            ? new UsmUser(name, authentication(probe), new OctetString(password), null, null)
            : new UsmUser(
                name,
                authentication(probe),
                new OctetString(password),
                privacy(probe),
                new OctetString(secret)));
    UserTarget<UdpAddress> agent = new UserTarget<>();
    agent.setAddress(transport.peer());
    agent.setVersion(SnmpConstants.version3);
    agent.setSecurityName(name);
    agent.setSecurityLevel(open ? SecurityLevel.AUTH_NOPRIV : SecurityLevel.AUTH_PRIV);
    return agent;
  }

  /// A team may hand over anything; no agent knows a user by less (RFC 3414, section 11.2).
  private static void refuseShort(String account, String passphrase) throws ProbeFailure {
    if (passphrase.getBytes(StandardCharsets.UTF_8).length < SHORTEST_PASSPHRASE) {
      throw ProbeFailure.unfit(account, "SNMPv3 wants at least " + SHORTEST_PASSPHRASE + " bytes");
    }
  }

  private static OID authentication(Probe probe) {
    return switch (probe.text("authentication", "sha256")) {
      case "md5" -> AuthMD5.ID;
      case "sha" -> AuthSHA.ID;
      case "sha512" -> AuthHMAC384SHA512.ID;
      default -> AuthHMAC192SHA256.ID;
    };
  }

  private static OID privacy(Probe probe) {
    return switch (probe.text("privacy", "aes128")) {
      case "des" -> PrivDES.ID;
      case "aes256" -> PrivAES256.ID;
      default -> PrivAES128.ID;
    };
  }

  private static Exchange read(
      @org.jspecify.annotations.Nullable PDU answer, List<OID> wanted, Session session)
      throws ProbeFailure {
    if (answer == null) {
      throw new ProbeFailure(
          Cause.TIMEOUT,
          "No answer of the agent; one that does not know the community is silent too.");
    }
    List<? extends VariableBinding> bindings = answer.getVariableBindings();
    if (answer.getType() == PDU.REPORT) {
      throw reported(bindings.isEmpty() ? new OID() : bindings.getFirst().getOid());
    }
    StringBuilder text = new StringBuilder();
    for (VariableBinding binding : bindings) {
      session.transcript().received(binding + "\n");
      if (binding.isException()) {
        throw new ProbeFailure(
            Cause.WRONG_CONTENT,
            "Expected a value of %s, got %s.".formatted(binding.getOid(), binding.toValueString()));
      }
      text.append(binding.toValueString()).append('\n');
    }
    if (answer.getErrorStatus() != 0) {
      throw new ProbeFailure(
          Cause.WRONG_CONTENT,
          "Expected the agent to answer, got error %s.".formatted(answer.getErrorStatusText()));
    }
    List<OID> got = bindings.stream().map(VariableBinding::getOid).toList();
    if (!got.equals(wanted)) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "Expected the values of %s, got those of %s.".formatted(wanted, got));
    }
    return new Exchange.Answer(text.toString());
  }

  private static ProbeFailure reported(OID oid) {
    String meaning =
        !oid.startsWith(REPORTS) || oid.size() == REPORTS.size()
            ? "report " + oid
            : switch (oid.get(REPORTS.size())) {
              case 1 -> "unsupported security level";
              case 2 -> "not in the time window";
              case 3 -> "unknown user";
              case 4 -> "unknown engine";
              case 5 -> "wrong digest, so the password is another one";
              default -> "decryption error, so the privacy passphrase is another one";
            };
    return new ProbeFailure(
        Cause.WRONG_CREDENTIALS, "Expected the agent to know the user, got " + meaning + ".");
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, name());
    }
    return Expectation.flaw(probe, "the values", answer.text())
        .orElseGet(() ->
            Verdict.fine("The agent answered with %s.".formatted(Verdict.quote(answer.text()))));
  }
}
