package io.shieldwall.probing.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.TestingServer;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Mount services that answer with what is no call's result.
@Timeout(60)
class RpcTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "\u007f\u007f\u007f\u007fmore",
        "\u0000\u0000\u0000\u0000",
        "\u0000\u0000\u0000\u0004more\u0000\u0000\u0000\u0004more\u0000\u0000\u0000\u0000"
      })
  void tells_what_is_no_answer(String answer) throws IOException {
    try (TestingServer server =
        TestingServer.that(caller -> {
          caller.getInputStream().read(new byte[4096]);
          TestingServer.write(caller, answer);
        })) {
      ProbeResult result =
          TestingRange.probe(
              "nfs",
              server.port(),
              Map.of("export", "/a", "path", "b", "mount-port", (long) server.port()));
      assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.PROTOCOL);
    }
  }
}
