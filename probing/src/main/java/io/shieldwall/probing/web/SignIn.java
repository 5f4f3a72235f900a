package io.shieldwall.probing.web;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Transcript;
import io.shieldwall.scenario.Probe;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// How an HTTP check signs in and what it posts. A `POST` with an account sends a form (or the body
/// with `{account}` and `{password}` filled in); any other request with an account uses basic
/// authentication (RFC 7617).
///
/// @param authorization value of the header; empty when none is sent
/// @param body what is posted; empty when nothing is
record SignIn(String authorization, String body, String contentType) {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String JSON = "application/json";

  static SignIn of(Probe probe, Session session) throws ProbeFailure {
    boolean posts = probe.text("method", "GET").equals("POST");
    Optional<String> account = probe.text("account");
    String body = probe.text("body", "");
    String type = looksLikeJson(body) ? JSON : FORM;
    if (account.isEmpty()) {
      return new SignIn("", posts ? body : "", type);
    }
    String password = session.password(account.get());
    hide(session.transcript(), account.get(), password);
    if (!posts || (!body.isEmpty() && !body.contains("{password}"))) {
      return new SignIn("Basic " + basic(account.get(), password), posts ? body : "", type);
    }
    String template = body.isEmpty() ? "username={account}&password={password}" : body;
    return new SignIn("", filled(template, type, account.get(), password), type);
  }

  private static boolean looksLikeJson(String body) {
    String start = body.stripLeading();
    boolean filled = start.startsWith("{account}") || start.startsWith("{password}");
    return start.startsWith("[") || (start.startsWith("{") && !filled);
  }

  private static void hide(Transcript transcript, String account, String password) {
    transcript.secret(basic(account, password));
    transcript.secret(inForm(password));
    transcript.secret(inJson(password));
    transcript.secret(password);
  }

  private static String filled(String template, String type, String account, String password) {
    boolean json = type.equals(JSON);
    return template
        .replace("{account}", json ? inJson(account) : inForm(account))
        .replace("{password}", json ? inJson(password) : inForm(password));
  }

  private static String basic(String account, String password) {
    byte[] pair = (account + ":" + password).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(pair);
  }

  private static String inForm(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String inJson(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
