package io.shieldwall.probing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Servers written in Java, with all that they depend on, resolved by Maven apart from this
/// project's own libraries, which may be of other versions. Without Maven or its repository the
/// test is skipped.
public final class Jars {

  private static final String TOOL =
      "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath";

  private Jars() {}

  /// The command that runs a program, given as source, with these artifacts on its class path.
  ///
  /// @param source in the folder `servers` of the test resources
  /// @param artifacts such as `org.opensearch:opensearch:3.8.0`
  public static List<String> java(String source, String... artifacts)
      throws IOException, InterruptedException {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx512m",
        "-cp",
        classPath(artifacts),
        Path.of("src/test/resources/servers", source).toAbsolutePath().toString());
  }

  private static String classPath(String... artifacts) throws IOException, InterruptedException {
    Path folder =
        Path.of("target", "jars-" + Integer.toHexString(Arrays.hashCode(artifacts)))
            .toAbsolutePath();
    Path done = folder.resolve("class-path");
    if (!Files.exists(done)) {
      Files.createDirectories(folder);
      Path project = folder.resolve("pom.xml");
      Files.writeString(project, project(artifacts));
      Path unchecked = folder.resolve("resolved");
      try {
        Object[] resolve = {
          Daemon.program("env"),
          "JAVA_HOME=" + System.getProperty("java.home"),
          Daemon.program("mvn"),
          "-q",
          "-B",
          "-f",
          project,
          TOOL,
          "-Dmdep.includeScope=runtime",
          "-Dmdep.outputFile=" + unchecked
        };
        Daemon.run(folder, resolve);
      } catch (IOException e) {
        Daemon.skip("Maven resolved no " + String.join(", ", artifacts) + ": " + e);
      }
      Files.move(unchecked, done);
    }
    return Files.readString(done).strip();
  }

  private static String project(String... artifacts) {
    StringBuilder project = new StringBuilder("<project><modelVersion>4.0.0</modelVersion>");
    project.append("<groupId>io.shieldwall.test</groupId><artifactId>jars</artifactId>");
    project.append("<version>1</version><packaging>pom</packaging><dependencies>");
    for (String artifact : artifacts) {
      project.append(
          "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>"
              .formatted((Object[]) artifact.split(":", 3)));
    }
    return project.append("</dependencies></project>").toString();
  }
}
