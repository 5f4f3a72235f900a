package io.shieldwall.probing;

import java.util.Locale;

/// Writes down what a probe saw, so that a defender can follow the verdict without asking: what was
/// expected, how long each step took, and the transcript.
final class Evidence {

  static final int LIMIT = 8192;

  private static final int MOST_DETAIL = 2048;

  private Evidence() {}

  static String of(Session session, Verdict verdict) {
    StringBuilder text = new StringBuilder(1024);
    text.append("= ").append(Visible.line(verdict.summary())).append('\n');
    appendDetail(text, session.transcript().withoutSecrets(verdict.detail()));
    for (Session.Step step : session.steps()) {
      text.append("* ")
          .append(String.format(Locale.ROOT, "%9.3f ms ", step.micros() / 1000.0))
          .append(Visible.line(step.text()))
          .append('\n');
    }
    text.append(session.transcript().render());
    if (text.length() > LIMIT) {
      text.setLength(LIMIT);
    }
    return text.toString();
  }

  private static void appendDetail(StringBuilder text, String detail) {
    String kept = detail.length() > MOST_DETAIL ? detail.substring(0, MOST_DETAIL) : detail;
    kept.lines().forEach(line -> text.append("= ").append(Visible.line(line)).append('\n'));
  }
}
