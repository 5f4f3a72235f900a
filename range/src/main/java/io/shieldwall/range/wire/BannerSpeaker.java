package io.shieldwall.range.wire;

import io.shieldwall.scenario.Content;
import java.io.IOException;
import java.util.Optional;

/// A line protocol that greets and answers every line alike.
final class BannerSpeaker implements Speaker {

  private static final int LONGEST = 4096;
  private static final int MOST = 1000;

  @Override
  public void speak(Connection connection) throws IOException {
    Content.Banner banner = (Content.Banner) connection.point().service().content();
    String greeting = connection.point().team().expand(banner.greeting());
    String answer = connection.point().team().expand(banner.answer());
    if (!greeting.isEmpty()) {
      connection.say(greeting + "\r\n");
    }
    for (int count = 0; count < MOST; count++) {
      Optional<String> line = connection.line(LONGEST);
      if (line.isEmpty()) {
        return;
      }
      if (!answer.isEmpty()) {
        connection.say(answer + "\r\n");
      }
    }
  }
}
