package io.nightjar.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * What is shipped, of which sources, and where it is put together.
 *
 * @param home the source folder
 * @param layout the built jars, below {@code lib}
 * @param work where everything is put together; may be deleted at any time
 * @param tools the JDK of this machine, which is run
 * @param jdk the JDK whose runtime is shipped: that one, or one for another processor
 * @param commit of the sources, with {@code -dirty} where they were changed since
 * @param made when the commit was made, which is when the image says it was made
 */
record Build(
    Path home,
    Path layout,
    Path work,
    Path tools,
    Path jdk,
    String version,
    String commit,
    Instant made,
    Architecture architecture) {

  /** Time of every file: what did not change gives the same layer in every version. */
  static final Instant FILE_TIME = Instant.parse("2026-01-01T00:00:00Z");

  private static final String UNKNOWN = "unknown";

  static Build of(Path home, Path work, Path jdk) throws IOException, InterruptedException {
    Path layout = home.resolve("engine/target/nightjar");
    String commit = UNKNOWN;
    Instant made = FILE_TIME;
    if (Files.exists(home.resolve(".git"))) {
      Tool git = Tool.of("git").in(home);
      String changed = git.with("status", "--porcelain").run();
      commit = git.with("rev-parse", "HEAD").run() + (changed.isEmpty() ? "" : "-dirty");
      made = Instant.ofEpochSecond(Long.parseLong(git.with("log", "-1", "--format=%ct").run()));
    }
    return new Build(
        home, layout, work, jdk, jdk, version(layout), commit, made, Architecture.ofThisMachine());
  }

  private static String version(Path layout) throws IOException {
    try (JarFile jar = new JarFile(layout.resolve("lib/nightjar-engine.jar").toFile())) {
      String version =
          jar.getManifest().getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
      return version == null ? UNKNOWN : version;
    }
  }

  /** The same for another processor, beside it: the same commit, jars, rules and playbooks. */
  Build of(Architecture other, Path otherJdk) {
    return new Build(
        home,
        layout,
        work.resolve(other.debianName()),
        tools,
        otherJdk,
        version,
        commit,
        made,
        other);
  }

  /** The folder that has what is installed, by its place below the root. */
  Path tree() {
    return work.resolve("tree");
  }

  /** {@code /usr/lib/nightjar} of it. */
  Path program() {
    return tree().resolve("usr/lib/nightjar");
  }

  /** What {@code nightjar version} reads beside the folder of its jars. */
  String facts() {
    return "commit=%s\nmade=%s\n".formatted(commit, made);
  }

  /** The root file system that images stand on. */
  Path base() {
    return work.resolve("base");
  }

  /** The playbooks of the tree as classes. */
  Path compiledPlaybooks() {
    return work.resolve("compiled");
  }

  /** Seconds since 1970, in the form that packing programs read. */
  static String fileSeconds() {
    return Long.toString(FILE_TIME.getEpochSecond());
  }
}
