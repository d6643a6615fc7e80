package io.nightjar.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
          "(ld-linux-.*|lib(c|m|dl|pthread|rt|resolv|util|nss_dns|nss_files|gcc_s)\\.so\\.\\d)");

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
  private final Path packages;
  private final Path root;

  /**
   * @param packages folder of the {@code .deb} files; what is missing is fetched with apt
   * @param root where the files go
   */
  DebianBase(Architecture architecture, Path packages, Path root) {
    this.architecture = architecture;
    this.packages = packages;
    this.root = root;
  }

  /** Name and version of each package that is in it. */
  record Installed(String name, String version) {}

  List<Installed> assemble() throws IOException, InterruptedException {
    Folders.delete(root);
    Files.createDirectories(root);
    List<Installed> installed = new ArrayList<>();
    installed.add(install("libc6"));
    installed.add(install("libgcc-s1"));
    // the licence of the latter lies in a package of its own
    Matcher beside =
        BESIDE_GCC.matcher(Tool.of("dpkg-deb", "-f", file("libgcc-s1"), "Depends").run());
    if (beside.find()) {
      installed.add(install(beside.group()));
    }
    write("etc/passwd", PASSWD);
    write("etc/group", GROUP);
    write("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
    write("etc/os-release", Files.readString(Path.of("/etc/os-release")));
    Folders.settle(root);
    return installed;
  }

  private void write(String file, String text) throws IOException {
    Path to = root.resolve(file);
    Files.createDirectories(Folders.parent(to));
    Files.writeString(to, text);
  }

  private Installed install(String name) throws IOException, InterruptedException {
    Path file = file(name);
    Path unpacked = Files.createTempDirectory(packages, "unpacked-");
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

  private Path file(String name) throws IOException, InterruptedException {
    Files.createDirectories(packages);
    List<Path> found = kept(name);
    if (found.isEmpty()) {
      // apt checks it against the signed index of the distribution
      Tool.of("apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", name)
          .in(packages)
          .run();
      found = kept(name);
    }
    if (found.size() != 1) {
      throw new IOException(
          packages + " has to hold one file of " + name + ", not " + found.size());
    }
    return found.getFirst();
  }

  private List<Path> kept(String name) throws IOException {
    try (var all = Files.newDirectoryStream(packages, name + "_*.deb")) {
      List<Path> found = new ArrayList<>();
      all.forEach(found::add);
      return found;
    }
  }
}
