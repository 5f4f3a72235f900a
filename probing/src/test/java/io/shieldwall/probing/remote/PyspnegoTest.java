package io.shieldwall.probing.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Python;
import io.shieldwall.probing.TestingCertificate;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// RDP checks with NLA against the CredSSP and NTLM of pyspnego, which stands behind a script that
/// agrees on security and speaks TLS.
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PyspnegoTest {

  /// The acceptor of pyspnego takes TLS apart in memory, token by token; here Python's sockets do
  /// it instead, which mind no borders between segments.
  private static final String SERVER =
      """
      import os, socket, ssl, sys
      import spnego._credssp as credssp
      from spnego._context import WrapResult, UnwrapResult
      from spnego.tls import CredSSPTLSContext
      from cryptography import x509
      from cryptography.hazmat.primitives import serialization

      host, port, chain, key, version, bound, mode = sys.argv[1:8]
      credssp._CREDSSP_VERSION = int(version)

      class Acceptor(credssp.CredSSPProxy):
          def _step_tls(self, token):
              return token
              yield
          def wrap(self, data, encrypt=True, qop=None):
              return WrapResult(data=data, encrypted=True)
          def unwrap(self, data):
              return UnwrapResult(data=data, encrypted=True, qop=0)

      context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
      context.load_cert_chain(chain, key)
      with open(bound, 'rb') as file:
          public = x509.load_pem_x509_certificate(file.read()).public_key().public_bytes(
              serialization.Encoding.DER, serialization.PublicFormat.PKCS1)

      def exactly(link, count):
          data = b''
          while len(data) < count:
              more = link.recv(count - len(data))
              if not more:
                  raise ConnectionError('closed')
              data += more
          return data

      def message(link):
          start = exactly(link, 2)
          more = b''
          length = start[1]
          if length > 0x80:
              more = exactly(link, length - 0x80)
              length = int.from_bytes(more, 'big')
          return start + more + exactly(link, length)

      def serve(link):
          header = exactly(link, 4)
          request = exactly(link, int.from_bytes(header[2:], 'big') - 4)
          assert request[1] == 0xe0 and request[-4] & 2, request
          link.sendall(bytes.fromhex('030000130ed000001234000200080002000000'))
          with context.wrap_socket(link, server_side=True) as secure:
              acceptor = Acceptor(
                  usage='accept',
                  credssp_tls_context=CredSSPTLSContext(context, public_key=public))
              while True:
                  request = message(secure)
                  if mode == 'facade' and b'NTLMSSP\\0\\3' in request:
                      answer = credssp.TSRequest(6, pub_key_auth=os.urandom(48)).pack()
                  else:
                      answer = acceptor.step(request)
                  if not answer:
                      return
                  secure.sendall(answer)

      listener = socket.create_server((host, int(port)))
      while True:
          link, _ = listener.accept()
          try:
              serve(link)
          except Exception as e:
              print(repr(e), flush=True)
          finally:
              link.close()
      """;

  private final List<Daemon> daemons = new ArrayList<>();
  private int newest;
  private int fifth;
  private int second;
  private int changed;
  private int changedSilently;
  private int between;
  private int facade;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path python = Python.with("pyspnego==0.12.4", "cryptography==50.0.2");
    TestingCertificate mine = TestingCertificate.of(folder, 30);
    TestingCertificate other =
        TestingCertificate.of(folder, "other", TestingRange.HOST, 30, "rsa:2048");
    Path right = users(folder, "users", TestingRange.PASSWORD);
    Path wrong = users(folder, "others", "changed-by-red");
    newest = serve(folder, python, mine, right, 6, mine, "honest");
    fifth = serve(folder, python, mine, right, 5, mine, "honest");
    second = serve(folder, python, mine, right, 2, mine, "honest");
    changed = serve(folder, python, mine, wrong, 6, mine, "honest");
    changedSilently = serve(folder, python, mine, wrong, 5, mine, "honest");
    between = serve(folder, python, mine, right, 6, other, "honest");
    facade = serve(folder, python, mine, wrong, 6, mine, "facade");
  }

  private static Path users(Path folder, String name, String password) throws IOException {
    return Files.writeString(
        folder.resolve(name), "BERYLIA:monitor:%s\n:monitor:%s\n".formatted(password, password));
  }

  /// @param mode `facade` where it accepts any password
  /// @param bound whose key the server believes to be that of the connection
  private int serve(
      Path folder,
      Path python,
      TestingCertificate pair,
      Path users,
      int version,
      TestingCertificate bound,
      String mode)
      throws IOException {
    int port = Daemon.freePort();
    Path script = Files.writeString(folder.resolve("server.py"), SERVER);
    daemons.add(
        Daemon.start(
            folder,
            TestingRange.ADDRESS,
            port,
            "env",
            "NTLM_USER_FILE=" + users,
            python,
            script,
            TestingRange.real(TestingRange.ADDRESS).getHostAddress(),
            port,
            pair.certificate(),
            pair.key(),
            version,
            bound.certificate(),
            mode));
    return port;
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  private static ProbeResult check(int port, Map<String, Object> parameters) {
    return TestingRange.probe("rdp", port, parameters);
  }

  @Test
  void the_example_of_the_page_holds() {
    ProbeResult result = check(newest, Example.of("rdp").parameters());
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
    assertThat(result.evidence())
        .contains("CredSSP 6")
        .contains("both sides know the password of monitor")
        .doesNotContain(TestingRange.PASSWORD);
  }

  @Test
  void proves_the_password_in_every_version() {
    for (int port : List.of(newest, fifth, second)) {
      ProbeResult result = check(port, Map.of("account", "monitor"));
      assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
      assertThat(result.summary()).contains("to account monitor with nla");
    }
  }

  @Test
  void learns_the_name_of_the_server_without_an_account() {
    ProbeResult result = check(newest, Map.of("security", "nla"));
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
    ProbeResult other = check(newest, Map.of("computer", "crimsonia"));
    assertThat(other.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(other.summary()).contains("Expected a server called \"crimsonia\"");
    assertThat(check(newest, Map.of("security", "tls")).cause()).isEqualTo(Cause.WRONG_CONTENT);
  }

  @Test
  void tells_a_wrong_password_with_a_reason_and_without() {
    ProbeResult wrong = check(changed, Map.of("account", "monitor"));
    assertThat(wrong.cause()).as(wrong.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(wrong.summary()).contains("8009030c");
    ProbeResult silent = check(changedSilently, Map.of("account", "monitor"));
    assertThat(silent.cause()).as(silent.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(silent.summary()).contains("hung up");
    assertThat(check(newest, Map.of("account", "stranger")).cause())
        .isEqualTo(Cause.WRONG_CREDENTIALS);
  }

  @Test
  void does_not_sign_in_where_somebody_stands_between() {
    Map<String, Object> parameters = Map.of("account", "monitor");
    assertThat(check(between, parameters).cause()).isEqualTo(Cause.PROTOCOL);
    ProbeResult verified = check(between, Map.of("account", "monitor", "tls", "verify"));
    assertThat(verified.cause()).as(verified.summary()).isEqualTo(Cause.TLS);
  }

  @Test
  void is_not_deceived_by_a_server_that_accepts_any_password() {
    ProbeResult result = check(facade, Map.of("account", "monitor"));
    assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
    assertThat(result.summary()).contains("does not know the password itself");
  }

  @Test
  void an_awkward_password_is_the_teams() {
    for (int port : List.of(newest, fifth, second)) {
      AwkwardPasswords.assertRefused("rdp", port, Map.of("account", "monitor"));
    }
  }
}
