package io.shieldwall.probing.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// NFS checks against NFS-Ganesha and rpcbind, in namespaces of their own, for which it takes root;
/// whatever runs in them ends with the first of their processes.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GaneshaTest {

  private static final String CONFIGURATION =
      """
      NFS_CORE_PARAM {
        NFS_Port = SERVING; MNT_Port = MOUNTS; Bind_addr = ADDRESS; Protocols = 3;
        Enable_NLM = false; Enable_RQUOTA = false; Enable_UDP = false; mount_path_pseudo = true;
      }
      NFSV4 { RecoveryRoot = FOLDER; Graceless = true; }
      EXPORT {
        Export_Id = 1; Path = FOLDER/files; Pseudo = /orders; Protocols = 3; Transports = TCP;
        Access_Type = RO; Squash = No_Root_Squash; SecType = sys; FSAL { Name = VFS; }
      }
      """;

  private static final String IN_NAMESPACES =
      """
      mount -t tmpfs tmpfs /run && mkdir -p /run/rpcbind || exit 1
      RPCBIND -f -h ADDRESS &
      until [ -S /run/rpcbind.sock ]; do sleep 0.1; done
      exec GANESHA -F -f FOLDER/ganesha.conf -L FOLDER/ganesha.log -p FOLDER/ganesha.pid
      """;

  private int port;
  private int mounts;
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    Path ganesha = Daemon.program("ganesha.nfsd");
    Path rpcbind = Daemon.program("rpcbind");
    if (!Daemon.asRoot()) {
      Daemon.skip("only root can run NFS-Ganesha and a port mapper");
    }
    port = Daemon.freePort();
    mounts = Daemon.freePort();
    Path drafts = Files.createDirectories(folder.resolve("files/drafts"));
    Files.writeString(drafts.resolve("orders.txt"), "Orders of the day: hold the line\n");
    Files.writeString(drafts.resolve("secret"), "secret");
    Files.setPosixFilePermissions(
        drafts.resolve("secret"), PosixFilePermissions.fromString("rw-------"));
    Files.write(drafts.resolve("fitting"), new byte[1024 * 1024]);
    Files.write(drafts.resolve("large"), new byte[1024 * 1024 + 1]);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(folder.resolve("ganesha.conf"), filled(CONFIGURATION, folder));
    String script =
        filled(IN_NAMESPACES, folder)
            .replace("RPCBIND", rpcbind.toString())
            .replace("GANESHA", ganesha.toString());
    daemons =
        List.of(
            Daemon.start(
                folder,
                TestingRange.ADDRESS,
                port,
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "sh",
                "-c",
                script));
  }

  private String filled(String template, Path folder) {
    return template
        .replace("FOLDER", folder.toString())
        .replace("SERVING", "" + port)
        .replace("MOUNTS", "" + mounts)
        .replace("ADDRESS", TestingRange.real(TestingRange.ADDRESS).getHostAddress());
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_example_of_the_page_holds() {
    ProbeResult result = check(port, Example.of("nfs").parameters());
    assertFine(result);
    assertThat(result.evidence()).contains("the port mapper names port " + mounts);
  }

  @Test
  void reads_files_and_compares_them() {
    assertFine(check(port, with("drafts/fitting", "mount-port", (long) mounts)));
    ProbeResult other = check(port, with("drafts/orders.txt", "contains", "retreat"));
    assertThat(other.cause()).as(other.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(check(port, with("drafts/orders.txt", "sha256", "00")).summary())
        .contains("SHA-256 00, got 16e18566");
    assertThat(check(port, with("drafts/none", "contains", "x")).summary())
        .contains("no such file or directory");
    assertThat(check(port, with("drafts/large", "contains", "x")).summary())
        .contains("more than 1048576 bytes");
    assertThat(check(port, with("drafts", "contains", "x")).cause()).isEqualTo(Cause.WRONG_CONTENT);
    ProbeResult export = check(port, Map.of("export", "/secrets", "path", "a"));
    assertThat(export.cause()).as(export.summary()).isIn(Cause.WRONG_CONTENT, Cause.REFUSED);
    assertThat(export.summary()).contains("Expected export \"/secrets\"");
  }

  @Test
  void reads_as_the_user_of_the_check() {
    ProbeResult denied = check(port, with("drafts/secret", "contains", "secret"));
    assertThat(denied.cause()).as(denied.summary()).isEqualTo(Cause.REFUSED);
    Map<String, Object> owner = with("drafts/secret", "contains", "secret");
    owner.put("uid", 0L);
    owner.put("gid", 0L);
    assertFine(check(port, owner));
  }

  @Test
  void tells_closed_ports() throws IOException {
    int closed = Daemon.freePort();
    ProbeResult files = check(closed, with("drafts/orders.txt", "contains", "Orders"));
    assertThat(files.cause()).as(files.summary()).isEqualTo(Cause.REFUSED);
    ProbeResult mount = check(port, with("drafts/orders.txt", "mount-port", (long) closed));
    assertThat(mount.cause()).as(mount.summary()).isEqualTo(Cause.REFUSED);
  }

  private static Map<String, Object> with(String path, String name, Object value) {
    return new HashMap<>(Map.of("export", "/orders", "path", path, name, value));
  }

  private static void assertFine(ProbeResult result) {
    assertThat(result.cause())
        .as(result.summary() + "\n" + result.evidence())
        .isEqualTo(Cause.NONE);
  }

  private static ProbeResult check(int port, Map<String, Object> parameters) {
    return TestingRange.probe("nfs", port, parameters);
  }
}
