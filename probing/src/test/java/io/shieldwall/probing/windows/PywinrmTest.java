package io.shieldwall.probing.windows;

import static io.shieldwall.probing.Results.assertFine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Python;
import io.shieldwall.probing.Rounds;
import io.shieldwall.probing.TestingCertificate;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.Trust;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// WinRM checks against a server that has NTLM, channel bindings and sealed messages from pyspnego.
/// That it speaks as Windows does is shown by pywinrm, which gets the same from it.
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PywinrmTest {

  private static final List<String> MODES =
      List.of(
          "sealed",
          "tls",
          "tls,basic,basic-only",
          "basic,unencrypted",
          "plain",
          "tampered",
          "mute",
          "canned",
          "tls,somebody-between");

  private final Map<String, Integer> ports = new HashMap<>();
  private Optional<Daemon> server = Optional.empty();
  private Optional<Trust> trust = Optional.empty();
  private Path folder = Path.of(".");
  private Path python = Path.of("python3");

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    python =
        Python.with(
            "pyspnego==0.12.4", "cryptography==50.0.2", "pywinrm==0.5.0", "requests-ntlm==1.3.0");
    TestingCertificate pair = TestingCertificate.of(folder, 30);
    trust = Optional.of(Trust.authorities(pair.certificate()));
    Path users =
        Files.writeString(
            folder.resolve("users"),
            ":monitor:%1$s\nBERYLIA:monitor:%1$s\n:guest:%1$s\n:rotated:changed-by-red\n"
                .formatted(TestingRange.PASSWORD));
    for (String mode : MODES) {
      ports.put(mode, Daemon.freePort());
    }
    Stream<Object> command = Stream.of(python, program("server.py"), host(), users);
    Stream<Object> keys = Stream.of(pair.certificate(), pair.key());
    Stream<Object> places = MODES.stream().map(mode -> port(mode) + "=" + mode);
    server =
        Optional.of(
            Daemon.start(
                folder,
                TestingRange.ADDRESS,
                port(MODES.getLast()),
                Stream.of(command, keys, places).flatMap(each -> each).toArray()));
  }

  private Path program(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(PywinrmTest.class.getResourceAsStream("/winrm/" + name), name)) {
      return Files.write(folder.resolve(name), in.readAllBytes());
    }
  }

  private static String host() {
    return TestingRange.real(TestingRange.ADDRESS).getHostAddress();
  }

  private int port(String mode) {
    return Objects.requireNonNull(ports.get(mode), mode);
  }

  @AfterAll
  void stop() {
    server.ifPresent(Daemon::close);
  }

  private ProbeResult check(String mode, Map<String, Object> parameters) {
    return TestingRange.probe("winrm", port(mode), parameters);
  }

  private static Map<String, Object> running(String command) {
    return Map.of("account", "monitor", "command", command);
  }

  private static void assertCritical(ProbeResult result, Cause cause, String said) {
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(cause);
    assertThat(result.summary()).contains(said);
    assertThat(result.evidence()).doesNotContain(TestingRange.PASSWORD);
  }

  /// No shell but the one that asks is open.
  private void assertNothingIsLeft() {
    Map<String, Object> parameters = new HashMap<>(running("shells"));
    parameters.put("equals", "1");
    assertFine(check("sealed", parameters));
  }

  @Test
  void the_example_of_the_page_holds() {
    Rounds rounds = new Rounds(Example.of("winrm"), port("sealed"));
    ProbeResult first = rounds.next();
    assertFine(first);
    assertThat(first.evidence())
        .contains("sealing from here on")
        .contains("> hostname")
        .contains("< NETBANK")
        .contains("* ended with code 0");
    assertThat(first.summary()).contains("ran \"hostname, ipconfig /all\"");
    assertFine(rounds.next());
    assertNothingIsLeft();
  }

  @Test
  void a_token_that_was_changed_is_missed() {
    Rounds rounds = new Rounds(Example.of("winrm"), port("sealed"));
    assertFine(rounds.next());
    assertFine(check("sealed", running("(echo changed)>C:\\ProgramData\\shieldwall.txt")));
    assertCritical(rounds.next(), Cause.WRONG_CONTENT, "got \"changed\"");
  }

  @Test
  void gets_the_same_as_pywinrm_over_http_and_https() throws Exception {
    String[] commands = {"hostname", "ipconfig /all", "type C:\\marker.txt", "ver", "whoami"};
    String sealed = pywinrm("http", "sealed", "ntlm", "bound", commands);
    String bound = pywinrm("https", "tls", "ntlm", "bound", commands);
    String basic = pywinrm("https", "tls,basic,basic-only", "ssl", "bound", commands);
    assertThat(sealed)
        .contains("NETBANK")
        .contains("Bank of Berylia")
        .isEqualTo(bound)
        .isEqualTo(basic);
    Map<String, Object> same =
        Map.of("account", "monitor", "command", List.of(commands), "equals", sealed);
    assertFine(check("sealed", same));
    assertFine(check("tls", with(same, "tls", "verify-off")));
    Map<String, Object> shown = with(same, "authentication", "basic");
    assertFine(check("tls,basic,basic-only", with(shown, "tls", "verify-off")));
    assertFine(check("basic,unencrypted", with(shown, "tls", "off")));
    assertNothingIsLeft();
  }

  @Test
  void the_server_insists_on_the_channel_binding() {
    assertThatThrownBy(() -> pywinrm("https", "tls", "ntlm", "unbound", "hostname"))
        .hasMessageContaining("rejected by the server");
    assertCritical(
        check("tls,somebody-between", with(running("hostname"), "tls", "verify-off")),
        Cause.WRONG_CREDENTIALS,
        "refuses the account (401)");
  }

  private String pywinrm(
      String scheme, String mode, String transport, String binding, String... commands)
      throws Exception {
    Object[] client = {
      python,
      program("client.py"),
      "%s://%s:%d/wsman".formatted(scheme, host(), port(mode)),
      transport,
      "monitor",
      TestingRange.PASSWORD,
      binding
    };
    Daemon.run(folder, Stream.concat(Stream.of(client), Stream.of((Object[]) commands)).toArray());
    return Files.readString(folder.resolve("run.log"));
  }

  private static Map<String, Object> with(
      Map<String, Object> parameters, String name, Object value) {
    Map<String, Object> more = new HashMap<>(parameters);
    more.put(name, value);
    return more;
  }

  @Test
  void verifies_the_certificate_where_it_must() {
    Map<String, Object> verified = with(running("hostname"), "tls", "verify");
    assertFine(
        TestingRange.prober(trust.orElseThrow())
            .probe(TestingRange.request("winrm", port("tls"), verified)));
    assertThat(check("tls", verified).cause()).isEqualTo(Cause.TLS);
    assertThat(check("sealed", verified).cause()).isEqualTo(Cause.TLS);
  }

  @Test
  void an_account_without_a_command_is_given_a_shell() {
    ProbeResult result = check("sealed", Map.of("account", "monitor", "domain", "BERYLIA"));
    assertFine(result);
    assertThat(result.summary()).contains("was given a shell");
  }

  @Test
  void tells_accounts_that_cannot_sign_in() {
    for (String account : List.of("stranger", "rotated")) {
      Map<String, Object> parameters = Map.of("account", account);
      assertCritical(
          check("sealed", parameters), Cause.WRONG_CREDENTIALS, "refuses the account (401)");
      assertCritical(
          check("tls", with(parameters, "tls", "verify-off")),
          Cause.WRONG_CREDENTIALS,
          "refuses the account (401)");
      Map<String, Object> basic = with(parameters, "authentication", "basic");
      assertCritical(
          check("basic,unencrypted", with(basic, "tls", "off")),
          Cause.WRONG_CREDENTIALS,
          "refuses the account (401)");
    }
    assertCritical(
        check("sealed", Map.of("account", "guest")), Cause.WRONG_CREDENTIALS, "has no right to it");
    assertThat(check("sealed", Map.of("account", "monitor", "domain", "CRIMSONIA")).cause())
        .isEqualTo(Cause.WRONG_CREDENTIALS);
  }

  @Test
  void tells_what_the_server_offers_instead() {
    assertCritical(
        check("tls,basic,basic-only", with(running("hostname"), "tls", "verify-off")),
        Cause.PROTOCOL,
        "the server offers \"Negotiate, Basic realm=\"WSMAN\"\"");
    assertCritical(
        check("sealed", with(with(running("hostname"), "authentication", "basic"), "tls", "off")),
        Cause.WRONG_CREDENTIALS,
        "it offers \"Negotiate\"");
  }

  @Test
  void does_not_show_the_password_unless_it_is_told_to() {
    assertCritical(
        check("basic,unencrypted", with(running("hostname"), "authentication", "basic")),
        Cause.CHECKER_FAULT,
        "shows the password");
  }

  @Test
  void tells_commands_that_end_with_another_code_or_write_something_else() {
    assertCritical(check("sealed", running("exit 3")), Cause.WRONG_CONTENT, "got 3");
    assertFine(check("sealed", with(running("exit 3"), "exit", 3L)));
    assertFine(check("sealed", with(running("exit -1073741510"), "exit", 3221225786L)));
    assertCritical(
        check("sealed", running("type C:\\gone.txt")),
        Cause.WRONG_CONTENT,
        "cannot find the file specified");
    assertCritical(
        check("sealed", with(running("hostname"), "contains", "CRIMSONIA")),
        Cause.WRONG_CONTENT,
        "Expected the output to contain \"CRIMSONIA\"");
    assertFine(check("sealed", with(running("whoami"), "equals", "netbank\\grün <&>")));
    Map<String, Object> several =
        Map.of("account", "monitor", "command", List.of("hostname", "exit 3", "whoami"));
    assertCritical(check("sealed", several), Cause.WRONG_CONTENT, "Expected \"exit 3\"");
    assertCritical(check("sealed", running("flood")), Cause.WRONG_CONTENT, "wrote more than");
    assertNothingIsLeft();
  }

  @Test
  void a_refusal_of_the_server_is_told_in_its_words() {
    assertCritical(
        check("sealed", running("fault quota")),
        Cause.PROTOCOL,
        "the server's quota is used up: \"This user has too many operations.\"");
    assertCritical(
        check("sealed", running("fault lost")), Cause.PROTOCOL, "the server lost the shell");
    assertCritical(
        check("tls", with(running("fault other"), "tls", "verify-off")),
        Cause.PROTOCOL,
        "got the fault \"InternalError\": \"The parameter is incorrect.\" (87)");
    assertNothingIsLeft();
  }

  @Test
  void an_answer_that_is_not_sealed_or_was_changed_is_not_believed() {
    assertCritical(check("plain", running("hostname")), Cause.PROTOCOL, "got a plain one");
    assertCritical(check("tampered", running("hostname")), Cause.PROTOCOL, "signature");
    assertCritical(check("canned", running("hostname")), Cause.PROTOCOL, "none to the request");
  }

  @Test
  void a_command_without_end_is_told_to_stop() {
    ProbeResult endless = hurried("sealed", "pause");
    assertCritical(endless, Cause.TIMEOUT, "it still ran and was told to stop");
    assertNothingIsLeft();
    assertCritical(hurried("mute", "hostname"), Cause.TIMEOUT, "the end of the command");
  }

  private ProbeResult hurried(String mode, String command) {
    return TestingRange.prober()
        .probe(
            TestingRange.request(
                "winrm",
                TestingRange.ADDRESS,
                port(mode),
                Duration.ofSeconds(2),
                running(command)));
  }

  @Test
  void nobody_listens() throws IOException {
    ProbeResult result = TestingRange.probe("winrm", Daemon.freePort(), running("hostname"));
    assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.REFUSED);
  }

  @Test
  void an_awkward_password_is_the_teams() {
    Map<String, Object> ntlm = running("hostname");
    AwkwardPasswords.assertRefused("winrm", port("sealed"), ntlm);
    Map<String, Object> basic = with(with(ntlm, "authentication", "basic"), "tls", "off");
    AwkwardPasswords.assertRefused("winrm", port("basic,unencrypted"), basic);
  }
}
