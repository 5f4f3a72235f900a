package io.shieldwall.probing.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.TestingServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Signing in to servers that know the old command only; Dovecot has a better way.
@Timeout(60)
class ImapLoginTest {

  private static final Pattern LITERAL = Pattern.compile("(\\S+) LOGIN .*\\{([0-9]+)}");

  private final List<String> received = new CopyOnWriteArrayList<>();

  @Test
  void an_awkward_password_is_the_teams() throws IOException {
    try (TestingServer server = TestingServer.that(this::refuse)) {
      AwkwardPasswords.assertRefused("imap", server.port(), Map.of("account", "monitor"));
    }
    assertThat(received).contains("wörter 🦊", "\"monitor\" \"two words \"");
  }

  /// What is read here is bytes, each of them a character.
  private void refuse(Socket caller) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(caller.getInputStream(), StandardCharsets.ISO_8859_1));
    TestingServer.write(caller, "* OK ready\r\n");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String tag = line.substring(0, line.indexOf(' '));
      Matcher literal = LITERAL.matcher(line);
      if (line.endsWith(" CAPABILITY")) {
        TestingServer.write(caller, "* CAPABILITY IMAP4rev1\r\n" + tag + " OK done\r\n");
        continue;
      }
      if (literal.matches()) {
        TestingServer.write(caller, "+ go on\r\n");
        received.add(literal(in, Integer.parseInt(literal.group(2))));
        assertThat(in.readLine()).isEmpty();
      } else {
        received.add(line.substring(line.indexOf(' ', tag.length() + 1) + 1));
      }
      TestingServer.write(caller, tag + " NO wrong\r\n");
    }
  }

  private static String literal(Reader in, int length) throws IOException {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) in.read();
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
