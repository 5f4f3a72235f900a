package io.shieldwall.range.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads lines from a terminal: echoes what is typed, knows backspace, Ctrl-U, Ctrl-C, Ctrl-D and
/// the arrow up for the line before. Without a terminal it only reads.
final class LineEditor {

  private static final int LONGEST = 1000;
  private static final int CTRL_C = 3;
  private static final int CTRL_D = 4;
  private static final int BACKSPACE = 8;
  private static final int CTRL_U = 21;
  private static final int ESCAPE = 27;
  private static final int DELETE = 127;

  private final InputStream in;
  private final OutputStream out;
  private final boolean terminal;
  private byte[] before = new byte[0];
  private int last = -1;

  LineEditor(InputStream in, OutputStream out, boolean terminal) {
    this.in = in;
    this.out = out;
    this.terminal = terminal;
  }

  /// The next line; empty when there is no more, or at Ctrl-D on an empty line.
  Optional<String> line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int octet = in.read();
      boolean secondHalf = octet == '\n' && last == '\r';
      last = octet;
      if (secondHalf) {
        continue;
      }
      if (octet < 0 || (octet == CTRL_D && terminal && line.size() == 0)) {
        echo("\r\n");
        return line.size() == 0 ? Optional.empty() : Optional.of(text(line));
      }
      if (octet == '\r' || octet == '\n') {
        echo("\r\n");
        before = line.toByteArray();
        return Optional.of(text(line));
      }
      line = terminal ? edited(line, octet) : typed(line, octet);
    }
  }

  private static String text(ByteArrayOutputStream line) {
    return line.toString(StandardCharsets.UTF_8);
  }

  private ByteArrayOutputStream edited(ByteArrayOutputStream line, int octet) throws IOException {
    return switch (octet) {
      case BACKSPACE, DELETE -> erased(line);
      case CTRL_U -> replaced(line, new byte[0]);
      case CTRL_C -> {
        echo("^C\r\n");
        yield replaced(new ByteArrayOutputStream(), new byte[0]);
      }
      case ESCAPE -> escape(line);
      default -> typed(line, octet);
    };
  }

  private ByteArrayOutputStream typed(ByteArrayOutputStream line, int octet) throws IOException {
    if (line.size() < LONGEST && (octet >= ' ' || octet == '\t')) {
      line.write(octet);
      if (terminal) {
        out.write(octet);
        out.flush();
      }
    }
    return line;
  }

  /// Takes away the last character with all its bytes.
  private ByteArrayOutputStream erased(ByteArrayOutputStream line) throws IOException {
    String text = text(line);
    if (text.isEmpty()) {
      return line;
    }
    echo("\b \b");
    int end = text.offsetByCodePoints(text.length(), -1);
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    rest.writeBytes(text.substring(0, end).getBytes(StandardCharsets.UTF_8));
    return rest;
  }

  private ByteArrayOutputStream replaced(ByteArrayOutputStream line, byte[] by) throws IOException {
    echo("\b \b".repeat(text(line).length()));
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    rest.writeBytes(by);
    echo(text(rest));
    return rest;
  }

  /// Sequences such as `ESC [ A`: arrow up brings the line before, others are passed over.
  private ByteArrayOutputStream escape(ByteArrayOutputStream line) throws IOException {
    int kind = in.read();
    if (kind != '[' && kind != 'O') {
      return line;
    }
    int octet = in.read();
    while (octet >= '0' && octet <= '?') {
      octet = in.read();
    }
    return octet == 'A' ? replaced(line, before) : line;
  }

  private void echo(String text) throws IOException {
    if (terminal) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }
}
