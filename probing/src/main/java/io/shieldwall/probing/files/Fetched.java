package io.shieldwall.probing.files;

import static io.shieldwall.scenario.ProbeKind.Parameter.optional;

import io.shieldwall.probing.Exchange;
import io.shieldwall.probing.Expectation;
import io.shieldwall.probing.Planted;
import io.shieldwall.probing.ProbeFailure;
import io.shieldwall.probing.Session;
import io.shieldwall.probing.Verdict;
import io.shieldwall.scenario.Cause;
import io.shieldwall.scenario.Probe;
import io.shieldwall.scenario.ProbeKind.Parameter;
import io.shieldwall.scenario.ProbeKind.Type;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the checks of file services have in common: one file or directory is read and judged, and a
/// token is planted in a file of its own.
final class Fetched {

  /// Most bytes that are read of a file or a directory.
  static final int MOST_BYTES = 1024 * 1024;

  /// A file service whose client has signed in.
  interface Store {

    /// @throws Missing when there is no such file or it may not be read
    byte[] read(String path) throws IOException;

    /// Names in a directory, one a line.
    String list(String path) throws IOException;

    void write(String path, byte[] content) throws IOException;

    void delete(String path) throws IOException;
  }

  /// The service refuses one file, but goes on talking.
  static final class Missing extends IOException {

    private static final long serialVersionUID = 1L;

    Missing(String words) {
      super(words);
    }

    String words() {
      return Optional.ofNullable(getMessage()).orElse("nothing");
    }
  }

  /// What is read of a service, never more than the limit.
  static final class Content extends ByteArrayOutputStream {

    @Override
    public synchronized void write(byte[] source, int offset, int length) {
      if (size() + length > MOST_BYTES) {
        throw new TooLong();
      }
      super.write(source, offset, length);
    }
  }

  /// Thrown through a library that takes no checked exception from a stream.
  static final class TooLong extends RuntimeException {

    private static final long serialVersionUID = 1L;
  }

  private Fetched() {}

  static ProbeFailure tooLong() {
    return new ProbeFailure(
        Cause.WRONG_CONTENT, "The service sent a file of more than " + MOST_BYTES + " bytes.");
  }

  /// The parameters by which planners say what is read and planted.
  static List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(
        optional(
            "path",
            Type.TEXT,
            "File that is read or, with a slash at its end, directory that is listed; default the"
                + " directory one is in."));
    parameters.add(optional("sha256", Type.TEXT, "SHA-256 of the file, in hexadecimal digits."));
    parameters.addAll(Expectation.parameters("the file or the list of names"));
    parameters.add(
        optional(
            "put",
            Type.TEXT,
            "Path of a file that a token is planted in; {token} in it stands for the token."));
    return parameters;
  }

  /// Reads, fetches what was planted in the round before, and plants anew.
  static Exchange exchange(Store store, Probe probe, Session session) throws IOException {
    Map<String, String> facts = new HashMap<>();
    String path = probe.text("path", "");
    String text;
    if (path.isEmpty() || path.endsWith("/")) {
      session.stage("listing " + Verdict.quote(path));
      text = store.list(path);
    } else {
      session.stage("reading " + Verdict.quote(path));
      byte[] content = read(store, path);
      text = new String(content, StandardCharsets.UTF_8);
      facts.put("sha256", sha256(content));
      session.transcript().note("read " + content.length + " bytes of SHA-256 " + sha256(content));
    }
    if (probe.has("put")) {
      Planted.putAndGet(
          session, probe.text("put", ""), "the planted file", new Kept(store, session));
    }
    return new Exchange.Answer(text, facts);
  }

  private static byte[] read(Store store, String path) throws IOException {
    try {
      return store.read(path);
    } catch (Missing e) {
      throw new ProbeFailure(
          Cause.WRONG_CONTENT,
          "Expected file %s, got %s.".formatted(Verdict.quote(path), Verdict.quote(e.words())));
    } catch (TooLong _) {
      throw tooLong();
    }
  }

  /// A token in a file of its own.
  private record Kept(Store store, Session session) implements Planted.Keeper<IOException> {

    @Override
    public String fetch(Planted earlier) throws IOException {
      try {
        return new String(store.read(earlier.place()), StandardCharsets.UTF_8);
      } catch (Missing e) {
        // a refusal may repeat the path, which may hold the token
        return e.words().replace(earlier.token(), "…");
      } catch (TooLong _) {
        throw tooLong();
      }
    }

    @Override
    public void store(Planted fresh) throws IOException {
      try {
        store.write(fresh.place(), (fresh.token() + "\n").getBytes(StandardCharsets.US_ASCII));
      } catch (Missing e) {
        throw new ProbeFailure(
            Cause.REFUSED,
            "Expected the service to store a file, got %s.".formatted(Verdict.quote(e.words())));
      }
    }

    @Override
    public void remove(Planted earlier) throws IOException {
      session.stage("deleting what was planted");
      try {
        store.delete(earlier.place());
      } catch (Missing e) {
        session.transcript().note("the planted file could not be deleted: " + e.words());
      }
    }
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform has no SHA-256", e);
    }
  }

  static Verdict judge(String kind, Probe probe, Exchange exchange) {
    if (!(exchange instanceof Exchange.Answer answer)) {
      return Verdict.withoutAnswer(exchange, kind);
    }
    String path = probe.text("path", "");
    boolean listed = path.isEmpty() || path.endsWith("/");
    Optional<String> digest = probe.text("sha256").map(text -> text.toLowerCase(Locale.ROOT));
    if (digest.isPresent() && !answer.fact("sha256").equals(digest.get().strip())) {
      return Verdict.critical(
          Cause.WRONG_CONTENT,
          "Expected file %s with SHA-256 %s, got %s."
              .formatted(
                  Verdict.quote(path),
                  digest.get().strip(),
                  answer.fact("sha256").isEmpty() ? "a directory" : answer.fact("sha256")));
    }
    return Expectation.flaw(probe, listed ? "the list of names" : "the file", answer.text())
        .orElseGet(() ->
            Verdict.fine(
                listed
                    ? "The directory was listed as expected."
                    : "File %s is as expected.".formatted(Verdict.quote(path))));
  }
}
