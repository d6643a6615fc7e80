package io.nightjar.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A root file system with the C library and nothing else, made of Debian's packages: the JVM and
 * our libraries need no more. Each package is recorded where scanners look for it.
 */
final class DebianBase {

  private static final Pattern BESIDE_GCC = Pattern.compile("gcc-[0-9]+-base");
  private static final Pattern LIBRARY =
      Pattern.compile(
          "(ld-linux-.*|lib(c|m|dl|pthread|rt|resolv|util|nss_dns|nss_files|gcc_s|z|stdc\\+\\+)\\.so\\.\\d)");

  /** What a Java runtime of a distribution shares with others, and where it comes from. */
  private static final Map<String, String> MORE =
      Map.of("libz.so.1", "zlib1g", "libstdc++.so.6", "libstdc++6");

  private static final String PASSWD =
      """
      root:x:0:0:root:/root:/sbin/nologin
      nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
      nightjar:x:65532:65532:nightjar:/var/lib/nightjar:/sbin/nologin
      """;
  private static final String GROUP =
      """
      root:x:0:
      nogroup:x:65534:
      nightjar:x:65532:
      """;

  private final Architecture architecture;
  private final DebianPackages packages;
  private final Path root;

  DebianBase(Build build) {
    this.architecture = build.architecture();
    this.packages = new DebianPackages(architecture, build.work().resolve("packages"));
    this.root = build.base();
  }

  /** Name and version of each package that is in it. */
  record Installed(String name, String version) {}

  /**
   * @param needs what the files that will stand on it ask for
   */
  List<Installed> assemble(Linkage needs) throws IOException, InterruptedException {
    Folders.delete(root);
    Files.createDirectories(root);
    List<Installed> installed = new ArrayList<>();
    installed.add(install("libc6"));
    installed.add(install("libgcc-s1"));
    // the licence of the latter lies in a package of its own
    Matcher beside =
        BESIDE_GCC.matcher(Tool.of("dpkg-deb", "-f", packages.file("libgcc-s1"), "Depends").run());
    if (beside.find()) {
      installed.add(install(beside.group()));
    }
    holdAgainst(needs, installed);
    write("etc/passwd", PASSWD);
    write("etc/group", GROUP);
    write("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
    write("etc/os-release", Files.readString(Path.of("/etc/os-release")));
    Folders.settle(root);
    return installed;
  }

  /**
   * Adds what is missing of what is needed; what cannot be had is an error here, not at a start.
   */
  private void holdAgainst(Linkage needs, List<Installed> installed)
      throws IOException, InterruptedException {
    Path libraries = root.resolve("lib/" + architecture.libraries());
    for (String library : needs.libraries()) {
      String more = MORE.get(library);
      if (more != null) {
        installed.add(install(more));
      }
      if (!Files.exists(libraries.resolve(library))) {
        throw new IOException(
            "the Java runtime for %s needs %s, which the base has not: take a JDK that brings it, such as Temurin's, or another base"
                .formatted(architecture.debianName(), library));
      }
    }
    String libc = installed.getFirst().version();
    if (needs.libc() > Integer.parseInt(libc.replaceFirst("^2\\.(\\d+).*", "$1"))) {
      throw new IOException(
          "the Java runtime for %s needs a C library 2.%d, and the base has %s: lay libc6 and libgcc-s1 of a newer release into %s, or take another JDK"
              .formatted(architecture.debianName(), needs.libc(), libc, packages.folder()));
    }
  }

  private void write(String file, String text) throws IOException {
    Path to = root.resolve(file);
    Files.createDirectories(Folders.parent(to));
    Files.writeString(to, text);
  }

  private Installed install(String name) throws IOException, InterruptedException {
    Path file = packages.file(name);
    Path unpacked = Files.createTempDirectory(packages.folder(), "unpacked-");
    try {
      Tool.of("dpkg-deb", "--extract", file, unpacked).run();
      keep(unpacked, name);
    } finally {
      Folders.delete(unpacked);
    }
    write("var/lib/dpkg/status.d/" + name, Tool.of("dpkg-deb", "-f", file).run() + "\n");
    return new Installed(name, Tool.of("dpkg-deb", "-f", file, "Version").run());
  }

  private void keep(Path unpacked, String name) throws IOException {
    for (Path each : Folders.files(unpacked)) {
      String inside = unpacked.relativize(each).toString();
      String file = each.getFileName().toString();
      boolean library =
          inside.contains("lib/" + architecture.libraries() + "/")
              && LIBRARY.matcher(file).matches();
      if (library) {
        Folders.copy(each, root.resolve("lib/" + architecture.libraries()).resolve(file));
      } else if (inside.startsWith("usr/lib/locale/C.")
          || inside.equals("usr/share/doc/" + name + "/copyright")) {
        Folders.copy(each, root.resolve(inside));
      }
      // an image made of plain files has no links: the loader lies where programs name it, too
      if (library && file.equals(loaderName())) {
        Folders.copy(each, root.resolve(architecture.loader()));
      }
    }
  }

  private String loaderName() {
    return architecture.loader().substring(architecture.loader().lastIndexOf('/') + 1);
  }
}
