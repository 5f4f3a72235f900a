package io.shieldwall.probing.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Prober;
import io.shieldwall.probing.Python;
import io.shieldwall.probing.TestingCertificate;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.TestingServer;
import io.shieldwall.probing.Trust;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// WebSocket checks against the server of Python's package websockets, and against servers that
/// break the rules.
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebsocketsTest {

  private static final String SERVER =
      """
      import asyncio, http, json, ssl, sys
      from websockets.asyncio.server import basic_auth, serve
      address, plain, secure, certificate, key, password = sys.argv[1:]
      async def talk(socket):
          path = socket.request.path
          if path == '/quotes':
              async for message in socket:
                  order = json.loads(message)
                  await socket.send(json.dumps({'id': order['id'], 'symbol': order['ask']}, separators=(',', ':')))
          elif path == '/pieces':
              await (await socket.ping())
              await socket.send(['Bank ', 'of ', 'Berylia'])
              await socket.send(b'octets')
              await socket.send('x' * 70000)
          elif path == '/huge':
              await socket.send('x' * 2000000)
          elif path == '/leaves':
              await socket.close(1011, 'out of order')
          await socket.wait_closed()
      sign_in = basic_auth(realm='staff', credentials=('monitor', password))
      async def gate(connection, request):
          if request.path == '/quotes':
              return await sign_in(connection, request)
          if request.path == '/nothing':
              return connection.respond(http.HTTPStatus.NOT_FOUND, 'nothing')
      def choose(connection, offered):
          return 'quotes.v1' if 'quotes.v1' in offered else None
      async def main():
          tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
          tls.load_cert_chain(certificate, key)
          words = dict(process_request=gate, select_subprotocol=choose, compression=None)
          async with serve(talk, address, int(secure), ssl=tls, **words), serve(talk, address, int(plain), **words):
              await asyncio.get_running_loop().create_future()
      asyncio.run(main())
      """;

  private int plain;
  private int secure;
  private List<Daemon> daemons = List.of();
  private Prober prober = TestingRange.prober();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path python = Python.with("websockets==15.0.1");
    plain = Daemon.freePort();
    secure = Daemon.freePort();
    TestingCertificate certificate = TestingCertificate.of(folder, 30);
    daemons =
        List.of(
            Python.serve(
                folder,
                python,
                SERVER,
                plain,
                secure,
                certificate.certificate(),
                certificate.key(),
                TestingRange.PASSWORD));
    prober = TestingRange.prober(Trust.authorities(certificate.certificate()));
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_documented_example_holds() {
    ProbeResult result = open(plain, Example.of("websocket").parameters());
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
    assertThat(result.evidence()).doesNotContain(TestingRange.PASSWORD);
  }

  @Test
  void answers_pings_and_puts_messages_together() {
    ProbeResult result =
        open(
            plain,
            Map.of(
                "path", "/pieces",
                "messages", 3L,
                "matches", "(?s)^Bank of Berylia\noctets\nx{1000}"));
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
    assertThat(result.evidence()).contains("a ping was answered");
  }

  @Test
  void is_content_with_an_answered_ping_where_nothing_is_expected() {
    ProbeResult result = open(plain, Map.of("path", "/any"));
    assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.NONE);
    assertThat(result.evidence()).contains("pong");
  }

  @Test
  void tells_wrong_texts_missing_sockets_and_services_that_leave() {
    ProbeResult wrong = open(plain, Map.of("path", "/pieces", "equals", "Bank of Crimsonia"));
    assertThat(wrong.cause()).as(wrong.summary()).isEqualTo(Cause.WRONG_CONTENT);
    ProbeResult missing = open(plain, Map.of("path", "/nothing"));
    assertThat(missing.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(missing.summary())
        .isEqualTo("Expected a WebSocket at \"/nothing\", got status 404.");
    ProbeResult leaves = open(plain, Map.of("path", "/leaves", "contains", "x"));
    assertThat(leaves.cause()).isEqualTo(Cause.PROTOCOL);
    assertThat(leaves.summary()).contains("with code 1011 and \"out of order\"");
    assertThat(open(plain, Map.of("path", "/huge", "contains", "x")).cause())
        .isEqualTo(Cause.WRONG_CONTENT);
  }

  @Test
  void tells_a_wrong_account_and_a_subprotocol_that_is_not_spoken() {
    ProbeResult stranger = open(plain, Map.of("path", "/quotes", "account", "stranger"));
    assertThat(stranger.cause()).as(stranger.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
    ProbeResult other = open(plain, Map.of("path", "/any", "subprotocol", "quotes.v9"));
    assertThat(other.cause()).as(other.summary()).isEqualTo(Cause.WRONG_CONTENT);
    ProbeResult forged = open(plain, Map.of("path", "/any", "subprotocol", "x\r\nY: z"));
    assertThat(forged.cause()).isEqualTo(Cause.CHECKER_FAULT);
  }

  @Test
  void speaks_tls_and_verifies_the_certificate_where_it_is_asked_to() {
    ProbeResult trusted = open(secure, Map.of("tls", "verify"));
    assertThat(trusted.cause()).as(trusted.summary()).isEqualTo(Cause.NONE);
    assertThat(TestingRange.probe("websocket", secure, Map.of("tls", "verify")).cause())
        .isEqualTo(Cause.TLS);
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    assertThat(open(Daemon.freePort(), Map.of()).cause()).isEqualTo(Cause.REFUSED);
  }

  @Test
  void tells_servers_that_break_the_rules() throws IOException {
    assertThat(meeting(false, 0x81, 0x01, 'x')).contains("does not answer the one");
    assertThat(meeting(true, 0x81, 0x81, 1, 2, 3, 4, 'x')).contains("a masked frame");
    assertThat(meeting(true, 0xc1, 0x01, 'x')).contains("an extension that was not agreed");
    assertThat(meeting(true, 0x83, 0x01, 'x')).contains("the unknown kind 3");
    assertThat(meeting(true, 0x80, 0x01, 'x')).contains("a continuation of nothing");
    assertThat(meeting(true, 0x89, 0x7e, 1, 1)).contains("a control frame");
    assertThat(meeting(true, 0x81, 0x02, 0xc3, 0x28)).contains("not UTF-8");
    assertThat(meeting(true, 0x01, 0x01, 'x', 0x81, 0x01, 'y')).contains("within another");
    assertThat(meeting(true, 0x81, 0x7f, 0xff, 1, 1, 1, 1, 1, 1, 1)).contains("at most 1 MiB");
    assertThat(meeting(true, 0x81, 0x05, 'x')).contains("in the middle");
  }

  /// What a check says of a server that sends these octets after the upgrade.
  private String meeting(boolean honest, int... octets) throws IOException {
    TestingServer.Behaviour behaviour =
        caller -> {
          String head = TestingServer.readHead(caller);
          int at = head.indexOf("Sec-WebSocket-Key: ") + 19;
          String key = honest ? head.substring(at, head.indexOf("\r\n", at)) : "another";
          TestingServer.write(
              caller,
              "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
                  + "Sec-WebSocket-Accept: "
                  + accept(key)
                  + "\r\n\r\n");
          for (int octet : octets) {
            caller.getOutputStream().write(octet);
          }
          caller.getOutputStream().flush();
          caller.shutdownOutput();
          caller.getInputStream().readAllBytes();
        };
    try (TestingServer server = TestingServer.that(behaviour)) {
      ProbeResult result = open(server.port(), Map.of("contains", "Berylia"));
      assertThat(result.cause()).as(result.summary()).isIn(Cause.PROTOCOL, Cause.WRONG_CONTENT);
      return result.summary();
    }
  }

  private static String accept(String key) {
    try {
      byte[] text =
          (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private ProbeResult open(int port, Map<String, Object> parameters) {
    return prober.probe(TestingRange.request("websocket", port, parameters));
  }

  @Test
  void an_awkward_password_is_the_teams() {
    // the library itself answers others with status 500
    List<String> ascii =
        AwkwardPasswords.ALL.stream().filter(each -> each.matches("[ -~]+")).toList();
    AwkwardPasswords.assertRefused(
        ascii,
        TestingRange.request("websocket", plain, Map.of("path", "/quotes", "account", "monitor")));
  }
}
