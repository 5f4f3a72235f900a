package io.shieldwall.probing.industry;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.AwkwardPasswords;
import io.shieldwall.probing.Daemon;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.Python;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// OPC UA checks against the server of asyncua, which announces an address of its own making.
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AsyncuaTest {

  private static final String SERVER =
      """
      import asyncio, sys
      from asyncua import Server, ua
      from asyncua.crypto.permission_rules import User, UserRole
      class Users:
          def get_user(self, iserver, username=None, password=None, certificate=None):
              known = username is None or (username == 'monitor' and password == sys.argv[3])
              return User(role=UserRole.User) if known else None
      async def main():
          server = Server(user_manager=Users())
          await server.init()
          server.set_endpoint(f'opc.tcp://{sys.argv[1]}:{sys.argv[2]}')
          server.set_security_policy([ua.SecurityPolicyType.NoSecurity])
          await server.register_namespace('urn:berylia')
          pump = await server.nodes.objects.add_object(ua.NodeId('Pump', 2), 'Pump')
          await pump.add_variable(ua.NodeId('Pump.Pressure', 2), 'Pressure', 5.25)
          await pump.add_variable(ua.NodeId('Pump.On', 2), 'On', True)
          await pump.add_variable(ua.NodeId('Pump.Name', 2), 'Name', 'Feed pump 7')
          async with server:
              await asyncio.sleep(100000)
      asyncio.run(main())
      """;

  private int port;
  private List<Daemon> daemons = List.of();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path python = Python.with("asyncua==2.1.0");
    port = Daemon.freePort();
    daemons = List.of(Python.serve(folder, python, SERVER, port, TestingRange.PASSWORD));
  }

  @AfterAll
  void stop() {
    daemons.forEach(Daemon::close);
  }

  @Test
  void the_documented_example_holds() {
    ProbeResult result = opcua(Example.of("opcua").parameters());
    assertThat(result.cause()).as(result.summary() + result.evidence()).isEqualTo(Cause.NONE);
    assertThat(result.summary())
        .isEqualTo("The value of node \"ns=2;s=Pump.Pressure\" is \"5.25\".");
    assertThat(result.evidence()).doesNotContain(TestingRange.PASSWORD);
  }

  @Test
  void reads_states_and_texts_anonymously() {
    assertThat(opcua(Map.of("node", "ns=2;s=Pump.On", "equals", "1")).cause())
        .isEqualTo(Cause.NONE);
    assertThat(opcua(Map.of("node", "ns=2;s=Pump.Name", "equals", "Feed pump 7")).cause())
        .isEqualTo(Cause.NONE);
  }

  @Test
  void tells_wrong_values_missing_nodes_and_users_that_are_refused() {
    assertThat(opcua(Map.of("node", "ns=2;s=Pump.On", "equals", "0")).summary())
        .isEqualTo("Expected node \"ns=2;s=Pump.On\" to be 0, got \"1\".");
    ProbeResult missing = opcua(Map.of("node", "ns=2;s=Nothing"));
    assertThat(missing.cause()).isEqualTo(Cause.WRONG_CONTENT);
    assertThat(missing.summary()).contains("Bad_NodeIdUnknown");
    ProbeResult stranger = opcua(Map.of("account", "stranger", "node", "ns=2;s=Pump.On"));
    assertThat(stranger.cause()).as(stranger.summary()).isEqualTo(Cause.WRONG_CREDENTIALS);
  }

  @Test
  void nobody_who_listens_is_a_refusal() throws IOException {
    assertThat(
            TestingRange.probe("opcua", Daemon.freePort(), Map.of("node", "ns=2;s=Pump.On"))
                .cause())
        .isEqualTo(Cause.REFUSED);
  }

  private ProbeResult opcua(Map<String, Object> parameters) {
    return TestingRange.probe("opcua", port, parameters);
  }

  @Test
  void an_awkward_password_is_the_teams() {
    AwkwardPasswords.assertRefused(
        "opcua", port, Map.of("account", "monitor", "node", "ns=2;s=Pump.On"));
  }
}
