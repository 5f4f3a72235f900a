package io.shieldwall.probing.remote;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Verdict;
import io.shieldwall.probing.Wire;
import io.shieldwall.scenario.Cause;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Map;

/// The login before the session (CredSSP, MS-CSSP, versions 2 to 6), with NTLMv2. It ends where
/// both sides have proven that they know the password and see the same certificate; the password
/// itself, which a user would hand over next, is never sent.
final class CredSsp {

  private static final int VERSION = 6;
  private static final int OLDEST = 2;
  private static final int FIRST_WITH_NONCE = 5;
  private static final int TOKENS = 1;
  private static final int KEY = 3;
  private static final int ERROR = 4;
  private static final int NO_LOGON_SERVERS = 0xc000005e;
  private static final int LARGEST = 64 * 1024;

  private final Wire wire;
  private final Session session;
  private int version = VERSION;

  CredSsp(Wire wire, Session session) {
    this.wire = wire;
    this.session = session;
  }

  /// Begins the login, so that the server says who it is.
  NtlmLogin begin() throws IOException {
    session.stage("waiting for the server's challenge");
    send(token(NtlmLogin.negotiate()));
    Map<Integer, ByteBuffer> answer = receive();
    refuseError(answer, "a challenge");
    int theirs = Ber.integer(present(answer, 0));
    version = Math.min(VERSION, theirs);
    if (version < OLDEST) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "The server speaks version " + theirs + " of CredSSP, which is unsafe.");
    }
    ByteBuffer tokens = Ber.content(present(answer, TOKENS), Ber.SEQUENCE);
    ByteBuffer first = Ber.content(tokens, Ber.SEQUENCE);
    ByteBuffer challenge = Ber.content(Ber.content(first, Ber.field(0)), Ber.OCTETS);
    NtlmLogin login = new NtlmLogin(Ber.bytes(challenge));
    session
        .transcript()
        .received("CredSSP %d, server %s\n".formatted(theirs, Verdict.quote(login.computer())));
    return login;
  }

  /// Proves the password to the server, and has the server prove that it knows it.
  void prove(NtlmLogin login, String domain, String account, String password) throws IOException {
    session.stage("waiting for the password to be accepted");
    byte[] key = publicKey();
    byte[] nonce = new byte[32];
    new SecureRandom().nextBytes(nonce);
    byte[] answer = login.authenticate(domain, account, password);
    byte[] bound = login.seal(binding(key, nonce, "Client-To-Server", 0));
    byte[] sealed = field(KEY, Ber.value(Ber.OCTETS, bound));
    if (version >= FIRST_WITH_NONCE) {
      send(token(answer), sealed, field(5, Ber.value(Ber.OCTETS, nonce)));
    } else {
      send(token(answer), sealed);
    }
    Map<Integer, ByteBuffer> proof = receiveAfterPassword(account);
    byte[] theirs =
        login
            .unseal(Ber.bytes(Ber.content(present(proof, KEY), Ber.OCTETS)))
            .orElseThrow(() ->
                new ProbeFailure(
                    Cause.WRONG_CREDENTIALS,
                    "The server accepted the login but does not know the password itself."));
    if (!MessageDigest.isEqual(theirs, binding(key, nonce, "Server-To-Client", 1))) {
      throw new ProbeFailure(
          Cause.TLS, "Somebody stands between: the server does not have the certificate we saw.");
    }
    session.transcript().note("both sides know the password of " + account);
  }

  private Map<Integer, ByteBuffer> receiveAfterPassword(String account) throws IOException {
    try {
      Map<Integer, ByteBuffer> answer = receive();
      refuseError(answer, "the password of account " + Verdict.quote(account) + " to be accepted");
      return answer;
    } catch (ProbeFailure e) {
      throw e;
    } catch (IOException e) {
      if (saysNoErrors() && !session.expired()) {
        throw refused();
      }
      throw e;
    }
  }

  /// Versions 2 and 5 have no way to say why: they hang up.
  private boolean saysNoErrors() {
    return version == OLDEST || version == FIRST_WITH_NONCE;
  }

  private static ProbeFailure refused() {
    return new ProbeFailure(
        Cause.WRONG_CREDENTIALS, "The server hung up when it was shown the password.");
  }

  private static void refuseError(Map<Integer, ByteBuffer> answer, String expected)
      throws ProbeFailure {
    ByteBuffer error = answer.get(ERROR);
    if (error != null) {
      int code = Ber.integer(error);
      throw new ProbeFailure(
          code == NO_LOGON_SERVERS ? Cause.PROTOCOL : Cause.WRONG_CREDENTIALS,
          "Expected %s, got status %08x.".formatted(expected, code));
    }
  }

  private static byte[] field(int number, byte[] content) {
    return Ber.value(Ber.field(number), content);
  }

  private static byte[] token(byte[] message) {
    byte[] token = field(0, Ber.value(Ber.OCTETS, message));
    return field(TOKENS, Ber.value(Ber.SEQUENCE, Ber.value(Ber.SEQUENCE, token)));
  }

  private void send(byte[]... fields) throws IOException {
    wire.write(Ber.value(Ber.SEQUENCE, field(0, Ber.number(VERSION)), Ber.joined(fields)));
  }

  private Map<Integer, ByteBuffer> receive() throws IOException {
    int tag = wire.read();
    if (tag < 0) {
      throw new EOFException("the server closed the connection");
    }
    int length = wire.exactly(1)[0] & 0xff;
    if (length > 0x80 && length <= 0x83) {
      byte[] digits = wire.exactly(length - 0x80);
      length = 0;
      for (byte digit : digits) {
        length = (length << 8) | (digit & 0xff);
      }
    }
    if (tag != Ber.SEQUENCE || length > LARGEST) {
      throw new ProbeFailure(Cause.PROTOCOL, "Expected an answer of CredSSP, got something else.");
    }
    return Ber.fields(ByteBuffer.wrap(wire.exactly(length)));
  }

  private static ByteBuffer present(Map<Integer, ByteBuffer> fields, int number)
      throws ProbeFailure {
    ByteBuffer field = fields.get(number);
    if (field == null) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "The server's answer of CredSSP has no field " + number + ".");
    }
    return field;
  }

  /// The bits of the key in the server's certificate, without the name of their algorithm.
  private byte[] publicKey() throws IOException {
    ByteBuffer whole = ByteBuffer.wrap(wire.certificate().getPublicKey().getEncoded());
    ByteBuffer key = Ber.content(whole, Ber.SEQUENCE);
    Ber.content(key, Ber.SEQUENCE);
    ByteBuffer bits = Ber.content(key, 3);
    bits.get();
    return Ber.bytes(bits);
  }

  private byte[] binding(byte[] key, byte[] nonce, String direction, int added) {
    if (version < FIRST_WITH_NONCE) {
      byte[] changed = key.clone();
      changed[0] += (byte) added;
      return changed;
    }
    try {
      String magic = "CredSSP " + direction + " Binding Hash\0";
      return MessageDigest.getInstance("SHA-256")
          .digest(Ber.joined(magic.getBytes(StandardCharsets.US_ASCII), nonce, key));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no SHA-256", e);
    }
  }
}
