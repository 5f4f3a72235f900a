package io.shieldwall.probing.industry;

import static org.assertj.core.api.Assertions.assertThat;

import com.ghgande.j2mod.modbus.ModbusException;
import com.ghgande.j2mod.modbus.procimg.SimpleDigitalOut;
import com.ghgande.j2mod.modbus.procimg.SimpleProcessImage;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import com.ghgande.j2mod.modbus.slave.ModbusSlave;
import com.ghgande.j2mod.modbus.slave.ModbusSlaveFactory;
import io.shieldwall.probing.Example;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.TestingServer;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Outcome;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModbusProtocolTest {

  @Test
  void reads_coils_and_registers_of_a_foreign_slave() throws Exception {
    int port = freePort();
    ModbusSlave slave = slave(port);
    try {
      assertThat(read(port, Map.of("register", 2L, "equals", 65_000L)).outcome())
          .isEqualTo(Outcome.OK);
      assertThat(read(port, Map.of("register", 1L, "minimum", 220L, "maximum", 240L)).outcome())
          .isEqualTo(Outcome.OK);
      assertThat(read(port, Map.of("register", 1L, "equals", 1L, "kind", "coil")).outcome())
          .isEqualTo(Outcome.OK);
      ProbeResult example = read(port, Example.of("modbus").parameters());
      assertThat(example.outcome()).as(example.summary()).isEqualTo(Outcome.OK);
      ProbeResult open = read(port, Map.of("register", 0L, "equals", 1L, "kind", "coil"));
      assertThat(open.cause()).isEqualTo(Cause.WRONG_CONTENT);
      ProbeResult missing = read(port, Map.of("register", 999L));
      assertThat(missing.cause()).isEqualTo(Cause.WRONG_CONTENT);
      assertThat(missing.summary()).contains("exception 2 (illegal data address)");
    } finally {
      slave.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 7, transaction",
    "3, 1, protocol",
    "5, 4, length",
    "4, 7, length",
    "6, 9, unit",
    "7, 4, function",
    "8, 4, bytes"
  })
  void a_lying_controller_breaks_the_protocol(int index, int value, String what)
      throws IOException {
    try (TestingServer server =
        lying(frame -> frame.put(index, (byte) (frame.get(index) ^ value)))) {
      ProbeResult result = read(server.port(), Map.of("register", 0L));
      assertThat(result.outcome()).isEqualTo(Outcome.CRITICAL);
      assertThat(result.cause()).isEqualTo(Cause.PROTOCOL);
      assertThat(result.summary()).contains(what);
    }
  }

  @Test
  void an_answer_that_breaks_off_breaks_the_protocol() throws IOException {
    try (TestingServer server = lying(frame -> frame.limit(9))) {
      assertThat(read(server.port(), Map.of("register", 0L)).cause()).isEqualTo(Cause.PROTOCOL);
    }
  }

  @Test
  void shows_the_frames_as_evidence() throws IOException {
    try (TestingServer server = lying(UnaryOperator.identity())) {
      ProbeResult result = read(server.port(), Map.of("register", 258L, "equals", 42L));
      assertThat(result.outcome()).as(result.summary()).isEqualTo(Outcome.OK);
      assertThat(result.evidence())
          .containsPattern("> [0-9a-f]{2} [0-9a-f]{2} 00 00 00 06 01 03 01 02 00 01\n")
          .contains("< 03 02 00 2a\n");
    }
  }

  /// A slave that answers the value 42, changed by the test.
  private static TestingServer lying(UnaryOperator<ByteBuffer> change) throws IOException {
    return TestingServer.that(caller -> {
      byte[] question = caller.getInputStream().readNBytes(12);
      ByteBuffer frame = ByteBuffer.allocate(11);
      frame.put(question, 0, 4).putShort((short) 5).put(question, 6, 2);
      frame.put((byte) 2).putShort((short) 42).flip();
      ByteBuffer changed = change.apply(frame);
      caller.getOutputStream().write(bytes(changed));
    });
  }

  private static byte[] bytes(ByteBuffer frame) {
    byte[] bytes = new byte[frame.limit()];
    frame.get(0, bytes);
    return bytes;
  }

  private static ProbeResult read(int port, Map<String, Object> parameters) {
    return TestingRange.probe("modbus", port, parameters);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static ModbusSlave slave(int port) throws ModbusException {
    SimpleProcessImage image = new SimpleProcessImage();
    image.addDigitalOut(new SimpleDigitalOut(false));
    image.addDigitalOut(new SimpleDigitalOut(true));
    image.addRegister(new SimpleRegister(0));
    image.addRegister(new SimpleRegister(230));
    image.addRegister(new SimpleRegister(65_000));
    while (image.getRegisterCount() <= 30) {
      image.addRegister(new SimpleRegister(110));
    }
    ModbusSlave slave =
        ModbusSlaveFactory.createTCPSlave(TestingRange.real(TestingRange.ADDRESS), port, 1, false);
    slave.addProcessImage(1, image);
    slave.open();
    return slave;
  }
}
