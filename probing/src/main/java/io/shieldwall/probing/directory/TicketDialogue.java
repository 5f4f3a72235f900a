package io.shieldwall.probing.directory;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kerby.kerberos.kerb.KrbErrorCode;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionKey;
import org.apache.kerby.kerberos.kerb.type.base.KeyUsage;
import org.apache.kerby.kerberos.kerb.type.base.KrbError;
import org.apache.kerby.kerberos.kerb.type.base.KrbMessage;
import org.apache.kerby.kerberos.kerb.type.base.MethodData;
import org.apache.kerby.kerberos.kerb.type.base.NameType;
import org.apache.kerby.kerberos.kerb.type.base.PrincipalName;
import org.apache.kerby.kerberos.kerb.type.kdc.AsRep;
import org.apache.kerby.kerberos.kerb.type.kdc.EncKdcRepPart;
import org.apache.kerby.kerberos.kerb.type.kdc.KdcRep;
import org.apache.kerby.kerberos.kerb.type.kdc.KdcReqBody;
import org.apache.kerby.kerberos.kerb.type.kdc.TgsRep;
import org.apache.kerby.kerberos.kerb.type.pa.PaDataEntry;
import org.apache.kerby.kerberos.kerb.type.ticket.Ticket;

/// The conversation of one account with a key distribution centre.
final class TicketDialogue {

  private final KdcLine line;
  private final Session session;
  private final String account;
  private final String realm;
  private final PrincipalName client;

  /// A ticket that was issued, and the key of its session.
  record Issued(String service, Ticket ticket, EncryptionKey key, Instant until) {}

  TicketDialogue(KdcLine line, Session session, String account, String realm) {
    this.line = line;
    this.session = session;
    this.account = account;
    this.realm = realm;
    this.client = TicketMessages.name(account, NameType.NT_PRINCIPAL);
  }

  /// The service of a realm that issues further tickets.
  static String ticketService(String realm) {
    return "krbtgt/" + realm;
  }

  /// Gets the first ticket (AS exchange, RFC 4120, section 3.1).
  Issued signIn(String password) throws IOException {
    String wanted = ticketService(realm);
    PrincipalName service = TicketMessages.name(wanted, NameType.NT_SRV_INST);
    session.stage("asking for the first ticket");
    KdcReqBody body = TicketMessages.body(Optional.of(client), service, realm);
    KrbMessage reply = ask("AS-REQ for " + wanted, TicketMessages.initial(body, Optional.empty()));
    Optional<EncryptionKey> key = Optional.empty();
    if (reply instanceof KrbError error && code(error) == KrbErrorCode.KDC_ERR_PREAUTH_REQUIRED) {
      session.stage("proving the password");
      key = Optional.of(TicketMessages.key(password, recipe(error)));
      body = TicketMessages.body(Optional.of(client), service, realm);
      PaDataEntry proof = TicketMessages.timestamp(key.get());
      reply =
          ask(
              "AS-REQ for " + wanted + " with the time under the account's key",
              TicketMessages.initial(body, Optional.of(proof)));
    } else if (reply instanceof AsRep) {
      session.transcript().note("the service asks for no proof of the password beforehand");
    }
    if (reply instanceof KrbError error) {
      throw refusal(error, wanted);
    }
    if (!(reply instanceof AsRep answer)) {
      throw unexpected(reply);
    }
    EncryptionKey opener =
        key.isPresent() ? key.get() : TicketMessages.key(password, recipe(answer));
    EncKdcRepPart part =
        TicketMessages.open(answer, opener, KeyUsage.AS_REP_ENCPART)
            .orElseThrow(() ->
                new ProbeFailure(
                    Cause.WRONG_CREDENTIALS,
                    "Expected a ticket that the password of %s opens, got one under another key."
                        .formatted(Verdict.quote(account))));
    return issued(answer, part, body, wanted);
  }

  /// Gets a ticket for a service with the first one (TGS exchange, RFC 4120, section 3.3).
  Issued further(Issued first, String wanted) throws IOException {
    session.stage("asking for a ticket for " + Verdict.quote(wanted));
    PrincipalName service =
        TicketMessages.name(
            wanted, wanted.startsWith("host/") ? NameType.NT_SRV_HST : NameType.NT_SRV_INST);
    KdcReqBody body = TicketMessages.body(Optional.empty(), service, realm);
    PaDataEntry proof =
        TicketMessages.authenticate(body, first.ticket(), first.key(), client, realm);
    KrbMessage reply = ask("TGS-REQ for " + wanted, TicketMessages.further(body, proof));
    if (reply instanceof KrbError error) {
      throw refusal(error, wanted);
    }
    if (!(reply instanceof TgsRep answer)) {
      throw unexpected(reply);
    }
    EncKdcRepPart part =
        TicketMessages.open(answer, first.key(), KeyUsage.TGS_REP_ENCPART_SESSKEY)
            .orElseThrow(() ->
                new ProbeFailure(
                    Cause.WRONG_CONTENT,
                    "Expected a ticket for %s that the session's key opens, got one under another"
                            .formatted(Verdict.quote(wanted))
                        + " key."));
    return issued(answer, part, body, wanted);
  }

