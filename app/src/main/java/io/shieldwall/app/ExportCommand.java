package io.shieldwall.app;

import io.shieldwall.journal.EventCodec;
import io.shieldwall.journal.JournalAudit;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes a journal as JSON lines, one event a line, byte for byte what was hashed.
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Write a journal as JSON lines: one event a line, byte for byte what was hashed.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  shieldwall export runs/x.journal > x.jsonl",
      "  shieldwall export runs/x.journal --output x.jsonl"
    })
final class ExportCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The journal.")
  private Path file = Path.of(".");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = "File to write (default: standard output).")
  private @Nullable Path output;

  @Override
  public Integer call() throws IOException {
    JournalAudit.Finding finding;
    if (output == null) {
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      finding = write(out);
      out.flush();
    } else {
      if (Files.exists(output)) {
        throw new UserMistake(output + " exists; name a new file", 2);
      }
      try (BufferedWriter writer = Files.newBufferedWriter(output, StandardCharsets.UTF_8)) {
        finding = write(writer);
      }
    }
    if (finding.fault().isPresent()) {
      throw new UserMistake(
          "exported up to the first wrong event: " + finding.fault().get().problem(), 1);
    }
    return 0;
  }

  private JournalAudit.Finding write(Writer writer) throws IOException {
    return JournalAudit.entries(
        file,
        entry -> {
          try {
            writer.write(EventCodec.line(entry));
            writer.write('\n');
          } catch (IOException broken) {
            throw new UncheckedIOException(broken);
          }
        });
  }
}
