package io.shieldwall.probing.directory;

import io.shieldwall.probing.Der;
import io.shieldwall.probing.Diagnosis;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kerby.asn1.type.Asn1Type;
import org.apache.kerby.kerberos.kerb.KrbCodec;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.crypto.CheckSumHandler;
import org.apache.kerby.kerberos.kerb.crypto.EncryptionHandler;
import org.apache.kerby.kerberos.kerb.type.KerberosTime;
import org.apache.kerby.kerberos.kerb.type.ap.ApOptions;
import org.apache.kerby.kerberos.kerb.type.ap.ApReq;
import org.apache.kerby.kerberos.kerb.type.ap.Authenticator;
import org.apache.kerby.kerberos.kerb.type.base.CheckSumType;
import org.apache.kerby.kerberos.kerb.type.base.EncryptedData;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionKey;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionType;
import org.apache.kerby.kerberos.kerb.type.base.EtypeInfo2;
import org.apache.kerby.kerberos.kerb.type.base.EtypeInfo2Entry;
import org.apache.kerby.kerberos.kerb.type.base.KeyUsage;
import org.apache.kerby.kerberos.kerb.type.base.KrbMessage;
import org.apache.kerby.kerberos.kerb.type.base.NameType;
import org.apache.kerby.kerberos.kerb.type.base.PrincipalName;
import org.apache.kerby.kerberos.kerb.type.kdc.AsReq;
import org.apache.kerby.kerberos.kerb.type.kdc.EncAsRepPart;
import org.apache.kerby.kerberos.kerb.type.kdc.EncKdcRepPart;
import org.apache.kerby.kerberos.kerb.type.kdc.EncTgsRepPart;
import org.apache.kerby.kerberos.kerb.type.kdc.KdcOptions;
import org.apache.kerby.kerberos.kerb.type.kdc.KdcRep;
import org.apache.kerby.kerberos.kerb.type.kdc.KdcReqBody;
import org.apache.kerby.kerberos.kerb.type.kdc.TgsReq;
import org.apache.kerby.kerberos.kerb.type.pa.PaDataEntry;
import org.apache.kerby.kerberos.kerb.type.pa.PaDataType;
import org.apache.kerby.kerberos.kerb.type.pa.PaEncTsEnc;
import org.apache.kerby.kerberos.kerb.type.ticket.Ticket;

/// Writes and reads Kerberos messages. A service's messages are looked at before they are decoded,
/// and ciphers that nobody should use any more are not agreed to.
final class TicketMessages {

