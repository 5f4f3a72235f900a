package io.shieldwall.probing;

/// Writes down what a probe saw, so that a defender can follow the verdict without asking: what was
/// expected, how long each step took, and the transcript.
final class Evidence {

  static final int LIMIT = 8192;

  private static final int MOST_DETAIL = 2048;
  private static final int MILLIS_WIDTH = 9;

  private Evidence() {}

  static String of(Session session, Verdict verdict) {
    StringBuilder text = new StringBuilder(1024);
    text.append("= ").append(Visible.line(verdict.summary())).append('\n');
    appendDetail(text, session.transcript().withoutSecrets(verdict.detail()));
    for (Session.Step step : session.steps()) {
      text.append("* ");
      appendMillis(text, step.micros());
      text.append(" ms ").append(Visible.line(step.text())).append('\n');
    }
    text.append(session.transcript().render());
    if (text.length() > LIMIT) {
      text.setLength(LIMIT);
    }
    return text.toString();
  }

  /// Milliseconds with three decimals, right-aligned in nine places.
  private static void appendMillis(StringBuilder text, long micros) {
    String whole = Long.toString(micros / 1000);
    String part = Long.toString(1000 + micros % 1000);
    text.repeat(' ', Math.max(0, MILLIS_WIDTH - 4 - whole.length()))
        .append(whole)
        .append('.')
        .append(part, 1, part.length());
  }

  private static void appendDetail(StringBuilder text, String detail) {
    String kept = detail.length() > MOST_DETAIL ? detail.substring(0, MOST_DETAIL) : detail;
    kept.lines().forEach(line -> text.append("= ").append(Visible.line(line)).append('\n'));
  }
}
