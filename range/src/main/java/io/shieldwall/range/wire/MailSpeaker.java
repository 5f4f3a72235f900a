package io.shieldwall.range.wire;

import io.shieldwall.range.nation.MailDialogue;
import java.io.IOException;
import java.util.Optional;

/// SMTP (RFC 5321): takes mail for its domains and forgets it.
final class MailSpeaker implements Speaker {

  private static final int LONGEST = 64 * 1024;
  private static final long LARGEST = 10L * 1024 * 1024;

  @Override
  public void speak(Connection connection) throws IOException {
    MailDialogue dialogue = connection.point().mail();
    connection.say(dialogue.greeting() + "\r\n");
    long bytes = 0;
    while (!dialogue.ended() && bytes < LARGEST) {
      Optional<String> line = connection.line(LONGEST);
      if (line.isEmpty()) {
        return;
      }
      bytes += line.get().length() + 2;
      String reply = dialogue.reply(line.get());
      if (!reply.isEmpty()) {
        connection.say(reply + "\r\n");
      }
    }
  }
}
