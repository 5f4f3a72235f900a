package io.shieldwall.probing.windows;

import io.shieldwall.probing.HttpResponse;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.remote.NtlmLogin;
import io.shieldwall.scenario.Cause;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// SOAP messages that only those can read and write who signed in (MS-WSMV, section 2.2.9.1.1).
record SealedMessages(NtlmLogin login) {

  /// The content type of a sealed message.
  static final String TYPE =
      "multipart/encrypted;protocol=\"application/HTTP-SPNEGO-session-encrypted\";boundary=\"Encrypted Boundary\"";

  private static final int SIGNATURE = 16;
  private static final String END = "--Encrypted Boundary--\r\n";
  private static final Pattern HEADS =
      Pattern.compile(
          """
          --Encrypted Boundary\r
          \\s*Content-Type: application/HTTP-SPNEGO-session-encrypted\r
          \\s*OriginalContent: type=application/soap\\+xml;charset=UTF-8;Length=([0-9]{1,7})\r
          --Encrypted Boundary\r
          \\s*Content-Type: application/octet-stream\r
          """);

  byte[] seal(byte[] text) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    String head =
        """
        --Encrypted Boundary\r
        \tContent-Type: application/HTTP-SPNEGO-session-encrypted\r
        \tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=%d\r
        --Encrypted Boundary\r
        \tContent-Type: application/octet-stream\r
        """
            .formatted(text.length);
    message.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    message.writeBytes(signatureLength().array());
    message.writeBytes(login.seal(text));
    message.writeBytes(END.getBytes(StandardCharsets.US_ASCII));
    return message.toByteArray();
  }

  private static ByteBuffer signatureLength() {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(SIGNATURE);
  }

  /// What a sealed answer says.
  ///
  /// @param type its content type
  /// @throws ProbeFailure with cause `PROTOCOL` when it is not sealed, or not by the server that
  ///   knows the password
  byte[] open(String type, HttpResponse response) throws ProbeFailure {
    if (!type.toLowerCase(Locale.ROOT).startsWith("multipart/encrypted")) {
      throw new ProbeFailure(
          Cause.PROTOCOL,
          "Expected a sealed answer, got a plain one with HTTP status " + response.status() + ".");
    }
    Matcher heads = HEADS.matcher(response.text());
    if (!heads.lookingAt()) {
      throw broken();
    }
    byte[] body = response.text().getBytes(StandardCharsets.ISO_8859_1);
    int start = heads.end() + 4;
    int end = start + SIGNATURE + Integer.parseInt(heads.group(1));
    boolean whole =
        end <= body.length
            && signatureLength().flip().equals(ByteBuffer.wrap(body, heads.end(), 4))
            && response.text().substring(end).strip().startsWith("--Encrypted Boundary");
    if (!whole) {
      throw broken();
    }
    byte[] sealed = new byte[end - start];
    System.arraycopy(body, start, sealed, 0, sealed.length);
    return login
        .unseal(sealed)
        .orElseThrow(() ->
            new ProbeFailure(
                Cause.PROTOCOL,
                "The signature of the server's answer is wrong: it was changed on the way, or the server does not know the password."));
  }

  private static ProbeFailure broken() {
    return new ProbeFailure(Cause.PROTOCOL, "The server's sealed answer is not whole.");
  }
}
