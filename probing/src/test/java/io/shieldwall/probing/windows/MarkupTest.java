package io.shieldwall.probing.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.ProbeResult;
import io.shieldwall.probing.TestingRange;
import io.shieldwall.probing.TestingServer;
import io.shieldwall.scenario.Cause;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// XML that would have the reader fetch, expand or nest without end.
class MarkupTest {

  @Test
  void reads_elements_with_their_attributes_and_texts() throws ProbeFailure {
    Markup read =
        Markup.read(
            "<?xml version='1.0'?><a xmlns='x'><b C='1'> t&amp;<![CDATA[<u>]]></b><b/></a>");
    assertThat(read.name()).isEqualTo("a");
    assertThat(read.all("x", "b")).hasSize(2);
    assertThat(read.all("y", "b")).isEmpty();
    assertThat(read.first("x", "b").orElseThrow().text()).isEqualTo("t&<u>");
    assertThat(read.first("x", "b").orElseThrow().attribute("C")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no XML",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
        "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>",
        "<!DOCTYPE a [<!ENTITY % e SYSTEM 'file:///etc/passwd'>%e;]><a/>",
        "<a>&e;</a>",
        "<a b='&e;'/>",
        "<a><?php echo ?></a>"
      })
  void refuses_what_soap_forbids(String xml) {
    assertThatThrownBy(() -> Markup.read(xml))
        .isInstanceOfSatisfying(
            ProbeFailure.class, failure -> assertThat(failure.reason()).isEqualTo(Cause.PROTOCOL));
  }

  @Test
  void refuses_depth_and_crowds() {
    String deep = "<a>".repeat(200_000) + "</a>".repeat(100_000);
    String wide = "<a>" + "<b/>".repeat(100_000) + "</a>";
    for (String xml : new String[] {deep, wide}) {
      assertThatThrownBy(() -> Markup.read(xml))
          .isInstanceOf(ProbeFailure.class)
          .hasMessageContaining("too deeply or has too many");
    }
  }

  @Test
  void an_answer_that_would_fetch_or_explode_is_a_fault_of_the_service() throws IOException {
    try (TestingServer fetched = TestingServer.answering(TestingServer.page("<!-- -->"))) {
      String outside = "http://127.1.20.11:%d/".formatted(fetched.port());
      StringBuilder laughs = new StringBuilder("<!DOCTYPE a [<!ENTITY e0 'ha'>");
      for (int i = 1; i < 40; i++) {
        laughs.append("<!ENTITY e%d '%s'>".formatted(i, ("&e" + (i - 1) + ";").repeat(10)));
      }
      laughs.append("]><a>&e39;</a>");
      String[] answers = {
        "<!DOCTYPE a SYSTEM '%s'><a/>".formatted(outside),
        "<!DOCTYPE a [<!ENTITY %% e SYSTEM '%s'>%%e;]><a/>".formatted(outside),
        "<!DOCTYPE a [<!ENTITY e SYSTEM '%s'>]><a>&e;</a>".formatted(outside),
        "<a xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='%s'/></a>"
            .formatted(outside),
        laughs.toString()
      };
      for (String answer : answers) {
        ProbeResult result = answered(answer);
        assertThat(result.cause()).as(result.summary()).isEqualTo(Cause.PROTOCOL);
      }
      assertThat(fetched.connections()).isZero();
    }
  }

  private static ProbeResult answered(String xml) throws IOException {
    String head = "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nContent-Length: ";
    try (TestingServer server = TestingServer.answering(head + xml.length() + "\r\n\r\n" + xml)) {
      return TestingRange.probe(
          "winrm",
          server.port(),
          Map.of("account", "monitor", "authentication", "basic", "tls", "off"));
    }
  }
}
