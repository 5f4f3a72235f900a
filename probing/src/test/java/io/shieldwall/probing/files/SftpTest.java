package io.shieldwall.probing.files;

import static io.shieldwall.probing.Results.assertFine;
import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Rounds;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.TestingSshd;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// SFTP checks against OpenSSH.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SftpTest {

  private Optional<TestingSshd> server = Optional.empty();
  private Path files = Path.of("");

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    server = Optional.of(TestingSshd.start(folder));
    files = Files.createDirectories(folder.resolve("files"));
    Files.writeString(files.resolve("orders.txt"), "Orders of the day: hold the line\n");
    Files.write(files.resolve("large"), new byte[2 * 1024 * 1024]);
    Files.createDirectories(files.resolve("drop"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(
        files.resolve("drop"), PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  @AfterAll
  void stop() {
    server.ifPresent(TestingSshd::close);
  }

  @Test
  void the_example_of_the_page_holds() {
    server.orElseThrow().onlyWithAnAccount();
    Map<String, Object> parameters = new HashMap<>(Example.of("sftp").parameters());
    parameters.put("path", files + "/" + parameters.get("path"));
    parameters.put("put", files + "/" + parameters.get("put"));
    assertFine(check(parameters));
  }

  @Test
  void lists_directories_and_fetches_files() {
    server.orElseThrow().onlyWithAnAccount();
    assertFine(check(Map.of("account", "monitor", "path", files + "/", "contains", "orders.txt")));
    ProbeResult other =
        check(Map.of("account", "monitor", "path", files + "/orders.txt", "contains", "retreat"));
    assertThat(other.cause()).as(other.summary()).isEqualTo(Cause.WRONG_CONTENT);
    ProbeResult changed =
        check(Map.of("account", "monitor", "path", files + "/orders.txt", "sha256", "00"));
    assertThat(changed.summary()).contains("SHA-256 00, got 16e18566");
    assertThat(check(Map.of("account", "monitor", "path", files + "/none")).summary())
        .contains("No such file");
    assertThat(check(Map.of("account", "monitor", "path", files + "/large")).summary())
        .contains("more than 1048576 bytes");
    assertThat(check(Map.of("account", "monitor", "path", files + "/none/")).cause())
        .isEqualTo(Cause.WRONG_CONTENT);
  }

  @Test
  void plants_a_token_and_finds_it_in_the_next_round() throws IOException {
    server.orElseThrow().onlyWithAnAccount();
    Rounds rounds =
        new Rounds(
            new Probe("sftp", Map.of("account", "monitor", "put", files + "/drop/{token}")),
            server.orElseThrow().port());
    assertFine(rounds.next());
    assertFine(rounds.next());
    assertThat(dropped()).hasSize(1);
    Files.delete(dropped().getFirst());
    ProbeResult lost = rounds.next();
    assertThat(lost.cause()).as(lost.summary()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(lost.summary()).contains("No such file");
    assertThat(rounds.next().summary()).isEqualTo(lost.summary());
    assertFine(rounds.next());
    assertThat(check(Map.of("account", "monitor", "put", "/proc/{token}")).cause())
        .isEqualTo(Cause.REFUSED);
  }

  private List<Path> dropped() throws IOException {
    try (Stream<Path> planted = Files.list(files.resolve("drop"))) {
      return planted.toList();
    }
  }

  @Test
  void tells_wrong_passwords_and_closed_ports() throws IOException {
    assertThat(check(Map.of("account", "stranger")).cause()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(TestingRange.probe("sftp", Daemon.freePort(), Map.of("account", "monitor")).cause())
        .isEqualTo(Cause.REFUSED);
  }

  private ProbeResult check(Map<String, Object> parameters) {
    return TestingRange.probe("sftp", server.orElseThrow().port(), parameters);
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused(
        "sftp", server.orElseThrow().port(), Map.of("account", "monitor"));
  }
}
