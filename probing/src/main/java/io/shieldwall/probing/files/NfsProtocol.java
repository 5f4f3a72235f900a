package io.shieldwall.probing.files;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;
import static io.shieldwall.scenario.ProbeKind.Parameter.required;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Expectation;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Protocol;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Target;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// NFS version 3 (RFC 1813) over TCP: mounts an export, walks to a file and reads it. Nothing is
/// written.
public final class NfsProtocol implements Protocol {

  private static final int PORTMAPPER_PORT = 111;
  private static final int PORTMAPPER = 100_000;
  private static final int NFS = 100_003;
  private static final int MOUNT = 100_005;
  private static final int TCP = 6;
  private static final int NOBODY = 65_534;
  private static final int LONGEST_HANDLE = 64;
  private static final int ATTRIBUTES = 84;
  private static final int PIECE = 64 * 1024;

  @Override
  public String name() {
    return "nfs";
  }

  @Override
  public String summary() {
    return "Mounts an export by NFS version 3, reads a file and looks at what is in it.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters =
        new ArrayList<>(
            List.of(
                required("export", Type.TEXT, "Export that is mounted, such as /srv/orders."),
                required("path", Type.TEXT, "File in the export that is read."),
                optional("uid", Type.NUMBER, "User that reads; default 65534.")
                    .within(0, Integer.MAX_VALUE),
                optional("gid", Type.NUMBER, "Group that reads; default 65534.")
                    .within(0, Integer.MAX_VALUE),
                optional(
                        "mount-port",
                        Type.NUMBER,
                        "Port of the mount service; default what the port mapper on port 111 says.")
                    .within(1, 65_535),
                optional("sha256", Type.TEXT, "SHA-256 of the file, in hexadecimal digits.")));
    parameters.addAll(Expectation.parameters("the file"));
    return parameters;
  }

  @Override
  public Exchange exchange(Target target, Probe probe, Session session) throws IOException {
    Rpc.Caller caller =
        new Rpc.Caller(
            Math.toIntExact(probe.number("uid", NOBODY)),
            Math.toIntExact(probe.number("gid", NOBODY)));
    int port = Math.toIntExact(probe.number("mount-port", 0));
    String address = target.scenarioAddress();
    if (port == 0) {
      port = mountPort(new Rpc(session.connect(address, PORTMAPPER_PORT), PORTMAPPER, 2, caller));
      session.transcript().note("the port mapper names port " + port + " for mounting");
    }
    byte[] handle =
        mount(new Rpc(session.connect(address, port), MOUNT, 3, caller), probe, session);
    Rpc files = new Rpc(session.connect(address, target.port()), NFS, 3, caller);
    String path = probe.text("path", "");
    for (String name : path.split("/", -1)) {
      if (!name.isEmpty()) {
        session.stage("looking for " + Verdict.quote(name));
        session.transcript().sent("lookup " + name + "\n");
        handle = found(files.call(3, new Rpc.Arguments().opaque(handle).text(name)), path);
      }
    }
    session.stage("reading " + Verdict.quote(path));
    byte[] content = read(files, handle, path);
    String text = new String(content, StandardCharsets.UTF_8);
    session.transcript().received(text);
    return new Exchange.Answer(text, Map.of("sha256", Fetched.sha256(content)));
  }

  private static int mountPort(Rpc mapper) throws IOException {
    int port =
        mapper.call(3, new Rpc.Arguments().number(MOUNT).number(3).number(TCP).number(0)).number();
    if (port < 1 || port > 65_535) {
      throw new ProbeFailure(
          Cause.REFUSED, "Expected a mount service, but the port mapper knows none over TCP.");
    }
    return port;
  }

  private static byte[] mount(Rpc mounts, Probe probe, Session session) throws IOException {
    String export = probe.text("export", "");
    session.transcript().sent("mount " + export + "\n");
    Rpc.Result result = mounts.call(1, new Rpc.Arguments().text(export));
    int status = result.number();
    if (status != 0) {
      throw refusal("export", export, status);
    }
    byte[] handle = result.opaque(LONGEST_HANDLE);
    // takes the checker off the service's list of mounts; the handle stays good
    mounts.call(3, new Rpc.Arguments().text(export));
    return handle;
  }

  private static byte[] found(Rpc.Result result, String path) throws ProbeFailure {
    int status = result.number();
    if (status != 0) {
      throw refusal("file", path, status);
    }
    return result.opaque(LONGEST_HANDLE);
  }

  private static byte[] read(Rpc files, byte[] handle, String path) throws IOException {
    Fetched.Content content = new Fetched.Content();
    while (true) {
      Rpc.Result result =
          files.call(6, new Rpc.Arguments().opaque(handle).large(content.size()).number(PIECE));
      int status = result.number();
      if (status != 0) {
        throw refusal("file", path, status);
      }
      if (result.number() != 0) {
        result.skip(ATTRIBUTES);
      }
      result.number();
      boolean ended = result.number() != 0;
      byte[] piece = result.opaque(PIECE);
      try {
        content.write(piece, 0, piece.length);
      } catch (Fetched.TooLong _) {
        throw Fetched.tooLong();
      }
      if (ended) {
        return content.toByteArray();
      }
      if (piece.length == 0) {
        throw Rpc.malformed("nothing was read before the end of the file");
      }
    }
  }

  private static ProbeFailure refusal(String what, String name, int status) {
    String words =
        switch (status) {
          case 1 -> "not permitted";
          case 2 -> "no such file or directory";
          case 5 -> "input or output error";
          case 13 -> "access denied";
          case 20 -> "not a directory";
          case 21 -> "a directory";
          case 22 -> "not a file that can be read";
          case 63 -> "name too long";
          case 70 -> "stale handle";
          default -> "status " + status;
        };
    return new ProbeFailure(
        status == 1 || status == 13 ? Cause.REFUSED : Cause.WRONG_CONTENT,
        "Expected %s %s, got %s.".formatted(what, Verdict.quote(name), Verdict.quote(words)));
  }

  @Override
  public Verdict judge(Probe probe, Exchange exchange) {
    return Fetched.judge(name(), probe, exchange);
  }
}
