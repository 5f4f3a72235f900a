package io.shieldwall.probing.chat;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Digest authentication of SIP (RFC 3261, section 22; RFC 8760 for SHA-256).
final class SipDigest {

  private static final Pattern PARAMETER =
      Pattern.compile("([a-zA-Z-]+)\\s*=\\s*(?:\"([^\"]{0,512})\"|([^\\s,\"]{1,512}))");

  private SipDigest() {}

  /// The value of the `Authorization` header that answers a challenge.
  ///
  /// @throws ProbeFailure with cause `PROTOCOL` when the challenge is none
  static String answer(
      String challenge, String account, String password, String method, String uri, String cnonce)
      throws ProbeFailure {
    Map<String, String> asked = new HashMap<>();
    Matcher matcher = PARAMETER.matcher(challenge);
    while (matcher.find()) {
      String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
      asked.put(matcher.group(1).toLowerCase(Locale.ROOT), value == null ? "" : value);
    }
    String algorithm = asked.getOrDefault("algorithm", "MD5");
    if (!challenge.regionMatches(true, 0, "Digest ", 0, 7) || !asked.containsKey("nonce")) {
      throw new ProbeFailure(
          Cause.PROTOCOL, "Expected a challenge by digest, got " + Verdict.quote(challenge) + ".");
    }
    String realm = asked.getOrDefault("realm", "");
    String nonce = asked.getOrDefault("nonce", "");
    String secret = hash(algorithm, account + ":" + realm + ":" + password);
    String request = hash(algorithm, method + ":" + uri);
    boolean quality = asked.getOrDefault("qop", "").contains("auth");
    String response =
        quality
            ? hash(algorithm, secret + ":" + nonce + ":00000001:" + cnonce + ":auth:" + request)
            : hash(algorithm, secret + ":" + nonce + ":" + request);
    StringBuilder answer = new StringBuilder(256);
    answer
        .append("Digest username=\"")
        .append(account)
        .append("\", realm=\"")
        .append(realm)
        .append("\", nonce=\"")
        .append(nonce)
        .append("\", uri=\"")
        .append(uri)
        .append("\", response=\"")
        .append(response)
        .append("\", algorithm=")
        .append(algorithm);
    if (quality) {
      answer.append(", qop=auth, nc=00000001, cnonce=\"").append(cnonce).append('"');
    }
    if (asked.containsKey("opaque")) {
      answer.append(", opaque=\"").append(asked.get("opaque")).append('"');
    }
    return answer.toString();
  }

  private static String hash(String algorithm, String text) throws ProbeFailure {
    String known =
        switch (algorithm.toUpperCase(Locale.ROOT)) {
          case "MD5" -> "MD5";
          case "SHA-256" -> "SHA-256";
          default ->
              throw new ProbeFailure(
                  Cause.PROTOCOL,
                  "Expected a digest by MD5 or SHA-256, got " + Verdict.quote(algorithm) + ".");
        };
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance(known).digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform has no " + known, e);
    }
  }
}
