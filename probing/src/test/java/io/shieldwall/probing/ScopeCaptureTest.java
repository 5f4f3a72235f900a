package io.shieldwall.probing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// No packet leaves the scope: proven by a capture in a network namespace whose every route leads
/// to an interface that is watched.
final class ScopeCaptureTest {

  /// What is none of the checks' doing: neighbour discovery and multicast reports of the kernel.
  private static final String OF_THE_KERNEL =
      "not arp and not (ip6 and ip6[6] == 0) and not (icmp6 and ip6[40] >= 130 and ip6[40] <= 143)";

  private static final String IN_SCOPE = "(src net 10.1.0.0/16 and dst net 10.1.0.0/16)";

  /// A browser and its gate talk over loopback; the port that pages ask for is none of theirs.
  private static final String BETWEEN_OURSELVES =
      "(tcp and src host 127.0.0.1 and dst host 127.0.0.1 and not port 4001)";

  @TempDir private Path folder;

  @Test
  void neither_spellings_nor_redirects_nor_names_send_a_packet_out_of_scope() throws Exception {
    if (!Daemon.asRoot()) {
      Daemon.skip("a network namespace needs root");
    }
    String ip = Daemon.program("ip").toString();
    String tcpdump = Daemon.program("tcpdump").toString();
    String space = "shieldwall-" + ProcessHandle.current().pid();
    try {
      run(ip, "netns", "add", space);
    } catch (IOException refused) {
      Daemon.skip("this machine lets nobody make a network namespace: " + refused.getMessage());
    }
    try {
      for (List<String> line : network(space)) {
        Daemon.run(folder, Stream.concat(Stream.of(ip), line.stream()).toArray());
      }
      Path packets = folder.resolve("packets.pcap");
      Process capture =
          new ProcessBuilder(
                  ip,
                  "netns",
                  "exec",
                  space,
                  tcpdump,
                  "-i",
                  "any",
                  "-n",
                  "-U",
                  "-w",
                  packets.toString(),
                  OF_THE_KERNEL + " and not " + IN_SCOPE + " and not " + BETWEEN_OURSELVES)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("tcpdump.log").toFile())
              .start();
      try {
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> Files.readString(folder.resolve("tcpdump.log")).contains("listening on"));
        String said = corpus(ip, space);
        assertThat(said.lines().filter(line -> !line.startsWith("tried "))).isEmpty();
        assertThat(said.strip()).matches("(?s)tried [4-9]\\d\\d|(?s)tried \\d{4}");
        String control =
            "dst host " + ScopeCorpus.OUTSIDE + " and tcp port " + ScopeCorpus.CONTROL_PORT;
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> !read(tcpdump, packets, control).isEmpty());
        assertThat(read(tcpdump, packets, "not (" + control + ")")).isEmpty();
      } finally {
        capture.destroy();
        capture.waitFor();
      }
    } finally {
      run(ip, "netns", "delete", space);
    }
  }

  /// Loopback with the targets of the scope, and a way out for everything else.
  private static List<List<String>> network(String space) {
    return Stream.of(
            "link set lo up",
            "addr add 10.1.20.11/32 dev lo",
            "link add way-out type veth peer name far-end",
            "link set way-out arp off",
            "link set far-end up",
            "addr add 10.1.99.1/16 dev way-out",
            "addr add fd00:1:99::1/32 dev way-out nodad",
            "link set way-out up",
            "route add default dev way-out",
            "-6 route add default dev way-out")
        .map(line -> Stream.concat(Stream.of("-n", space), Stream.of(line.split(" "))).toList())
        .toList();
  }

  private String corpus(String ip, String space) throws IOException, InterruptedException {
    Path output = folder.resolve("corpus.txt");
    Process corpus =
        new ProcessBuilder(
                ip,
                "netns",
                "exec",
                space,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dshieldwall.root=" + System.getProperty("shieldwall.root"),
                "-cp",
                System.getProperty("java.class.path"),
                ScopeCorpus.class.getName())
            .redirectError(folder.resolve("corpus.err").toFile())
            .redirectOutput(output.toFile())
            .start();
    assertThat(corpus.waitFor()).as(() -> text(folder.resolve("corpus.err"))).isZero();
    return Files.readString(output);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private String read(String tcpdump, Path packets, String filter)
      throws IOException, InterruptedException {
    Path output = folder.resolve("read.txt");
    new ProcessBuilder(tcpdump, "-n", "-r", packets.toString(), filter)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .redirectOutput(output.toFile())
        .start()
        .waitFor();
    return Files.readString(output).strip();
  }

  private void run(Object... command) throws IOException, InterruptedException {
    Daemon.run(folder, command);
  }
}
