package io.shieldwall.probing.names;

import static io.shieldwall.probing.names.TestingNameServer.answer;
import static io.shieldwall.probing.names.TestingNameServer.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.TestingServer;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

class DnsProtocolTest {

  private static final Map<String, Object> WWW =
      Map.of("name", "www.berylia.example", "answer", "10.1.20.11");

  @Test
  void asks_and_compares_the_answer() throws IOException {
    try (TestingNameServer server =
        TestingNameServer.that(
            (socket, from, query) -> send(socket, from, answer(query, "A 10.1.20.11").toWire()))) {
      ProbeResult result = TestingRange.probe("dns", server.port(), WWW);
      assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.OK);
      assertThat(result.evidence())
          .contains("> www.berylia.example. 0 IN A id ")
          .contains("< www.berylia.example. 60 IN A 10.1.20.11");
    }
  }

  @Test
  void ignores_answers_to_other_queries_and_takes_the_right_one() throws IOException {
    try (TestingNameServer server =
        TestingNameServer.that((socket, from, query) -> {
          send(socket, from, new byte[0]);
          send(socket, from, new byte[] {1, 2, 3});
          Message wrongId = answer(query, "A 10.66.6.6");
          wrongId.getHeader().setID(query.getHeader().getID() ^ 1);
          send(socket, from, wrongId.toWire());
          send(socket, from, query.toWire());
          send(socket, from, answer(query, "A 10.1.20.11").toWire());
        })) {
      ProbeResult result = TestingRange.probe("dns", server.port(), WWW);
      assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.OK);
      assertThat(result.evidence()).contains("answers another query was ignored");
    }
  }

  @Test
  void an_answer_with_a_wrong_id_is_no_answer() throws IOException {
    try (TestingNameServer server =
        TestingNameServer.that((socket, from, query) -> {
          Message wrong = answer(query, "A 10.1.20.11");
          wrong.getHeader().setID(query.getHeader().getID() ^ 0x8000);
          send(socket, from, wrong.toWire());
        })) {
      ProbeResult result = impatient(server.port());
      assertThat(result.cause()).isEqualTo(Cause.TIMEOUT);
      assertThat(result.summary()).contains("which sent one to another query");
    }
  }

  @Test
  void an_answer_from_another_source_is_no_answer() throws IOException {
    try (DatagramSocket stranger = new DatagramSocket(0, TestingRange.real(TestingRange.ADDRESS));
        TestingNameServer server =
            TestingNameServer.that((socket, from, query) ->
                send(stranger, from, answer(query, "A 10.1.20.11").toWire()))) {
      assertThat(impatient(server.port()).cause()).isEqualTo(Cause.TIMEOUT);
    }
  }

  @Test
  void asks_again_when_a_datagram_was_lost() throws IOException {
    int[] seen = new int[1];
    try (TestingNameServer server =
        TestingNameServer.that((socket, from, query) -> {
          if (++seen[0] == 3) {
            send(socket, from, answer(query, "A 10.1.20.11").toWire());
          }
        })) {
      ProbeResult result =
          TestingRange.prober()
              .probe(
                  TestingRange.request(
                      "dns", TestingRange.ADDRESS, server.port(), Duration.ofSeconds(3), WWW));
      assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.OK);
      assertThat(server.queries()).isEqualTo(3);
    }
  }

  @Test
  void asks_over_tcp_when_the_answer_was_truncated() throws IOException {
    try (TestingServer overTcp = TestingServer.that(DnsProtocolTest::answerOverTcp);
        TestingNameServer server =
            TestingNameServer.that(
                overTcp.port(),
                (socket, from, query) -> {
                  Message truncated = answer(query);
                  truncated.getHeader().setFlag(Flags.TC);
                  send(socket, from, truncated.toWire());
                })) {
      ProbeResult result = TestingRange.probe("dns", server.port(), WWW);
      assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.OK);
      assertThat(result.evidence()).contains("asking again over TCP");
    }
  }

  @Test
  void asks_over_tcp_when_told_to() throws IOException {
    try (TestingServer server = TestingServer.that(DnsProtocolTest::answerOverTcp)) {
      ProbeResult result =
          TestingRange.probe(
              "dns",
              server.port(),
              Map.of("name", "www.berylia.example", "answer", "10.1.20.11", "transport", "tcp"));
      assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.OK);
    }
  }

  @Test
  void a_truncated_answer_without_tcp_is_critical() throws IOException {
    try (TestingNameServer server =
        TestingNameServer.that((socket, from, query) -> {
          Message truncated = answer(query, "A 10.1.20.11");
          truncated.getHeader().setFlag(Flags.TC);
          send(socket, from, truncated.toWire());
        })) {
      ProbeResult result = TestingRange.probe("dns", server.port(), WWW);
      assertThat(result.outcome()).isEqualTo(Outcome.CRITICAL);
      assertThat(result.cause()).isEqualTo(Cause.REFUSED);
    }
  }

  @Test
  void tells_a_missing_name_from_a_broken_message() throws IOException {
    try (TestingNameServer server =
        TestingNameServer.that((socket, from, query) -> {
          Message missing = answer(query);
          missing.getHeader().setRcode(Rcode.NXDOMAIN);
          send(socket, from, missing.toWire());
        })) {
      assertThat(TestingRange.probe("dns", server.port(), WWW).cause()).isEqualTo(Cause.UNRESOLVED);
    }
    try (TestingNameServer server =
        TestingNameServer.that((socket, from, query) -> {
          byte[] broken = answer(query, "A 10.1.20.11").toWire();
          broken[12] = (byte) 0xc0;
          send(socket, from, broken);
        })) {
      assertThat(TestingRange.probe("dns", server.port(), WWW).cause()).isEqualTo(Cause.PROTOCOL);
    }
  }

  @Test
  void a_closed_port_refuses() throws IOException {
    TestingNameServer server = TestingNameServer.that((socket, from, query) -> {});
    int port = server.port();
    server.close();
    ProbeResult result = TestingRange.probe("dns", port, WWW);
    assertThat(result.cause()).isEqualTo(Cause.REFUSED);
    assertThat(result.summary()).contains("nothing listens");
  }

  @Test
  void a_name_that_is_none_is_the_planners_fault() {
    ProbeResult result = TestingRange.probe("dns", 53, Map.of("name", "a..b"));
    assertThat(result.cause()).isEqualTo(Cause.CHECKER_FAULT);
  }

  private static ProbeResult impatient(int port) {
    return TestingRange.prober()
        .probe(
            TestingRange.request("dns", TestingRange.ADDRESS, port, Duration.ofMillis(300), WWW));
  }

  private static void answerOverTcp(Socket caller) throws IOException {
    DataInputStream in = new DataInputStream(caller.getInputStream());
    Message query = new Message(in.readNBytes(in.readUnsignedShort()));
    byte[] answer = answer(query, "A 10.1.20.12", "A 10.1.20.11").toWire();
    ByteBuffer framed = ByteBuffer.allocate(answer.length + 2).putShort((short) answer.length);
    caller.getOutputStream().write(framed.put(answer).array());
  }
}
