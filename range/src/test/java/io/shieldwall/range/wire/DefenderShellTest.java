package io.shieldwall.range.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.exercise.Actor;
import io.shieldwall.exercise.Event.ActionOrdered;
import io.shieldwall.exercise.Recorded;
import io.shieldwall.exercise.State.ActionStatus;
import io.shieldwall.exercise.State.DefenderAction;
import io.shieldwall.range.Isle;
import io.shieldwall.range.LiveGame;
import io.shieldwall.range.Roster;
import io.shieldwall.range.nation.CommandResult;
import io.shieldwall.range.shell.DefenderShell;
import io.shieldwall.range.wire.Programs.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DefenderShellTest {

  private LiveGame game;

  @BeforeEach
  void starts() {
    game = new LiveGame(Roster.PEOPLE);
    game.passes(Duration.ofMinutes(10));
  }

  @AfterEach
  void ends() {
    game.close();
  }

  private DefenderShell shell(String account) {
    return new DefenderShell(
        game.nation(),
        game.desk(),
        game.desk()::exerciseMillis,
        game.nation().point(Isle.HERON, "shop", "ssh"),
        account);
  }

  private String says(String line) {
    return shell("operator").run(line).output();
  }

  @Test
  void a_defender_sees_services_accounts_and_logs_but_not_the_truth() {
    assertThat(says("status")).contains("https", "4443/tcp", "running", "no action under way");
    assertThat(says("accounts")).contains("operator", "defender", "first password");
    assertThat(says("logs 5").lines()).hasSizeLessThanOrEqualTo(5);
    assertThat(says("help")).contains("isolate").contains("revert");
    assertThat(says("dance")).contains("no such command");
    game.passes(Duration.ofMinutes(100));
    assertThat(says("status")).doesNotContainIgnoringCase("compromised");
  }

  @Test
  void an_order_takes_exercise_time_and_is_in_the_journal_under_the_defenders_name() {
    assertThat(says("patch"))
        .isEqualTo(
            "action-1: patch on shop takes effect at 0:20:00, in 10 min; services are down for the"
                + " last 2 min.\n");
    Recorded ordered =
        game.events().stream()
            .filter(recorded -> recorded.event() instanceof ActionOrdered)
            .findFirst()
            .orElseThrow();
    assertThat(ordered.actor()).isEqualTo(Actor.blue(Isle.HERON, "operator"));
    assertThat(says("actions")).contains("action-1", "PATCH", "0:20:00");
    assertThat(says("harden")).startsWith("refused: PATCH is under way on shop");
    game.passes(Duration.ofMinutes(11));
    assertThat(game.nation().isOpen(Isle.HERON, "shop", "old-cms")).isFalse();
    assertThat(game.desk().state().actions().values())
        .extracting(DefenderAction::status)
        .containsExactly(ActionStatus.DONE);
    assertThat(says("report action-1")).contains("Updates are installed");
  }

  @Test
  void every_act_has_a_word() {
    List<String> acts =
        List.of(
            "inspect",
            "passwd admin",
            "harden",
            "stop https",
            "start https",
            "isolate",
            "reconnect",
            "evict",
            "restore",
            "systemctl stop https",
            "systemctl start https");
    for (String act : acts) {
      assertThat(says(act)).as(act).contains("takes effect at");
      game.passes(Duration.ofMinutes(6));
    }
    assertThat(says("systemctl status https")).contains("running");
    assertThat(says("stop nothing")).startsWith("refused: shop has no service 'nothing'");
  }

  @Test
  void a_revert_tells_its_price_first() {
    assertThat(says("revert"))
        .contains("revert number 1 and costs 30 points")
        .contains("revert yes");
    assertThat(game.desk().state().actions()).isEmpty();
    assertThat(says("revert yes")).contains("revert on shop takes effect");
    game.passes(Duration.ofMinutes(16));
    assertThat(says("revert")).contains("number 2 and costs 30 points");
    assertThat(says("revert yes")).contains("takes effect");
    assertThat(says("revert")).contains("number 3 and costs 60 points");
  }

  @Test
  void an_action_can_be_called_off_and_another_system_be_reached() {
    says("harden");
    assertThat(says("cancel action-1")).isEqualTo("action-1 is cancelled\n");
    assertThat(says("on ledger isolate")).contains("isolate on ledger takes effect");
    game.passes(Duration.ofMinutes(6));
    assertThat(says("on ledger status")).contains("cut off the network");
    assertThat(says("on nowhere status")).contains("write: on SYSTEM COMMAND");
    assertThat(says("services")).contains("waits for ledger");
  }

  @Test
  void a_service_account_may_only_look() {
    CommandResult result = shell("monitor").run("patch");
    assertThat(result.exitCode()).isEqualTo(126);
    assertThat(result.output()).isEqualTo("monitor may run uptime, hostname, status only\n");
    assertThat(shell("monitor").run("uptime").output()).contains(" up ");
    assertThat(shell("monitor").run("on ledger patch").exitCode()).isEqualTo(126);
    assertThat(game.desk().state().actions()).isEmpty();
  }

  private LiveRange onTheWire() throws IOException {
    return LiveRange.start(
        LiveRange.place(game.nation()), game.nation(), game.desk(), game.desk()::exerciseMillis);
  }

  private InetSocketAddress address(LiveRange range) {
    return range.placement().realise("10.1.20.11", 2023);
  }

  private String password() {
    return game.nation().password(Isle.HERON, "shop", "operator").orElseThrow();
  }

  @Test
  void an_ssh_library_signs_in_and_orders() throws IOException {
    try (LiveRange range = onTheWire();
        SshClient client = SshClient.setUpDefaultClient()) {
      client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
      client.start();
      try (ClientSession session =
          client.connect("operator", address(range)).verify(5000).getClientSession()) {
        session.addPasswordIdentity(password());
        session.auth().verify(5000);
        assertThat(exec(session, "passwd admin")).contains("rotate-credential admin on shop");
        assertThat(exec(session, "hostname")).isEqualTo("shop.01.berylia.example\n");
      }
    }
    assertThat(game.desk().state().actions()).containsKey("action-1");
  }

  private static String exec(ClientSession session, String command) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (ChannelExec channel = session.createExecChannel(command)) {
      channel.setOut(output);
      channel.open().verify(5000);
      channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), 5000);
    }
    return output.toString(StandardCharsets.UTF_8);
  }

  private Result ssh(LiveRange range, String password, String input, String... more)
      throws IOException, InterruptedException {
    Programs.needed("ssh", "sshpass");
    InetSocketAddress address = address(range);
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                "sshpass",
                "-p",
                password,
                "ssh",
                "-F",
                "/dev/null",
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "LogLevel=ERROR",
                "-o",
                "NumberOfPasswordPrompts=1",
                "-p",
                Integer.toString(address.getPort())));
    command.addAll(List.of(more));
    return Programs.run(input, command);
  }

  @Test
  void openssh_runs_one_command() throws IOException, InterruptedException {
    try (LiveRange range = onTheWire()) {
      String host = "operator@" + address(range).getAddress().getHostAddress();
      Result status = ssh(range, password(), "", host, "status");
      assertThat(status.output()).contains("The shop").contains("https");
      assertThat(status.exitCode()).isZero();
      assertThat(ssh(range, password(), "", host, "dance").exitCode()).isEqualTo(127);
      Result refused = ssh(range, "wrong", "", host, "status");
      assertThat(refused.exitCode()).isNotZero();
      assertThat(refused.output()).contains("Permission denied").doesNotContain("https");
    }
  }

  @Test
  void openssh_has_a_shell_with_and_without_a_terminal() throws IOException, InterruptedException {
    try (LiveRange range = onTheWire()) {
      String host = "operator@" + address(range).getAddress().getHostAddress();
      Result piped = ssh(range, password(), "hostname\nharden\nexit\n", host);
      assertThat(piped.output())
          .contains("shop.01.berylia.example")
          .contains("harden on shop takes effect");
      Result terminal = ssh(range, password(), "uptimx\u007fe\nexit\n", "-tt", host);
      assertThat(terminal.output())
          .contains("defended by Team Heron")
          .contains("operator@shop> ")
          .contains(" up ");
      assertThat(terminal.exitCode()).isZero();
    }
  }
}
