package io.shieldwall.probing.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.OrdinaryUser;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// VNC checks against TigerVNC, with a password and without.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TigerVncTest {

  /// `correct-`, the first eight characters of [TestingRange#PASSWORD], as VNC keeps it in files:
  /// encrypted by DES with a key that everybody knows.
  private static final byte[] KNOWN_KEY = HexFormat.of().parseHex("e84ad660c4721ae0");

  private int guarded;
  private int open;
  private int other;
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path program = Daemon.program("Xtigervnc");
    guarded = Daemon.freePort();
    open = Daemon.freePort();
    other = Daemon.freePort();
    Path passwords = folder.resolve("passwd");
    Files.write(passwords, encrypted("correct-"));
    Path others = folder.resolve("others");
    Files.write(others, encrypted("changed!"));
    OrdinaryUser.owns(folder);
    daemons =
        List.of(
            start(folder, program, guarded, "VncAuth", passwords),
            start(folder, program, open, "None", passwords),
            start(folder, program, other, "VncAuth", others));
  }

  /// VNC's own way to scramble a password with a known key is that of its challenge.
  private static byte[] encrypted(String password) throws Exception {
    byte[] key = KNOWN_KEY.clone();
    Cipher des = Cipher.getInstance("DES/ECB/NoPadding");
    des.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "DES"));
    return des.doFinal(Arrays.copyOf(password.getBytes(StandardCharsets.US_ASCII), 8));
  }

  private static Daemon start(Path folder, Path program, int port, String security, Path passwords)
      throws IOException {
    return Daemon.start(
        folder,
        TestingRange.ADDRESS,
        port,
        OrdinaryUser.command(
            program,
            ":" + port,
            "-rfbport",
            port,
            "-interface",
            TestingRange.real(TestingRange.ADDRESS).getHostAddress(),
            "-SecurityTypes",
            security,
            "-PasswordFile",
            passwords,
            "-geometry",
            "640x480",
            "-desktop",
            "Control room of Berylia",
            "-nolisten",
            "unix",
            "-nolock"));
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_example_of_the_page_holds() {
    ProbeResult result = check(guarded, Example.of("vnc").parameters());
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
    assertThat(result.evidence()).contains("640 by 480").contains("< a piece of the screen");
  }

  @Test
  void opens_a_desktop_without_a_password_only_where_none_is_wanted() {
    ProbeResult result = check(open, Map.of("contains", "Control room"));
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
    assertThat(check(open, Map.of("account", "monitor")).cause())
        .isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(check(guarded, Map.of()).cause()).isEqualTo(Cause.WRONG_CREDENTIALS);
  }

  @Test
  void tells_another_desktop_and_a_closed_port() throws IOException {
    assertThat(check(open, Map.of("contains", "Crimsonia")).cause()).isEqualTo(Cause.WRONG_CONTENT);
    ProbeResult size = check(open, Map.of("width", 1024L));
    assertThat(size.summary()).contains("a width of 1024, got 640");
    assertThat(check(Daemon.freePort(), Map.of()).cause()).isEqualTo(Cause.REFUSED);
  }

  @Test
  void tells_a_wrong_password() {
    ProbeResult wrong = check(other, Map.of("account", "monitor"));
    assertThat(wrong.cause()).as(wrong.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(wrong.summary()).contains("Authentication fail");
  }

  private static ProbeResult check(int port, Map<String, Object> parameters) {
    return TestingRange.probe("vnc", port, parameters);
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused(
        AwkwardPasswords.FEW, TestingRange.request("vnc", guarded, Map.of("account", "monitor")));
  }
}
