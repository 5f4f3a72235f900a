package io.shieldwall.probing.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.Trust;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// HTTP checks against nginx.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NginxTest {

  private static final String CONFIGURATION =
      """
        daemon off;
        USER
        worker_processes 1;
        pid FOLDER/nginx.pid;
        error_log FOLDER/error.log;
        events { worker_connections 256; }
        http {
          access_log off;
          gzip on; gzip_min_length 1; gzip_types text/plain;
          default_type text/plain;
          client_body_temp_path FOLDER/1; proxy_temp_path FOLDER/2; fastcgi_temp_path FOLDER/3;
          uwsgi_temp_path FOLDER/4; scgi_temp_path FOLDER/5;
          server {
            listen ADDRESS:PLAIN;
            root FOLDER/www;
            add_header X-Frame-Options DENY always;
            location /private { auth_basic staff; auth_basic_user_file FOLDER/users; }
            location /moved { return 301 https://HOST:SECURE/login; }
            location /posted { return 200 "got $content_length"; }
            location /loop { return 302 /loop; }
          }
          server {
            listen ADDRESS:SECURE ssl;
      ssl_protocols TLSv1.2 TLSv1.3;
            ssl_certificate FOLDER/certificate.pem;
            ssl_certificate_key FOLDER/key.pem;
            root FOLDER/www;
          }
          server {
            listen ADDRESS:NEWER http2;
            listen ADDRESS:NEWTLS ssl http2;
            ssl_certificate FOLDER/certificate.pem;
            ssl_certificate_key FOLDER/key.pem;
            root FOLDER/www;
            add_header X-Frame-Options DENY always;
            add_header Set-Cookie "seat=7; Path=/";
            location /private { auth_basic staff; auth_basic_user_file FOLDER/users; }
            location /moved { return 302 /login; }
            location /elsewhere { return 302 https://HOST:SECURE/login; }
            location /post { client_max_body_size 8m; proxy_pass http://ADDRESS:PLAIN/posted; }
          }
          server {
            listen ADDRESS:ONLY12 ssl;
            ssl_protocols TLSv1.2;
            ssl_certificate FOLDER/certificate.pem;
            ssl_certificate_key FOLDER/key.pem;
            root FOLDER/www;
          }
        }
      """;

  private final int plain = port();
  private final int secure = port();
  private final int only12 = port();
  private final int newer = port();
  private final int newerTls = port();
  private List<Daemon> daemons = List.of();
  private Prober prober = TestingRange.prober();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path program = Daemon.program("nginx");
    Files.createDirectories(folder.resolve("www/private"));
    Files.writeString(folder.resolve("www/login"), "Bank of Berylia, sign in to your account");
    Files.writeString(folder.resolve("www/large"), "x".repeat(2 * 1024 * 1024));
    Files.writeString(folder.resolve("www/private/page"), "for staff");
    Files.writeString(folder.resolve("users"), "monitor:{PLAIN}" + TestingRange.PASSWORD + "\n");
    writeCertificate(folder);
    prober = TestingRange.prober(Trust.authorities(folder.resolve("certificate.pem")));
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(configuration, configuration(folder));
    daemons =
        List.of(
            Daemon.start(
                folder, TestingRange.ADDRESS, plain, program, "-p", folder, "-c", configuration));
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_documented_example_holds() {
    ProbeResult result = TestingRange.probe("http", plain, Example.of("http").parameters());
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
  }

  @Test
  void finds_a_page_with_its_text_and_header() {
    assertThat(
            get(
                plain,
                Map.of(
                    "path", "/login",
                    "contains", "Bank of Berylia",
                    "header", "X-Frame-Options: DENY",
                    "absent", "belongs to us")))
        .isEqualTo(Cause.NONE);
    assertThat(get(plain, Map.of("path", "/login", "method", "HEAD"))).isEqualTo(Cause.NONE);
  }

  @Test
  void tells_missing_pages_and_wrong_texts() {
    assertThat(get(plain, Map.of("path", "/nothing"))).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(get(plain, Map.of("path", "/nothing", "status", 404L))).isEqualTo(Cause.NONE);
    assertThat(get(plain, Map.of("path", "/login", "contains", "Crimsonia")))
        .isEqualTo(Cause.WRONG_CONTENT);
  }

  @Test
  void accepts_large_bodies_only_where_the_check_does() {
    assertThat(get(plain, Map.of("path", "/large"))).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(get(plain, Map.of("path", "/large", "maximum-bytes", 2L * 1024 * 1024)))
        .isEqualTo(Cause.NONE);
  }

  @Test
  void signs_in_with_the_accounts_password() {
    assertThat(get(plain, Map.of("path", "/private/page", "account", "monitor")))
        .isEqualTo(Cause.NONE);
    assertThat(get(plain, Map.of("path", "/private/page", "account", "stranger")))
        .isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(get(plain, Map.of("path", "/private/page", "status", 401L))).isEqualTo(Cause.NONE);
  }

  @Test
  void follows_a_redirect_to_tls_and_no_loop() {
    Map<String, Object> moved = Map.of("path", "/moved", "redirects", 1L, "contains", "sign in");
    assertThat(get(plain, moved)).isEqualTo(Cause.NONE);
    assertThat(get(plain, Map.of("path", "/moved", "status", 301L))).isEqualTo(Cause.NONE);
    assertThat(get(plain, Map.of("path", "/loop", "redirects", 5L))).isEqualTo(Cause.WRONG_CONTENT);
  }

  @Test
  void accepts_any_certificate_where_it_is_not_verified() {
    assertThat(get(secure, Map.of("path", "/login", "tls", "verify-off"))).isEqualTo(Cause.NONE);
    assertThat(get(secure, Map.of("path", "/login", "tls", "verify-off"))).isEqualTo(Cause.NONE);
  }

  @Test
  void verifies_the_certificate_against_the_trusted_authorities_and_the_name() {
    Map<String, Object> verify = Map.of("path", "/login", "tls", "verify");
    assertThat(get(secure, verify)).isEqualTo(Cause.NONE);
    assertThat(get(secure, Map.of("path", "/login", "tls", "verify", "host", "other.example")))
        .isEqualTo(Cause.TLS);
    ProbeResult untrusted = TestingRange.probe("http", secure, verify);
    assertThat(untrusted.outcome()).isEqualTo(Outcome.CRITICAL);
    assertThat(untrusted.cause()).isEqualTo(Cause.TLS);
  }

  @Test
  void insists_on_the_minimum_version_of_tls() {
    Map<String, Object> lax = Map.of("path", "/login", "tls", "verify-off");
    Map<String, Object> strict =
        Map.of("path", "/login", "tls", "verify-off", "tls-minimum", "1.3");
    assertThat(get(only12, lax)).isEqualTo(Cause.NONE);
    assertThat(get(only12, strict)).isEqualTo(Cause.TLS);
    assertThat(get(secure, strict)).isEqualTo(Cause.NONE);
  }

  @Test
  void tells_tls_from_plain_text() {
    assertThat(get(plain, Map.of("path", "/login", "tls", "verify-off"))).isEqualTo(Cause.TLS);
    assertThat(get(secure, Map.of("path", "/login"))).isEqualTo(Cause.WRONG_CONTENT);
  }

  @Test
  void speaks_http_2_at_once_and_over_tls() {
    for (int port : List.of(newer, newerTls)) {
      String tls = port == newer ? "off" : "verify";
      assertNewer(port, Map.of("tls", tls, "path", "/login", "contains", "sign in"));
      assertNewer(port, Map.of("tls", tls, "path", "/login", "header", "X-Frame-Options: DENY"));
      assertNewer(port, Map.of("tls", tls, "path", "/login", "method", "HEAD"));
      assertNewer(port, Map.of("tls", tls, "path", "/nothing", "status", 404L));
      assertNewer(port, Map.of("tls", tls, "path", "/private/page", "account", "monitor"));
      assertNewer(port, Map.of("tls", tls, "path", "/large", "maximum-bytes", 2L * 1024 * 1024));
      assertNewer(
          port, Map.of("tls", tls, "path", "/moved", "redirects", 1L, "contains", "sign in"));
    }
  }

  @Test
  void posts_more_over_http_2_than_fits_a_window() {
    String body = "x".repeat(300_000);
    assertNewer(
        newer, Map.of("path", "/post", "method", "POST", "body", body, "contains", "got 300000"));
  }

  @Test
  void judges_http_2_as_it_does_http_1() {
    assertThat(getNewer(newer, Map.of("path", "/large")).cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(getNewer(newer, Map.of("path", "/private/page", "account", "stranger")).cause())
        .isEqualTo(Cause.WRONG_CREDENTIALS);
    ProbeResult untrusted =
        TestingRange.probe("http", newerTls, Map.of("version", "2", "tls", "verify"));
    assertThat(untrusted.cause()).isEqualTo(Cause.TLS);
  }

  @Test
  void tells_services_that_do_not_speak_http_2() {
    ProbeResult old = getNewer(plain, Map.of("path", "/login"));
    assertThat(old.cause()).as(old.summary()).isEqualTo(Cause.PROTOCOL);
    ProbeResult oldTls = getNewer(secure, Map.of("path", "/login", "tls", "verify-off"));
    assertThat(oldTls.cause()).as(oldTls.summary()).isEqualTo(Cause.PROTOCOL);
    assertThat(oldTls.summary()).startsWith("Expected HTTP/2 over TLS, the service chose ");
    ProbeResult moved =
        getNewer(newerTls, Map.of("path", "/elsewhere", "tls", "verify-off", "redirects", 1L));
    assertThat(moved.cause()).as(moved.summary()).isEqualTo(Cause.PROTOCOL);
  }

  private void assertNewer(int port, Map<String, Object> parameters) {
    ProbeResult result = getNewer(port, parameters);
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
  }

  private ProbeResult getNewer(int port, Map<String, Object> parameters) {
    Map<String, Object> all = new HashMap<>(parameters);
    all.put("version", "2");
    return prober.probe(TestingRange.request("http", port, all));
  }

  private Cause get(int port, Map<String, Object> parameters) {
    return prober.probe(TestingRange.request("http", port, parameters)).cause();
  }

  private String configuration(Path folder) {
    return CONFIGURATION
        .replace("USER", Daemon.asRoot() ? "user root;" : "")
        .replace("FOLDER", folder.toString())
        .replace("ADDRESS", TestingRange.real(TestingRange.ADDRESS).getHostAddress())
        .replace("HOST", TestingRange.HOST)
        .replace("PLAIN", "" + plain)
        .replace("SECURE", "" + secure)
        .replace("ONLY12", "" + only12)
        .replace("NEWER", "" + newer)
        .replace("NEWTLS", "" + newerTls);
  }

  private static int port() {
    try {
      return Daemon.freePort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void writeCertificate(Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve("keys.p12");
    Daemon.run(
        folder,
        Path.of(System.getProperty("java.home"), "bin", "keytool"),
        "-genkeypair",
        "-alias",
        "nginx",
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-dname",
        "CN=" + TestingRange.HOST,
        "-ext",
        "san=dns:" + TestingRange.HOST,
        "-validity",
        "2",
        "-storetype",
        "PKCS12",
        "-keystore",
        store,
        "-storepass",
        "changeit",
        "-keypass",
        "changeit");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    KeyStore.PrivateKeyEntry entry =
        (KeyStore.PrivateKeyEntry)
            keys.getEntry("nginx", new KeyStore.PasswordProtection("changeit".toCharArray()));
    Files.writeString(
        folder.resolve("key.pem"), pem("PRIVATE KEY", entry.getPrivateKey().getEncoded()));
    Files.writeString(
        folder.resolve("certificate.pem"), pem("CERTIFICATE", entry.getCertificate().getEncoded()));
  }

  private static String pem(String kind, byte[] content) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind);
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused(
        "http", plain, Map.of("path", "/private/page", "account", "monitor"));
  }
}