  private static final List<EncryptionType> CIPHERS =
      List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96, EncryptionType.AES128_CTS_HMAC_SHA1_96);
  private static final Duration LIFETIME = Duration.ofHours(1);
  // RFC 3962, section 4; the library's own default is another
  private static final int USUAL_ITERATIONS = 4096;
  private static final int MOST_ITERATIONS = 100_000;
  private static final int TAG_OF_TGS_PART = 0x7a;
  private static final SecureRandom RANDOM = new SecureRandom();

  private TicketMessages() {}

  /// How the password of an account becomes its key.
  ///
  /// @param iterations how often it is hashed
  record Recipe(EncryptionType cipher, String salt, int iterations) {}

  /// Uses every cipher once.
  static void prepare() {
    try {
      Recipe recipe = new Recipe(CIPHERS.getFirst(), "salt", 1);
      EncryptionKey key = key("password", recipe);
      timestamp(key);
      authenticate(
          new KdcReqBody(), new Ticket(), key, name("a", NameType.NT_PRINCIPAL), "EXAMPLE");
    } catch (IOException | RuntimeException e) {
      System.getLogger(TicketMessages.class.getName())
          .log(System.Logger.Level.DEBUG, "preparing Kerberos failed", e);
    }
  }

  static PrincipalName name(String written, NameType type) {
    return new PrincipalName(Arrays.asList(written.split("/", -1)), type);
  }

  static KdcReqBody body(Optional<PrincipalName> client, PrincipalName service, String realm) {
    KdcReqBody body = new KdcReqBody();
    body.setKdcOptions(new KdcOptions());
    client.ifPresent(body::setCname);
    body.setRealm(realm);
    body.setSname(service);
    body.setTill(new KerberosTime(Instant.now().plus(LIFETIME).toEpochMilli()));
    body.setNonce(RANDOM.nextInt(1, Integer.MAX_VALUE));
    body.setEtypes(CIPHERS);
    return body;
  }

  static byte[] initial(KdcReqBody body, Optional<PaDataEntry> proof) throws IOException {
    AsReq request = new AsReq();
    request.setReqBody(body);
    proof.ifPresent(request::addPaData);
    return encode(request);
  }

  static byte[] further(KdcReqBody body, PaDataEntry proof) throws IOException {
    TgsReq request = new TgsReq();
    request.addPaData(proof);
    request.setReqBody(body);
    return encode(request);
  }

  /// The present time under the account's key (PA-ENC-TIMESTAMP).
  static PaDataEntry timestamp(EncryptionKey key) throws IOException {
    Instant now = Instant.now();
    PaEncTsEnc time = new PaEncTsEnc();
    time.setPaTimestamp(new KerberosTime(now.toEpochMilli()));
    time.setPaUsec(now.get(ChronoField.MICRO_OF_SECOND));
    return new PaDataEntry(
        PaDataType.ENC_TIMESTAMP, encode(encrypt(encode(time), key, KeyUsage.AS_REQ_PA_ENC_TS)));
  }

  /// A ticket with the proof that one knows its key (PA-TGS-REQ).
  static PaDataEntry authenticate(
      KdcReqBody body, Ticket ticket, EncryptionKey key, PrincipalName client, String realm)
      throws IOException {
    Instant now = Instant.now();
    Authenticator authenticator = new Authenticator();
    authenticator.setAuthenticatorVno(5);
    authenticator.setCrealm(realm);
    authenticator.setCname(client);
    authenticator.setCtime(new KerberosTime(now.toEpochMilli()));
    authenticator.setCusec(now.get(ChronoField.MICRO_OF_SECOND));
    CheckSumType sum =
        key.getKeyType() == EncryptionType.AES256_CTS_HMAC_SHA1_96
            ? CheckSumType.HMAC_SHA1_96_AES256
            : CheckSumType.HMAC_SHA1_96_AES128;
    try {
      authenticator.setCksum(
          CheckSumHandler.checksumWithKey(
              sum, encode(body), key.getKeyData(), KeyUsage.TGS_REQ_AUTH_CKSUM));
    } catch (KrbException e) {
      throw unusable(e);
    }
    ApReq proof = new ApReq();
    proof.setApOptions(new ApOptions());
    proof.setTicket(ticket);
    proof.setEncryptedAuthenticator(encrypt(encode(authenticator), key, KeyUsage.TGS_REQ_AUTH));
    return new PaDataEntry(PaDataType.TGS_REQ, encode(proof));
  }

  static KrbMessage message(byte[] bytes) throws ProbeFailure {
    if (!Der.isSound(bytes)) {
      throw new ProbeFailure(Cause.PROTOCOL, "Expected a Kerberos message, got something else.");
    }
    try {
      return KrbCodec.decodeMessage(ByteBuffer.wrap(bytes));
    } catch (IOException | RuntimeException e) {
      throw unreadable(e);
    }
  }

  static <T extends Asn1Type> T decode(byte[] bytes, Class<T> type) throws ProbeFailure {
    if (!Der.isSound(bytes)) {
      throw new ProbeFailure(Cause.PROTOCOL, "A part of the Kerberos message is malformed.");
    }
    try {
      return KrbCodec.decode(bytes, type);
    } catch (KrbException | RuntimeException e) {
      throw unreadable(e);
    }
  }

  /// What the service says about the key of the account (PA-ETYPE-INFO2), or what holds where it
  /// says nothing.
  static Recipe recipe(List<PaDataEntry> hints, EncryptionType otherwise, String salt)
      throws ProbeFailure {
    for (PaDataEntry hint : hints) {
      if (hint.getPaDataType() == PaDataType.ETYPE_INFO2) {
        for (EtypeInfo2Entry entry :
            decode(hint.getPaDataValue(), EtypeInfo2.class).getElements()) {
          if (CIPHERS.contains(entry.getEtype())) {
            return new Recipe(
                entry.getEtype(),
                Optional.ofNullable(entry.getSalt()).orElse(salt),
                iterations(Optional.ofNullable(entry.getS2kParams())));
          }
        }
      }
    }
    return new Recipe(otherwise, salt, USUAL_ITERATIONS);
  }

  static EncryptionType preferred() {
    return CIPHERS.getFirst();
  }

  private static int iterations(Optional<byte[]> parameters) throws ProbeFailure {
    if (parameters.isEmpty()) {
      return USUAL_ITERATIONS;
    }
    if (parameters.get().length != Integer.BYTES) {
      throw new ProbeFailure(Cause.PROTOCOL, "The parameters of the account's key are malformed.");
    }
    int iterations = ByteBuffer.wrap(parameters.get()).getInt();
    if (iterations < 1 || iterations > MOST_ITERATIONS) {
      throw new ProbeFailure(
          Cause.PROTOCOL,
          "The service wants the password hashed %s times; at most %d are done."
              .formatted(Integer.toUnsignedString(iterations), MOST_ITERATIONS));
    }
    return iterations;
  }

  static EncryptionKey key(String password, Recipe recipe) throws ProbeFailure {
    byte[] parameters = ByteBuffer.allocate(Integer.BYTES).putInt(recipe.iterations()).array();
    try {
      return EncryptionHandler.string2Key(password, recipe.salt(), parameters, recipe.cipher());
    } catch (KrbException | RuntimeException e) {
      throw unusable(e);
    }
  }

  /// The part of an answer that only the owner of the key can read; empty where the key is another.
  static Optional<EncKdcRepPart> open(KdcRep answer, EncryptionKey key, KeyUsage usage)
      throws ProbeFailure {
    EncryptedData sealed = sealed(answer);
    if (sealed.getEType() != key.getKeyType()) {
      return Optional.empty();
    }
    byte[] plain;
    try {
      plain = EncryptionHandler.decrypt(sealed, key, usage);
    } catch (KrbException | RuntimeException _) {
      return Optional.empty();
    }
    // RFC 4120, section 5.4.2: some write the one kind where the other belongs
    boolean further = plain.length > 0 && (plain[0] & 0xff) == TAG_OF_TGS_PART;
    return Optional.of(
        further ? decode(plain, EncTgsRepPart.class) : decode(plain, EncAsRepPart.class));
  }

  /// @throws ProbeFailure where it lacks what every answer has, or has an unwelcome cipher
  static EncryptedData sealed(KdcRep answer) throws ProbeFailure {
    EncryptedData sealed = answer.getEncryptedEncPart();
    if (sealed == null || sealed.getCipher() == null || answer.getTicket() == null) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "The Kerberos answer has no ticket or no sealed part.");
    }
    if (!CIPHERS.contains(sealed.getEType())) {
      throw new ProbeFailure(
          Cause.WRONG_CONTENT,
          "Expected an answer under AES, got cipher "
              + (sealed.getEType() == null ? "unknown" : sealed.getEType().getName())
              + ".");
    }
    return sealed;
  }

  /// @throws ProbeFailure where the key of a session is none that we use
  static EncryptionKey sessionKey(EncKdcRepPart part) throws ProbeFailure {
    EncryptionKey key = part.getKey();
    if (key == null || key.getKeyData() == null || !CIPHERS.contains(key.getKeyType())) {
      throw new ProbeFailure(Cause.WRONG_CONTENT, "The ticket has no AES key for its session.");
    }
    return key;
  }

  private static EncryptedData encrypt(byte[] plain, EncryptionKey key, KeyUsage usage)
      throws IOException {
    try {
      return EncryptionHandler.encrypt(plain, key, usage);
    } catch (KrbException | RuntimeException e) {
      throw unusable(e);
    }
  }

  private static byte[] encode(Asn1Type value) throws IOException {
    try {
      return KrbCodec.encode(value);
    } catch (KrbException e) {
      throw unusable(e);
    }
  }

  private static ProbeFailure unreadable(Exception failure) {
    return new ProbeFailure(
        Cause.PROTOCOL, "The Kerberos message cannot be read: " + Diagnosis.wording(failure) + ".");
  }

  private static ProbeFailure unusable(Exception failure) {
    return new ProbeFailure(
        Cause.PROTOCOL,
        "The keys of the Kerberos exchange cannot be used: " + Diagnosis.wording(failure) + ".");
  }
}
