package io.nightjar.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The Java runtime that is shipped: the modules that the jars need, and of their files only those
 * that a server without a screen opens.
 */
final class JavaRuntime {

  /** Found by their services or by name, so that jdeps does not see them. */
  private static final List<String> UNSEEN = List.of("jdk.crypto.ec");

  /**
   * Java beans live in the module of the desktop, whose libraries draw; the commands beside {@code
   * java} serve those who develop, and the list of classes is for an archive that is not made.
   */
  private static final List<String> LEFT_OUT =
      List.of(
          "/java.desktop/lib/**",
          "**/jexec",
          "**/jrunscript",
          "**/jwebserver",
          "**/keytool",
          "**/rmiregistry",
          "**/kinit",
          "**/klist",
          "**/ktab",
          "**/jrt-fs.jar",
          "**/classlist");

  private JavaRuntime() {}

  /** Links it into a folder that is not there yet. */
  static void link(Build build, Path lib, Path into) throws IOException, InterruptedException {
    Path jlink = build.tools().resolve("bin/jlink");
    if (!Files.isExecutable(jlink)) {
      throw new IOException(
          build.tools()
              + " has no jlink; a JDK of Temurin has it (Debian: openjdk-NN-jdk-headless)");
    }
    Tool.of(jlink)
        .with(ofOther(build).toArray())
        .with(
            "--add-modules",
            String.join(",", modules(build.tools(), lib)),
            "--output",
            into,
            "--no-header-files",
            "--no-man-pages",
            "--vm=server",
            "--compress=zip-0",
            "--exclude-files=" + String.join(",", LEFT_OUT))
        .run();
  }

  /** A runtime for another processor is linked of that one's modules by the tools of this one. */
  private static List<String> ofOther(Build build) throws IOException {
    if (build.architecture().isOfThisMachine()) {
      return List.of("--strip-debug");
    }
    Path modules = build.jdk().resolve("jmods");
    if (!Files.isRegularFile(modules.resolve("java.base.jmod"))) {
      throw new IOException(
          modules
              + " has no java.base.jmod: a JDK for %s with its jmods is needed (Debian: openjdk-%d-jdk-headless; of Temurin from 24 on they are a download of their own)"
                  .formatted(build.architecture().debianName(), feature(build.tools())));
    }
    if (!sameRelease(version(build.jdk()), version(build.tools()))) {
      throw new IOException(
          "%s is a Java %s; jlink of %s links its own release alone, so give a JDK %d for %s"
              .formatted(
                  build.jdk(),
                  version(build.jdk()),
                  version(build.tools()),
                  feature(build.tools()),
                  build.architecture().debianName()));
    }
    return List.of(
        "--module-path=" + modules,
        "--strip-java-debug-attributes",
        "--strip-native-debug-symbols=exclude-debuginfo-files:objcopy="
            + Tool.place(build.architecture().tool("objcopy")).orElseThrow());
  }

  /** By feature and interim number, as jlink asks for it. */
  private static boolean sameRelease(String one, String other) {
    Runtime.Version first = Runtime.Version.parse(one);
    Runtime.Version second = Runtime.Version.parse(other);
    return first.feature() == second.feature() && first.interim() == second.interim();
  }

  private static Iterable<String> modules(Path jdk, Path lib)
      throws IOException, InterruptedException {
    List<Object> command =
        new ArrayList<>(
            List.of(
                jdk.resolve("bin/jdeps"),
                "-q",
                "--ignore-missing-deps",
                "--multi-release=" + feature(jdk),
                "--print-module-deps",
                "--class-path=" + lib + "/*"));
    command.addAll(Folders.files(lib));
    String said = Tool.of(command.toArray()).run();
    TreeSet<String> modules = new TreeSet<>(UNSEEN);
    modules.addAll(List.of(said.substring(said.lastIndexOf('\n') + 1).split(",")));
    return modules;
  }

  /** 21, 25 …, as the JDK's release file says it. */
  static int feature(Path jdk) throws IOException {
    return Integer.parseInt(version(jdk).split("[.+-]", 2)[0]);
  }

  /** Such as 25.0.3. */
  static String version(Path jdk) throws IOException {
    for (String line : Files.readAllLines(jdk.resolve("release"))) {
      if (line.startsWith("JAVA_VERSION=")) {
        return line.substring(line.indexOf('=') + 1).replace("\"", "");
      }
    }
    throw new IOException(jdk + "/release says no version");
  }
}
