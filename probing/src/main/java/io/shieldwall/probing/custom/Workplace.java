package io.shieldwall.probing.custom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/// The empty folder that a program works in, for it alone and for one run. Secrets lie in its file
/// `secrets`, one `NAME=value` a line.
final class Workplace implements AutoCloseable {

  static final String SECRETS = "secrets";

  private static final System.Logger LOG = System.getLogger(Workplace.class.getName());

  private final Path folder;

  private Workplace(Path folder) {
    this.folder = folder;
  }

  /// @param owner user id that the folder is given to; empty where it stays ours
  static Workplace make(OptionalInt owner, Map<String, String> secrets) throws IOException {
    Workplace workplace = new Workplace(Files.createTempDirectory("shieldwall-check-"));
    try {
      workplace.furnish(owner, secrets);
      return workplace;
    } catch (IOException | RuntimeException e) {
      workplace.close();
      throw e;
    }
  }

  private void furnish(OptionalInt owner, Map<String, String> secrets) throws IOException {
    if (!secrets.isEmpty()) {
      Path file =
          Files.createFile(
              secretsFile(),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      StringBuilder lines = new StringBuilder();
      new TreeMap<>(secrets)
          .forEach((name, value) -> lines.append(name).append('=').append(value).append('\n'));
      Files.write(file, lines.toString().getBytes(StandardCharsets.UTF_8));
      give(file, owner);
    }
    give(folder, owner);
  }

  private static void give(Path path, OptionalInt owner) throws IOException {
    if (owner.isPresent()) {
      Files.setAttribute(path, "unix:uid", owner.getAsInt());
      Files.setAttribute(path, "unix:gid", owner.getAsInt());
    }
  }

  Path folder() {
    return folder;
  }

  Path secretsFile() {
    return folder.resolve(SECRETS);
  }

  /// Removes the folder with everything that the program left in it; links are not followed.
  @Override
  public void close() {
    try {
      Files.walkFileTree(folder, new Removal());
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "the folder of a custom check stays: " + folder, e);
    }
  }

  private static final class Removal extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      // a program may have locked itself out
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
      Files.walkFileTree(file, new Removal());
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path directory, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
