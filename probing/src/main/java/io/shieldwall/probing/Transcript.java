package io.shieldwall.probing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The record of a conversation, kept as evidence: `>` what was sent, `<` what came, `*` what the
/// checker noticed. At most 4 KiB of text; control characters are visible; known secrets and the
/// headers that carry them are masked. Used by the probe's own thread only.
public final class Transcript {

  static final int LIMIT = 4096;

  /// Characters of a text that can be kept secret; shorter ones stand everywhere by chance.
  private static final int SHORTEST = 3;

  private static final String MASK = "****";
  private static final String CUT = "* (cut)\n";
  private static final List<String> SECRET_HEADERS =
      List.of("authorization:", "proxy-authorization:", "cookie:", "set-cookie:");

  private final List<Passage> passages = new ArrayList<>();
  private final List<String> secrets = new ArrayList<>();
  private int length;
  private boolean capped;

  /// What one side said without interruption.
  private record Passage(char mark, StringBuilder text) {}

  /// Never show this text, nor how it is written where it is quoted.
  public void secret(String text) {
    for (String written : List.of(text, Visible.line(text))) {
      if (written.length() >= SHORTEST && !secrets.contains(written)) {
        secrets.add(written);
      }
    }
  }

  public void note(String text) {
    add('*', text + "\n");
  }

  public void sent(String text) {
    add('>', text);
  }

  public void received(String text) {
    add('<', text);
  }

  public void received(byte[] bytes, int offset, int count) {
    if (!capped) {
      int wanted = Math.min(count, LIMIT - length + 1);
      add('<', new String(bytes, offset, wanted, StandardCharsets.UTF_8));
    }
  }

  private void add(char mark, String text) {
    if (capped) {
      return;
    }
    int room = LIMIT - length;
    capped = text.length() > room;
    String kept = capped ? text.substring(0, room) : text;
    length += kept.length();
    if (passages.isEmpty() || passages.getLast().mark() != mark) {
      passages.add(new Passage(mark, new StringBuilder()));
    }
    passages.getLast().text().append(kept);
  }

  /// The evidence: at most [#LIMIT] characters.
  public String render() {
    StringBuilder evidence = new StringBuilder(length + 64);
    int last = passages.size() - 1;
    for (int i = 0; i <= last; i++) {
      Passage passage = passages.get(i);
      String text =
          capped && i == last ? withoutHalfSecret(passage.text()) : passage.text().toString();
      appendLines(evidence, passage.mark(), masked(text));
    }
    if (capped || evidence.length() > LIMIT) {
      evidence.setLength(Math.min(evidence.length(), LIMIT - CUT.length() - 1));
      evidence.append(endsLine(evidence) ? "" : "\n").append(CUT);
    }
    return evidence.toString();
  }

  /// Where the record was capped in the middle of a secret its first half must not stay.
  private String withoutHalfSecret(StringBuilder text) {
    int longest = 0;
    for (String secret : secrets) {
      longest = Math.max(longest, secret.length());
    }
    return text.substring(0, Math.max(0, text.length() - longest));
  }

  /// A text with every known secret masked.
  String withoutSecrets(String text) {
    return masked(text);
  }

  private String masked(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = withoutCutSecret(masked.replace(secret, MASK), secret);
    }
    return masked;
  }

  /// A quotation that was cut in the middle of a secret must not show its first part.
  private static String withoutCutSecret(String text, String secret) {
    String shown = text;
    for (int cut = shown.indexOf(Verdict.CUT); cut >= 0; cut = shown.indexOf(Verdict.CUT, cut)) {
      int part = Math.min(secret.length(), cut);
      while (part >= SHORTEST && !shown.startsWith(secret.substring(0, part), cut - part)) {
        part--;
      }
      if (part >= SHORTEST) {
        shown = shown.substring(0, cut - part) + MASK + shown.substring(cut);
        cut += MASK.length() - part;
      }
      cut++;
    }
    return shown;
  }

  private static void appendLines(StringBuilder evidence, char mark, String text) {
    boolean hidden = false;
    for (int start = 0; start < text.length() && evidence.length() <= LIMIT; ) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline;
      int colon = endOfSecretHeader(text, start);
      boolean folded = hidden && (text.charAt(start) == ' ' || text.charAt(start) == '\t');
      hidden = colon >= 0 || folded;
      evidence.append(mark).append(' ');
      if (hidden) {
        evidence.append(text, start, Math.max(start, colon)).append(' ').append(MASK);
      } else {
        appendVisible(evidence, text, start, end);
      }
      evidence.append('\n');
      start = end + 1;
    }
  }

  private static void appendVisible(StringBuilder evidence, String text, int start, int end) {
    int stop = end > start && end < text.length() && text.charAt(end - 1) == '\r' ? end - 1 : end;
    int room = Math.max(0, LIMIT + 1 - evidence.length());
    Visible.append(evidence, text, start, Math.min(stop, start + room));
  }

  private static int endOfSecretHeader(String line, int start) {
    for (String header : SECRET_HEADERS) {
      if (line.regionMatches(true, start, header, 0, header.length())) {
        return start + header.length();
      }
    }
    return -1;
  }

  private static boolean endsLine(StringBuilder text) {
    return text.isEmpty() || text.charAt(text.length() - 1) == '\n';
  }
}
