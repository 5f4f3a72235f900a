package io.shieldwall.probing.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.Namespace;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.scenario.Cause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// NFS checks against NFS-Ganesha and rpcbind, which have a network of their own, for which it
/// takes root.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GaneshaTest {

  private static final String CONFIGURATION =
      """
      NFS_CORE_PARAM {
        NFS_Port = SERVING; MNT_Port = MOUNTS; Protocols = 3;
        Enable_NLM = false; Enable_RQUOTA = false; Enable_UDP = false; mount_path_pseudo = true;
      }
      NFSV4 { RecoveryRoot = FOLDER; Graceless = true; }
      EXPORT {
        Export_Id = 1; Path = FOLDER/files; Pseudo = /orders; Protocols = 3; Transports = TCP;
        Access_Type = RO; Squash = No_Root_Squash; SecType = sys; FSAL { Name = VFS; }
      }
      """;

  private int port;
  private int mounts;
  private List<AutoCloseable> running = List.of();
  private Optional<Namespace> space = Optional.empty();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path ganesha = Daemon.program("ganesha.nfsd");
    Path rpcbind = Daemon.program("rpcbind");
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
    Path configuration = folder.resolve("ganesha.conf");
    Files.writeString(configuration, filled(CONFIGURATION, folder));
    Namespace made = Namespace.make(folder);
    space = Optional.of(made);
    Path mapping = Files.createDirectory(folder.resolve("rpcbind"));
    Daemon mapper =
        made.inside(() -> {
          Files.createDirectory(Path.of("/run/rpcbind"));
          return Daemon.start(mapping, TestingRange.ADDRESS, 111, rpcbind, "-f");
        });
    running = List.of(mapper, made);
    Object[] command = {
      ganesha,
      "-F",
      "-f",
      configuration,
      "-L",
      folder.resolve("ganesha.log"),
      "-p",
      folder.resolve("ganesha.pid")
    };
    Daemon server = made.inside(() -> Daemon.start(folder, TestingRange.ADDRESS, port, command));
    running = List.of(server, mapper, made);
  }

  private String filled(String template, Path folder) {
    return template
        .replace("FOLDER", folder.toString())
        .replace("SERVING", "" + port)
        .replace("MOUNTS", "" + mounts);
  }

  @AfterAll
  void stop() throws Exception {
    for (AutoCloseable each : running) {
      each.close();
    }
  }

  @Test
  void the_example_of_the_page_holds() throws Exception {
    ProbeResult result = check(port, Example.of("nfs").parameters());
    assertFine(result);
    assertThat(result.evidence()).contains("the port mapper names port " + mounts);
  }

  @Test
  void reads_files_and_compares_them() throws Exception {
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
  void reads_as_the_user_of_the_check() throws Exception {
    ProbeResult denied = check(port, with("drafts/secret", "contains", "secret"));
    assertThat(denied.cause()).as(denied.summary()).isEqualTo(Cause.REFUSED);
    Map<String, Object> owner = with("drafts/secret", "contains", "secret");
    owner.put("uid", 0L);
    owner.put("gid", 0L);
    assertFine(check(port, owner));
  }

  @Test
  void tells_closed_ports() throws Exception {
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

  private ProbeResult check(int port, Map<String, Object> parameters) throws Exception {
    return space.orElseThrow().inside(() -> TestingRange.probe("nfs", port, parameters));
  }
}