  private KrbMessage ask(String title, byte[] message) throws IOException {
    session.transcript().sent(title + " by " + account + "@" + realm + "\n");
    KrbMessage reply = TicketMessages.message(line.ask(message));
    if (!line.overTcp()
        && reply instanceof KrbError error
        && code(error) == KrbErrorCode.RESPONSE_TOO_BIG) {
      line.changeToTcp();
      reply = TicketMessages.message(line.ask(message));
    }
    if (reply instanceof KrbError error) {
      session.transcript().received("KRB-ERROR " + words(error) + "\n");
    }
    return reply;
  }

  private TicketMessages.Recipe recipe(KrbError error) throws ProbeFailure {
    List<PaDataEntry> hints =
        error.getEdata() == null
            ? List.of()
            : TicketMessages.decode(error.getEdata(), MethodData.class).getElements();
    return noted(TicketMessages.recipe(hints, TicketMessages.preferred(), salt()));
  }

  private TicketMessages.Recipe recipe(AsRep answer) throws ProbeFailure {
    List<PaDataEntry> hints =
        answer.getPaData() == null ? List.of() : answer.getPaData().getElements();
    return noted(TicketMessages.recipe(hints, TicketMessages.sealed(answer).getEType(), salt()));
  }

  private TicketMessages.Recipe noted(TicketMessages.Recipe recipe) {
    session
        .transcript()
        .note(
            "key of cipher %s, salt %s"
                .formatted(recipe.cipher().getName(), Verdict.quote(recipe.salt())));
    return recipe;
  }

  /// The salt of an account where the service names none.
  private String salt() {
    return realm + account.replace("/", "");
  }

  private Issued issued(KdcRep answer, EncKdcRepPart part, KdcReqBody body, String wanted)
      throws ProbeFailure {
    String service =
        part.getSname() == null ? "" : String.join("/", part.getSname().getNameStrings());
    if (part.getNonce() != body.getNonce()) {
      throw new ProbeFailure(
          Cause.WRONG_CONTENT, "Expected an answer to this request, got one to another.");
    }
    if (!service.equals(wanted) || !realm.equals(part.getSrealm())) {
      throw new ProbeFailure(
          Cause.WRONG_CONTENT,
          "Expected a ticket for %s, got one for %s."
              .formatted(
                  Verdict.quote(wanted + "@" + realm),
                  Verdict.quote(service + "@" + part.getSrealm())));
    }
    if (!client.getNameStrings().equals(names(answer)) || !realm.equals(answer.getCrealm())) {
      throw new ProbeFailure(
          Cause.WRONG_CONTENT,
          "Expected a ticket of %s, got one of %s."
              .formatted(
                  Verdict.quote(account + "@" + realm),
                  Verdict.quote(String.join("/", names(answer)) + "@" + answer.getCrealm())));
    }
    Instant until =
        part.getEndTime() == null
            ? Instant.EPOCH
            : Instant.ofEpochMilli(part.getEndTime().getTime());
    if (until.isBefore(Instant.now())) {
      throw new ProbeFailure(
          Cause.WRONG_CONTENT, "Expected a ticket that is good now, got one until " + until + ".");
    }
    session
        .transcript()
        .received(
            "ticket for %s until %s, answer under %s\n"
                .formatted(wanted, until, TicketMessages.sealed(answer).getEType().getName()));
    return new Issued(service, answer.getTicket(), TicketMessages.sessionKey(part), until);
  }

  private static List<String> names(KdcRep answer) {
    return answer.getCname() == null ? List.of() : answer.getCname().getNameStrings();
  }

  private ProbeFailure refusal(KrbError error, String wanted) {
    return switch (code(error)) {
      case KDC_ERR_PREAUTH_FAILED,
          KRB_AP_ERR_BAD_INTEGRITY,
          KDC_ERR_C_PRINCIPAL_UNKNOWN,
          KDC_ERR_CLIENT_REVOKED,
          KDC_ERR_CLIENT_NOTYET,
          KDC_ERR_NAME_EXP,
          KDC_ERR_KEY_EXPIRED ->
          new ProbeFailure(
              Cause.WRONG_CREDENTIALS,
              "Expected account %s to get a ticket, got %s."
                  .formatted(Verdict.quote(account), Verdict.quote(words(error))));
      case KRB_AP_ERR_SKEW ->
          new ProbeFailure(
              Cause.WRONG_CONTENT,
              "Expected a ticket for %s, but the service's clock differs too much: %s."
                  .formatted(Verdict.quote(wanted), skew(error)));
      default ->
          new ProbeFailure(
              Cause.WRONG_CONTENT,
              "Expected a ticket for %s, got %s."
                  .formatted(Verdict.quote(wanted), Verdict.quote(words(error))));
    };
  }

  private static String skew(KrbError error) {
    if (error.getStime() == null) {
      return "it does not say by how much";
    }
    Duration ahead =
        Duration.between(Instant.now(), Instant.ofEpochMilli(error.getStime().getTime()));
    return "it is %d s %s"
        .formatted(ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead");
  }

  private static KrbErrorCode code(KrbError error) {
    return Optional.ofNullable(error.getErrorCode()).orElse(KrbErrorCode.UNKNOWN_ERR);
  }

  private static String words(KrbError error) {
    String text = Optional.ofNullable(error.getEtext()).map(String::strip).orElse("");
    return text.isEmpty() ? code(error).name() : code(error).name() + ": " + text;
  }

  private static ProbeFailure unexpected(KrbMessage reply) {
    return new ProbeFailure(
        Cause.PROTOCOL, "Expected a ticket or an error, got message " + reply.getMsgType() + ".");
  }
}
