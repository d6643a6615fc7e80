package io.nightjar.crash;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * How a process of a crash night is started, and quickly: folders of classes become jars, so that a
 * class data archive can be made of them, and the compiled playbooks are kept between the nights.
 */
public final class CrashJvm {

  private static final String PLAYBOOKS = "crash-night";

  private final Path directory;
  private final String classPath;

  private CrashJvm(Path directory, String classPath) {
    this.directory = directory;
    this.classPath = classPath;
  }

  static CrashJvm prepare(Path directory) throws IOException {
    Files.createDirectories(directory);
    List<String> jars = new ArrayList<>();
    int number = 0;
    for (String entry : classPath()) {
      Path path = Path.of(entry);
      if (entry.isEmpty() || !Files.exists(path)) {
        continue;
      }
      jars.add(
          Files.isDirectory(path)
              ? jar(path, directory.resolve("classes-" + number++ + ".jar")).toString()
              : entry);
    }
    return new CrashJvm(directory, String.join(File.pathSeparator, jars));
  }

  /** That of the tests, however they were started. */
  public static List<String> classPath() {
    if (Thread.currentThread().getContextClassLoader() instanceof URLClassLoader own) {
      return List.of(own.getURLs()).stream().map(url -> url.getPath()).toList();
    }
    String surefire = System.getProperty("surefire.test.class.path", "");
    String given = surefire.isEmpty() ? System.getProperty("java.class.path", "") : surefire;
    return List.of(given.split(File.pathSeparator));
  }

  /**
   * A process of its own that is soon at its work, on the classes of the tests.
   *
   * @param heap such as {@code 512m}
   */
  public static ProcessBuilder process(String heap, Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx" + heap,
                "-cp",
                String.join(File.pathSeparator, classPath()),
                main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  private static Path jar(Path classes, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out);
        Stream<Path> all = Files.walk(classes)) {
      jar.setLevel(0);
      for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
        jar.putNextEntry(new JarEntry(classes.relativize(each).toString()));
        Files.copy(each, jar);
        jar.closeEntry();
      }
    }
    return file;
  }

  /** The night's playbooks, beside the cache of their classes. */
  Path playbooks() {
    try {
      return Path.of(
          Objects.requireNonNull(CrashJvm.class.getClassLoader().getResource(PLAYBOOKS), PLAYBOOKS)
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  Path cache() {
    return directory.resolve("playbook-cache");
  }

  private Path archive() {
    return directory.resolve("classes.jsa");
  }

  ProcessBuilder command(Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                Files.exists(archive())
                    ? "-XX:SharedArchiveFile=" + archive()
                    : "-XX:ArchiveClassesAtExit=" + archive(),
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-cp",
                classPath,
                main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
