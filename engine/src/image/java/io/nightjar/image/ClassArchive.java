package io.nightjar.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The classes of a role as the JVM has them once it is up, so that a start maps them into memory
 * instead of reading them. Which ones is learnt from a start; the same list gives the same archive,
 * byte by byte.
 */
final class ClassArchive {

  private static final int MINUTES_AT_MOST = 3;

  private final Build build;
  private final Role role;
  private final Path scratch;

  ClassArchive(Build build, Role role) {
    this.build = build;
    this.role = role;
    this.scratch = build.work().resolve("trial-" + role.command());
  }

  /** The list of classes in one order, without the places that a run has put them. */
  static List<String> canonical(List<String> lines) {
    TreeSet<String> names = new TreeSet<>();
    for (String line : lines) {
      // of class loaders other than those of the class path, which the next start makes anew
      if (line.startsWith("#") || line.contains(" source: ")) {
        continue;
      }
      names.add(line.startsWith("@") ? line : line.split(" ", 2)[0]);
    }
    return List.copyOf(names);
  }

  /** Starts the role, ends it when it is ready, and keeps the names of its classes. */
  void learn(Path list) throws IOException, InterruptedException {
    Folders.delete(scratch);
    Files.createDirectories(scratch.resolve("state"));
    Path raw = scratch.resolve("classes.raw");
    Path said = scratch.resolve("output");
    Files.writeString(scratch.resolve("nightjar.yaml"), TrialStart.configuration(role));
    Process process =
        Tool.of(build.tree().resolve("usr/bin/nightjar"))
            .with(TrialStart.arguments(role).toArray())
            .with("--config", scratch.resolve("nightjar.yaml"), "--state", scratch.resolve("state"))
            .set("NIGHTJAR_JAVA_OPTIONS", "-XX:DumpLoadedClassList=" + raw)
            .start(ProcessBuilder.Redirect.to(said.toFile()));
    try {
      awaitReady(process, said);
    } finally {
      // as a supervisor ends it: what is needed for that belongs to it
      process.destroy();
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly().waitFor();
      }
    }
    Files.write(list, canonical(Files.readAllLines(raw)));
  }

  private void awaitReady(Process process, Path said) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES_AT_MOST);
    while (!Files.readString(said, StandardCharsets.UTF_8).contains("ready; stop")) {
      if (process.waitFor(100, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
        throw new IOException(
            "the trial start of the "
                + role.command()
                + " was never ready:\n"
                + Files.readString(said));
      }
    }
  }

  /** Whether a JVM of this processor can be run here: by itself, or by an emulator. */
  static boolean canBeMade(Architecture architecture) {
    return architecture.isOfThisMachine() || Tool.isThere(architecture.emulator());
  }

  private Tool java() {
    Path java = build.program().resolve("jre/bin/java");
    return build.architecture().isOfThisMachine()
        ? Tool.of(java)
        : Tool.of(build.architecture().emulator(), "-L", build.base(), java);
  }

  /** Makes the archive of a list. */
  void dump(Path list, Path archive) throws IOException, InterruptedException {
    Files.createDirectories(Folders.parent(archive));
    java()
        .with(
            "@" + build.program().resolve("options/" + role.command()),
            "-Xshare:dump",
            "-Xlog:disable",
            "-XX:SharedClassListFile=" + list,
            "-XX:SharedArchiveFile=" + archive,
            "-cp",
            build.program().resolve("lib/nightjar-engine.jar"))
        .run();
  }
}
