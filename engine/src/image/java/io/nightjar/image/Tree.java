package io.nightjar.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what every form of Nightjar installs: {@code usr/bin/nightjar} and {@code
 * usr/lib/nightjar}. What is there and still right is kept, so that the second build is quick.
 */
final class Tree {

  private static final String MAIN_JAR = "nightjar-engine.jar";

  private final Build build;
  private final Path program;

  /**
   * @param build what is made; for another processor than this machine's that of this one has to be
   *     assembled before, since the playbooks are compiled by it
   */
  Tree(Build build) {
    this.build = build;
    this.program = build.program();
  }

  /**
   * Everything but the archives of classes, which need a tree that starts.
   *
   * @param compiledPlaybooks folder of them; null to compile them
   */
  void assemble(@Nullable Path compiledPlaybooks) throws IOException, InterruptedException {
    Files.createDirectories(program);
    Path lib = program.resolve("lib");
    Folders.delete(lib);
    copyJars(lib);
    copyContent("rules");
    copyContent("playbooks");
    unpackLibraries(lib);
    linkRuntime(lib);
    copyOptions();
    compileLauncher();
    Folders.copy(build.home().resolve("LICENSE"), program.resolve("LICENSE"));
    Folders.settle(build.tree());
    Folders.copy(
        compiledPlaybooks == null ? compilePlaybooks() : compiledPlaybooks,
        program.resolve("playbooks/.built"),
        file -> true);
    Files.writeString(program.resolve("build.properties"), build.facts());
    Folders.settle(build.tree());
  }

  /** Those that the manifest names: the folder of a developer also has what was needed once. */
  private void copyJars(Path lib) throws IOException {
    Path from = build.layout().resolve("lib");
    Folders.copy(from.resolve(MAIN_JAR), lib.resolve(MAIN_JAR));
    try (JarFile main = new JarFile(from.resolve(MAIN_JAR).toFile())) {
      String others = main.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      for (String jar : others.split(" ")) {
        Folders.copy(from.resolve(jar), lib.resolve(jar));
      }
    }
  }

  /** Rules and playbooks as text; their cases too, since users run them after a change. */
  private void copyContent(String folder) throws IOException {
    Folders.delete(program.resolve(folder));
    Folders.copy(
        build.home().resolve(folder),
        program.resolve(folder),
        file ->
            !file.startsWith("src")
                && !file.startsWith("target")
                && (file.toString().endsWith(".yaml") || file.toString().endsWith(".drl")));
  }

  /**
   * Native libraries lie beside the jars, ready to be mapped: a read-only root file system and a
   * {@code /tmp} from which nothing may be executed are enough.
   */
  private void unpackLibraries(Path lib) throws IOException, InterruptedException {
    Path folder = program.resolve("native");
    Folders.delete(folder);
    Files.createDirectories(folder);
    Architecture architecture = build.architecture();
    if (!architecture.isOfThisMachine()) {
      new DriverLibrary(build).into(folder);
    } else if (!unpack(lib, "nightjar-native-driver-", architecture.driver(), folder)) {
      throw new IOException(
          "the driver's library is not built for this processor; ./nightjar build says what it"
              + " needs");
    }
    if (!unpack(lib, "jffi-", architecture.jffi(), folder)
        || !unpack(lib, "sqlite-jdbc-", architecture.sqlite(), folder)) {
      throw new IOException("jffi or SQLite has no library for " + architecture.debianName());
    }
  }

  private static boolean unpack(Path lib, String jarBegins, String entry, Path into)
      throws IOException {
    List<Path> jars;
    try (Stream<Path> all = Files.list(lib)) {
      jars = all.filter(each -> each.getFileName().toString().startsWith(jarBegins)).toList();
    }
    for (Path each : jars) {
      try (JarFile jar = new JarFile(each.toFile())) {
        JarEntry found = jar.getJarEntry(entry);
        if (found != null) {
          try (InputStream in = jar.getInputStream(found)) {
            String name = entry.substring(entry.lastIndexOf('/') + 1);
            Files.copy(in, into.resolve(name), StandardCopyOption.REPLACE_EXISTING);
          }
          return true;
        }
      }
    }
    return false;
  }

  private void linkRuntime(Path lib) throws IOException, InterruptedException {
    Path runtime = program.resolve("jre");
    Stamp stamp = new Stamp(build.work().resolve("jre.stamp"));
    String fingerprint = Stamp.fingerprint(lib) + JavaRuntime.version(build.jdk()) + build.jdk();
    if (Files.isDirectory(runtime) && stamp.says(fingerprint)) {
      return;
    }
    stamp.forget();
    Folders.delete(runtime);
    JavaRuntime.link(build, lib, runtime);
    stamp.write(fingerprint);
  }

  private void copyOptions() throws IOException {
    Path options = program.resolve("options");
    Folders.delete(options);
    int feature = JavaRuntime.feature(build.jdk());
    for (Path file : Folders.files(build.home().resolve("engine/src/image/options"))) {
      String flags = JvmOptions.fitting(Files.readString(file), feature);
      Path to = options.resolve(file.getFileName());
      Files.createDirectories(options);
      Files.writeString(to, flags);
    }
    SecurityProviders.settle(program.resolve("jre"));
  }

  /** Linked into itself, so that it runs on whatever the base has. */
  private void compileLauncher() throws IOException, InterruptedException {
    Path to = build.tree().resolve("usr/bin/nightjar");
    Files.createDirectories(Folders.parent(to));
    Tool.of(
            build.architecture().compiler(),
            "-std=gnu11",
            "-Os",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-static",
            "-s")
        .with("-Wl,--build-id=none", "-o", to)
        .with(build.home().resolve("engine/src/image/c/nightjar.c"))
        .run();
  }

  /** They lie beside the playbooks, where a start finds them without being told. */
  private Path compilePlaybooks() throws IOException, InterruptedException {
    Path playbooks = program.resolve("playbooks");
    Path compiled = build.compiledPlaybooks();
    Stamp stamp = new Stamp(build.work().resolve("compiled.stamp"));
    String fingerprint = Stamp.fingerprint(playbooks, program.resolve("lib"));
    if (!stamp.says(fingerprint)) {
      stamp.forget();
      Folders.delete(compiled);
      Tool.of(build.tree().resolve("usr/bin/nightjar"), "playbook", "build", "--into", compiled)
          .set("XDG_STATE_HOME", build.work().toString())
          .run();
      stamp.write(fingerprint);
    }
    return compiled;
  }
}
