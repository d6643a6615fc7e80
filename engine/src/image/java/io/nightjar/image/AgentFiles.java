package io.nightjar.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * The agent for a machine of its own: a Debian package, and a tarball for other systems. Both hold
 * the same files; the same files give the same package, byte by byte.
 */
final class AgentFiles {

  private final Build build;
  private final Path sources;
  private final Path root;

  AgentFiles(Build build) {
    this.build = build;
    this.sources = build.home().resolve("engine/src/image");
    this.root = build.work().resolve("agent");
  }

  /** What is installed, by its place below the root. */
  private void layOut() throws IOException {
    Folders.delete(root);
    Folders.copy(
        build.tree(),
        root,
        file -> !file.startsWith("usr/lib/nightjar/archive") || isOfAgent(file));
    Folders.copy(
        sources.resolve("systemd/nightjar-agent.service"),
        root.resolve("usr/lib/systemd/system/nightjar-agent.service"));
    Folders.copy(sources.resolve("deb/nightjar.yaml"), root.resolve("etc/nightjar/nightjar.yaml"));
    Folders.copy(
        build.home().resolve("LICENSE"), root.resolve("usr/share/doc/nightjar-agent/copyright"));
    Folders.settle(root);
  }

  private static boolean isOfAgent(Path file) {
    return file.getFileName().toString().startsWith(Role.AGENT.command());
  }

  Path tarball(Path into) throws IOException, InterruptedException {
    layOut();
    Path file = into.resolve(name("-", "-").replace('~', '-') + ".tar.gz").toAbsolutePath();
    Files.createDirectories(Folders.parent(file));
    Tool.of("tar", "--create", "--file", file, "--directory", root)
        .with("--sort=name", "--format=gnu", "--owner=0", "--group=0", "--numeric-owner")
        .with("--mtime=@" + Build.fileSeconds(), "--use-compress-program=gzip --no-name --best")
        .with("etc", "usr")
        .run();
    return file;
  }

  Path debianPackage(Path into) throws IOException, InterruptedException {
    layOut();
    Path control = Files.createDirectories(root.resolve("DEBIAN"));
    long kibibytes = 0;
    List<Path> summed = new ArrayList<>();
    for (Path each : Folders.files(root)) {
      kibibytes += (Files.size(each) + 1023) / 1024;
      if (!each.startsWith(root.resolve("etc"))) {
        summed.add(root.relativize(each));
      }
    }
    String sums = Tool.of("md5sum").with(summed.toArray()).in(root).run();
    Files.writeString(control.resolve("md5sums"), sums + "\n");
    Files.writeString(control.resolve("conffiles"), "/etc/nightjar/nightjar.yaml\n");
    Files.writeString(
        control.resolve("control"),
        Files.readString(sources.resolve("deb/control"))
            .replace("@VERSION@", debianVersion())
            .replace("@ARCHITECTURE@", build.architecture().debianName())
            .replace("@SIZE@", Long.toString(kibibytes)));
    for (String script : new String[] {"postinst", "prerm", "postrm"}) {
      Folders.copy(sources.resolve("deb").resolve(script), control.resolve(script));
    }
    Folders.settle(root);
    for (String script : new String[] {"postinst", "prerm", "postrm"}) {
      Files.setPosixFilePermissions(control.resolve(script), Folders.PROGRAM);
    }
    Files.setPosixFilePermissions(
        root.resolve("etc/nightjar/nightjar.yaml"), PosixFilePermissions.fromString("rw-r-----"));
    Path file = into.resolve(name("_", "_") + ".deb").toAbsolutePath();
    Files.createDirectories(Folders.parent(file));
    Tool.of("dpkg-deb", "--root-owner-group", "-Zgzip", "--build", root, file)
        .set("SOURCE_DATE_EPOCH", Build.fileSeconds())
        .run();
    return file;
  }

  private String name(String beforeVersion, String beforeArchitecture) {
    return "nightjar-agent"
        + beforeVersion
        + debianVersion()
        + beforeArchitecture
        + build.architecture().debianName();
  }

  /** A snapshot comes before its release: the tilde sorts so. */
  private String debianVersion() {
    return build.version().replace("-", "~");
  }
}
