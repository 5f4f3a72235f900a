package io.shieldwall.probing.custom;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The platform's side of a [Order.Dialogue]: one line in, at most one line out. A line that is
/// longer than [#LONGEST] is no line; the program is then not answered any more.
final class Talk {

  static final int LONGEST = 1 << 20;

  private final Process process;
  private final Order.Dialogue dialogue;

  Talk(Process process, Order.Dialogue dialogue) {
    this.process = process;
    this.dialogue = dialogue;
  }

  /// Listens until the program closes its end.
  void listen() {
    try (InputStream requests = process.getInputStream();
        OutputStream answers = process.getOutputStream()) {
      converse(requests, answers);
      requests.transferTo(OutputStream.nullOutputStream());
    } catch (IOException _) {
      // the other end is gone
    }
  }

  private void converse(InputStream requests, OutputStream answers) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = requests.read(); octet >= 0; octet = requests.read()) {
      if (octet != '\n') {
        line.write(octet);
        if (line.size() > LONGEST) {
          return;
        }
        continue;
      }
      Optional<String> answer = dialogue.answer(line.toString(StandardCharsets.UTF_8));
      line.reset();
      if (answer.isPresent()) {
        answers.write((answer.get() + "\n").getBytes(StandardCharsets.UTF_8));
        answers.flush();
      }
    }
  }
}
