package io.shieldwall.probing.files;

import static io.shieldwall.probing.Results.assertFine;
import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Rounds;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// SMB checks against Samba's smbd, in a mount namespace with an account of its own, for which it
/// takes root. It gets a session of its own: at its end smbd ends its whole process group.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SambaTest {

  private static final String CONFIGURATION =
      """
      [global]
        workgroup = BERYLIA
        netbios name = FILES
        interfaces = ADDRESS/8
        bind interfaces only = yes
        smb ports = PORT
        private dir = FOLDER/private
        lock directory = FOLDER/lock
        state directory = FOLDER/state
        cache directory = FOLDER/cache
        pid directory = FOLDER/pid
        ncalrpc dir = FOLDER/ncalrpc
        log file = FOLDER/smbd.log
        passdb backend = tdbsam:FOLDER/private/passdb.tdb
        map to guest = never
        load printers = no
        disable spoolss = yes
      [orders]
        path = FOLDER/files
        read only = no
        valid users = monitor
      """;

  private static final String IN_A_NAMESPACE =
      """
      mount --bind FOLDER/passwd /etc/passwd && mount -t tmpfs tmpfs /run \
      && printf 'PASSWORD\\nPASSWORD\\n' | SMBPASSWD -c FOLDER/smb.conf -L -s -a monitor \
      && exec setsid SMBD -F --no-process-group -s FOLDER/smb.conf
      """;

  private int port;
  private Path files = Path.of("");
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    Path smbd = Daemon.program("smbd");
    Path smbpasswd = Daemon.program("smbpasswd");
    if (!Daemon.asRoot()) {
      Daemon.skip("only root can run an smbd that lets a test's account in");
    }
    port = Daemon.freePort();
    for (String name : List.of("private", "lock", "state", "cache", "pid", "ncalrpc")) {
      Files.createDirectories(folder.resolve(name));
    }
    files = Files.createDirectories(folder.resolve("files"));
    Files.createDirectories(files.resolve("drop"));
    Files.writeString(files.resolve("orders.txt"), "Orders of the day: hold the line\n");
    Files.write(files.resolve("large"), new byte[2 * 1024 * 1024]);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(
        files.resolve("drop"), PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.writeString(
        folder.resolve("passwd"),
        Files.readString(Path.of("/etc/passwd")) + "monitor:x:54321:54321::/tmp:/bin/false\n");
    Files.writeString(
        folder.resolve("smb.conf"),
        CONFIGURATION
            .replace("FOLDER", folder.toString())
            .replace("PORT", "" + port)
            .replace("ADDRESS", TestingRange.real(TestingRange.ADDRESS).getHostAddress()));
    String script =
        IN_A_NAMESPACE
            .replace("FOLDER", folder.toString())
            .replace("SMBPASSWD", smbpasswd.toString())
            .replace("PASSWORD", TestingRange.PASSWORD)
            .replace("SMBD", smbd.toString());
    daemons =
        List.of(
            Daemon.start(
                folder, TestingRange.ADDRESS, port, "unshare", "--mount", "sh", "-c", script));
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_example_of_the_page_holds() {
    assertFine(check(Example.of("smb").parameters()));
  }

  @Test
  void lists_directories_and_reads_files() {
    ProbeResult listed = check(with("path", "", "contains", "orders.txt"));
    assertFine(listed);
    assertThat(listed.evidence()).contains("dialect SMB_3_1_1");
    ProbeResult other = check(with("path", "orders.txt", "contains", "retreat"));
    assertThat(other.cause()).as(other.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(check(with("path", "orders.txt", "sha256", "00")).summary())
        .contains("SHA-256 00, got 16e18566");
    assertThat(check(with("path", "none", "contains", "x")).summary())
        .contains("STATUS_OBJECT_NAME_NOT_FOUND");
    assertThat(check(with("path", "large", "contains", "x")).summary())
        .contains("more than 1048576 bytes");
    ProbeResult share = check(Map.of("share", "secrets", "account", "monitor"));
    assertThat(share.cause()).as(share.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(share.summary()).contains("STATUS_BAD_NETWORK_NAME");
  }

  @Test
  void plants_a_token_and_finds_it_in_the_next_round() throws IOException {
    Rounds rounds =
        new Rounds(
            new Probe(
                "smb", Map.of("share", "orders", "account", "monitor", "put", "drop/{token}.txt")),
            port);
    assertFine(rounds.next());
    assertFine(rounds.next());
    assertThat(dropped()).hasSize(1);
    Files.writeString(dropped().getFirst(), "owned");
    ProbeResult tampered = rounds.next();
    assertThat(tampered.cause()).as(tampered.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(tampered.summary()).contains("got \"owned\"");
    assertThat(rounds.next().summary()).isEqualTo(tampered.summary());
    assertFine(rounds.next());
    ProbeResult refused = check(with("put", "none/{token}", "path", ""));
    assertThat(refused.cause()).as(refused.summary()).isEqualTo(Cause.REFUSED);
  }

  private List<Path> dropped() throws IOException {
    try (Stream<Path> planted = Files.list(files.resolve("drop"))) {
      return planted.toList();
    }
  }

  @Test
  void tells_wrong_passwords_and_closed_ports() throws IOException {
    ProbeResult stranger = check(Map.of("share", "orders", "account", "stranger"));
    assertThat(stranger.cause()).as(stranger.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
    ProbeResult closed = TestingRange.probe("smb", Daemon.freePort(), Map.of("share", "orders"));
    assertThat(closed.cause()).as(closed.summary()).isEqualTo(Cause.REFUSED);
  }

  private static Map<String, Object> with(String a, String b, String c, String d) {
    return Map.of("share", "orders", "account", "monitor", a, b, c, d);
  }

  private ProbeResult check(Map<String, Object> parameters) {
    return TestingRange.probe("smb", port, parameters);
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused("smb", port, Map.of("share", "orders", "account", "monitor"));
  }
}
