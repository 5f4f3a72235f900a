package io.shieldwall.probing.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingCertificate;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Visits with this machine's Chromium to an application in Python and to pages of nginx.
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BrowserTest {

  private static final String CONFIGURATION =
      """
      daemon off;
      USER
      worker_processes 1;
      pid FOLDER/nginx.pid;
      error_log FOLDER/error.log;
      events { worker_connections 64; }
      http {
        access_log off;
        types { text/html html; text/javascript js; application/octet-stream bin; }
        default_type text/plain;
        client_body_temp_path FOLDER/1; proxy_temp_path FOLDER/2; fastcgi_temp_path FOLDER/3;
        uwsgi_temp_path FOLDER/4; scgi_temp_path FOLDER/5;
        server {
          listen ADDRESS:PLAIN;
          root FOLDER/www;
          location /private { auth_basic staff; auth_basic_user_file FOLDER/users; }
          location /moved { return 302 /good.html; }
        }
        server {
          listen ADDRESS:SECURE ssl;
          ssl_certificate FOLDER/certificate.pem;
          ssl_certificate_key FOLDER/certificate-key.pem;
          root FOLDER/www;
        }
      }
      """;

  private final TestingBrowser browser = TestingBrowser.installed();
  private final int application = port();
  private final int site = port();
  private final int secure = port();
  private Path notes = Path.of("");
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    notes = Files.createFile(folder.resolve("notes.txt"));
    Path script = folder.resolve("notes.py");
    try (InputStream source =
        Objects.requireNonNull(BrowserTest.class.getResourceAsStream("/browser/notes.py"))) {
      Files.copy(source, script);
    }
    String address = TestingRange.real(TestingRange.ADDRESS).getHostAddress();
    Path www = Files.createDirectories(folder.resolve("www"));
    String page = "<!doctype html><title>Bank</title><p id=out>Loading</p><script src=%s></script>";
    Files.writeString(www.resolve("good.html"), page.formatted("good.js"));
    Files.writeString(
        www.resolve("good.js"),
        "setTimeout(() => document.getElementById('out').innerText = 'Balance: ' + 6 * 7, 200);");
    Files.writeString(www.resolve("broken.html"), page.formatted("broken.js"));
    Files.writeString(www.resolve("broken.js"), "console.error('no bank'); nothing.works();");
    Files.writeString(
        www.resolve("worker.html"),
        """
        <p id=out>Loading</p><script>
        const workers = navigator.serviceWorker;
        workers.register('/worker.js').then(() => new Promise(done => workers.controller
            ? done() : workers.addEventListener('controllerchange', done)))
          .then(() => fetch('/asked')).then(a => a.text()).then(t => out.innerText = t)
          .catch(e => out.innerText = 'no worker: ' + e);
        </script>
        """);
    Files.writeString(
        www.resolve("worker.js"),
        """
        self.addEventListener('activate', e => e.waitUntil(clients.claim()));
        self.addEventListener('fetch', e => e.respondWith(new Response('from the worker')));
        setInterval(() => fetch('/beacon'), 10);
        """);
    TestingCertificate.of(folder, 2);
    Files.writeString(www.resolve("file.bin"), "x".repeat(1000));
    Files.createDirectories(www.resolve("private"));
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(
        configuration,
        CONFIGURATION
            .replace("USER", Daemon.asRoot() ? "user root;" : "")
            .replace("FOLDER", folder.toString())
            .replace("ADDRESS", address)
            .replace("SECURE", "" + secure)
            .replace("PLAIN", "" + site));
    Files.writeString(folder.resolve("users"), "");
    daemons =
        List.of(
            Daemon.start(
                folder,
                TestingRange.ADDRESS,
                application,
                Daemon.program("python3"),
                script,
                address,
                application,
                TestingRange.PASSWORD,
                notes),
            Daemon.start(
                folder,
                TestingRange.ADDRESS,
                site,
                Daemon.program("nginx"),
                "-p",
                folder,
                "-c",
                configuration));
  }

  @AfterEach
  void nothing_is_left() throws IOException {
    TestingBrowser.nothingIsLeft();
  }

  @AfterAll
  void stop() throws IOException {
    daemons.forEach(Daemon::close);
    browser.close();
  }

  private static int port() {
    try {
      return Daemon.freePort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A visit that is expected to find nothing.
  private ProbeResult impatient(int port, List<Map<String, String>> steps) {
    return browser.visit(
        port,
        Duration.ofSeconds(30),
        Map.of("steps", steps, "patience", Duration.ofMillis(700)),
        "");
  }

  private static void assertCritical(ProbeResult result, Cause cause, String sentence) {
    assertThat(result.outcome()).as(result.evidence()).isEqualTo(Outcome.CRITICAL);
    assertThat(result.cause()).as(result.evidence()).isEqualTo(cause);
    assertThat(result.summary()).as(result.evidence()).contains(sentence);
  }

  private static void assertFine(ProbeResult result) {
    assertThat(result.outcome()).as(result.evidence()).isEqualTo(Outcome.OK);
  }

  @Test
  void the_documented_visit_plants_a_note_and_finds_it_in_the_next_round() throws IOException {
    Files.writeString(notes, "");
    ProbeResult first = browser.visit(application, Example.of("browser"), "");
    assertFine(first);
    assertThat(Files.readAllLines(notes)).hasSize(1);
    ProbeResult second = browser.visit(application, Example.of("browser"), first.memory());
    assertFine(second);
    assertThat(second.evidence())
        .contains("in step 5, contains \"{token}\"", "Chrome/", "title: Notes", "Welcome, monitor")
        .doesNotContain(TestingRange.PASSWORD, "outside the scope", "no host of the exercise");
    assertThat(first.memory()).contains(Files.readAllLines(notes).getFirst());
    Files.writeString(notes, "owned by nobody\n");
    ProbeResult third = browser.visit(application, Example.of("browser"), second.memory());
    assertCritical(third, Cause.WRONG_CONTENT, "Step 4, click \"button\": Expected the page");
    Files.writeString(notes, "something else\n");
    ProbeResult fourth = browser.visit(application, Example.of("browser"), second.memory());
    assertCritical(fourth, Cause.WRONG_CONTENT, "Step 5, contains \"{token}\": Expected the page");
    assertThat(fourth.summary()).contains("The token was planted at 20");
    ProbeResult fifth = browser.visit(application, Example.of("browser"), fourth.memory());
    assertCritical(fifth, Cause.WRONG_CONTENT, "Step 5, contains \"{token}\": Expected the page");
    assertFine(browser.visit(application, Example.of("browser"), fifth.memory()));
  }

  @Test
  void a_password_that_does_not_fit_is_the_teams() {
    ProbeResult result =
        impatient(
            application,
            List.of(
                Map.of("open", "/"),
                Map.of("fill", "#user", "with", "monitor"),
                Map.of("fill", "#password", "with", "guessed"),
                Map.of("click", "button", "wait", "#text")));
    assertCritical(result, Cause.WRONG_CONTENT, "the page has no such element");
    assertThat(result.summary()).contains("Wrong password");
    assertThat(result.evidence()).contains("/api/login: status 403");
  }

  @Test
  void text_that_a_script_makes_is_seen_and_a_broken_script_is_told() {
    assertFine(
        browser.visit(site, List.of(Map.of("open", "/good.html", "contains", "Balance: 42"))));
    ProbeResult broken =
        impatient(site, List.of(Map.of("open", "/broken.html", "contains", "Balance: 42")));
    assertCritical(broken, Cause.WRONG_CONTENT, "\"Balance: 42\", got \"Loading\"");
    assertThat(broken.evidence())
        .contains("console: no bank", "uncaught: ReferenceError: nothing is not defined");
  }

  @Test
  void a_server_that_only_hands_out_bytes_does_not_pass() {
    ProbeResult facade =
        impatient(site, List.of(Map.of("open", "/broken.html", "title", "Ledger")));
    assertCritical(facade, Cause.WRONG_CONTENT, "expected a title with \"Ledger\", got \"Bank\"");
  }

  @Test
  void documents_are_judged_by_their_status() {
    assertCritical(
        browser.visit(site, List.of(Map.of("open", "/nothing"))),
        Cause.WRONG_CONTENT,
        "expected status below 400, got 404");
    assertFine(browser.visit(site, List.of(Map.of("open", "/nothing", "status", "404"))));
    assertFine(browser.visit(site, List.of(Map.of("open", "/moved", "contains", "42"))));
    ProbeResult shut =
        browser.visit(
            site,
            Duration.ofSeconds(30),
            Map.of("account", "monitor", "steps", List.of(Map.of("open", "/private/"))),
            "");
    assertCritical(shut, Cause.WRONG_CREDENTIALS, "got 401");
  }

  @Test
  void a_download_is_no_page() {
    assertCritical(
        browser.visit(site, List.of(Map.of("open", "/file.bin"))),
        Cause.WRONG_CONTENT,
        "could not open it: net::ERR_ABORTED");
  }

  @Test
  void a_visitor_cannot_be_told_from_others_by_its_headers() {
    ProbeResult result =
        browser.visit(
            application,
            List.of(
                Map.of(
                    "open",
                    "/headers",
                    "matches",
                    "(?s)^Host: [^ ]+\\nConnection: keep-alive\\n.*Mozilla/5.0 .* Chrome/",
                    "absent",
                    "Headless")));
    assertFine(result);
  }

  @Test
  void a_port_that_is_shut_is_refused() throws IOException {
    assertCritical(
        browser.visit(Daemon.freePort(), List.of(Map.of("open", "/"))),
        Cause.REFUSED,
        "No connection to");
  }

  @Test
  void pages_over_tls_may_register_workers_that_end_with_the_visit() {
    for (String page : List.of("/good.html", "/worker.html")) {
      Map<String, Object> parameters =
          Map.of(
              "tls",
              "verify-off",
              "steps",
              List.of(Map.of("open", page, "matches", "Balance: 42|from the worker")));
      assertFine(browser.visit(secure, Duration.ofSeconds(30), parameters, ""));
    }
  }

  @Test
  void plain_text_where_tls_should_be_is_told() {
    ProbeResult result =
        browser.visit(
            site,
            Duration.ofSeconds(30),
            Map.of("tls", "verify-off", "steps", List.of(Map.of("open", "/good.html"))),
            "");
    assertCritical(result, Cause.TLS, "ERR_SSL_PROTOCOL_ERROR");
  }

  @Test
  void checks_that_are_none_are_the_checkers_fault() throws IOException {
    for (List<Map<String, String>> steps :
        List.of(
            List.of(Map.of("open", "/", "click", "a")),
            List.of(Map.of("click", "a")),
            List.of(Map.of("open", "/", "wait", "li[")),
            List.of(Map.of("open", "/", "matches", "(")))) {
      ProbeResult result = impatient(application, steps);
      assertThat(result.outcome()).as(result.evidence()).isEqualTo(Outcome.UNKNOWN);
      assertThat(result.cause()).isEqualTo(Cause.CHECKER_FAULT);
    }
  }

  @Test
  void without_a_browser_it_says_what_would_be_right() throws IOException {
    Optional<String> lacking = Browsers.none().lacking();
    assertThat(lacking).hasValueSatisfying(text -> assertThat(text).contains("--browser"));
    try (Browsers wrong = Browsers.at(Path.of("/bin/true"))) {
      assertThat(wrong.lacking())
          .hasValueSatisfying(text -> assertThat(text).contains("/true does not work here"));
    }
  }

  @Test
  void where_chromiums_sandbox_does_not_work_it_goes_without(@TempDir Path folder)
      throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path script = folder.resolve("bare");
    Files.writeString(
        script,
        """
        #!/bin/sh
        case " $* " in *" --no-sandbox "*) exec %s "$@" ;; esac
        echo 'No usable sandbox!' >&2
        exit 1
        """
            .formatted(browser.browsers().ready().program()));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Browsers bare = Browsers.at(script)) {
      assertThat(bare.ready().sandboxed()).isFalse();
    }
  }
}
