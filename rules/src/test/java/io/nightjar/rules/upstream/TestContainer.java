package io.nightjar.rules.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A container of runc in a pod's cgroup, with most capabilities, an overlay as its root, busybox
 * under many names, and the program that makes single system calls. It ends with {@link #close}, or
 * by itself after two minutes.
 */
final class TestContainer implements AutoCloseable {
  private static final Path CALLS = Path.of("../native-driver/target/native-test/calls");
  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private static final List<String> CAPABILITIES =
      List.of(
          "CAP_CHOWN",
          "CAP_DAC_OVERRIDE",
          "CAP_FOWNER",
          "CAP_KILL",
          "CAP_NET_ADMIN",
          "CAP_NET_BIND_SERVICE",
          "CAP_NET_RAW",
          "CAP_SETGID",
          "CAP_SETUID",
          "CAP_SYS_ADMIN",
          "CAP_SYS_MODULE",
          "CAP_SYS_PTRACE");

  final String id = (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
  private final String podUid = UUID.randomUUID().toString();
  private final Path folder;

  private TestContainer(Path folder) {
    this.folder = folder;
  }

  /**
   * Skips the test, with the reason, where no container can be started.
   *
   * @param folder an empty one
   * @param programs files of the image by path: text of scripts, all executable
   * @param links names under which busybox and calls lie there: path to "busybox" or "calls"
   */
  static TestContainer start(
      Path folder, Map<String, String> programs, Map<String, String> links, String... network)
      throws IOException, InterruptedException {
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
        "only root may start containers");
    assumeTrue(succeeds("runc", "--version"), "runc is not installed");
    assumeTrue(Files.isExecutable(BUSYBOX), "busybox-static is not installed");
    assumeTrue(Files.isExecutable(CALLS), CALLS + " is not built (gcc is missing)");
    TestContainer container = new TestContainer(folder);
    container.makeImage(programs, links);
    container.mountRoot();
    container.writeConfig();
    check("runc", "run", "--detach", "--bundle", folder.toString(), container.id);
    for (String command : network) {
      check(container.exec(List.of(("ip " + command).split(" "))).toArray(String[]::new));
    }
    return container;
  }

  /** The words that run a program in it, without a terminal. */
  List<String> exec(List<String> command) {
    List<String> words = new ArrayList<>(List.of("runc", "exec", id));
    words.addAll(command);
    return words;
  }

  /** The same on a terminal, which the program {@code script} makes. */
  List<String> execOnTerminal(String command) {
    return List.of(
        "script", "-q", "-e", "-c", "exec runc exec --tty " + id + " " + command, "/dev/null");
  }

  private void makeImage(Map<String, String> programs, Map<String, String> links)
      throws IOException {
    Path image = folder.resolve("image");
    for (String name : List.of("bin", "dev", "proc", "sys", "tmp", "etc", "opt", "var/log")) {
      Files.createDirectories(image.resolve(name));
    }
    Path busybox = Files.copy(BUSYBOX, image.resolve("bin/busybox"));
    Path calls = Files.copy(CALLS, image.resolve("bin/calls"));
    for (Map.Entry<String, String> link : links.entrySet()) {
      Path path = image.resolve(link.getKey());
      Files.createDirectories(path.toAbsolutePath().getParent());
      // hard links: the kernel then knows the program by the name that was typed
      Files.createLink(path, link.getValue().equals("calls") ? calls : busybox);
    }
    for (Map.Entry<String, String> program : programs.entrySet()) {
      Path path = image.resolve(program.getKey());
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.writeString(path, program.getValue());
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /** As runtimes do it: the image below, what is written above. */
  private void mountRoot() throws IOException, InterruptedException {
    for (String name : List.of("upper", "work", "rootfs")) {
      Files.createDirectory(folder.resolve(name));
    }
    check(
        "mount",
        "-t",
        "overlay",
        "overlay",
        "-o",
        "lowerdir=%1$s/image,upperdir=%1$s/upper,workdir=%1$s/work".formatted(folder),
        folder.resolve("rootfs").toString());
  }

  private void writeConfig() throws IOException {
    ObjectNode config = new ObjectMapper().createObjectNode().put("ociVersion", "1.0.2");
    ObjectNode process = config.putObject("process").put("terminal", false).put("cwd", "/");
    process.putObject("user").put("uid", 0).put("gid", 0);
    process.putArray("args").add("/bin/sleep").add("120");
    process.putArray("env").add("PATH=/usr/sbin:/usr/bin:/sbin:/bin").add("TERM=dumb");
    for (String set : List.of("bounding", "effective", "permitted")) {
      ArrayNode allowed = process.withObject("/capabilities").putArray(set);
      CAPABILITIES.forEach(allowed::add);
    }
    config.putObject("root").put("path", "rootfs").put("readonly", false);
    config.put("hostname", "web-1");
    ArrayNode mounts = config.putArray("mounts");
    mount(mounts, "/proc", "proc");
    mount(mounts, "/dev", "tmpfs", "nosuid", "mode=755");
    mount(mounts, "/dev/pts", "devpts", "newinstance", "ptmxmode=0666");
    mount(mounts, "/dev/shm", "tmpfs", "nosuid", "mode=1777");
    ObjectNode linux = config.putObject("linux");
    linux.put("cgroupsPath", "/kubepods/besteffort/pod" + podUid + "/" + id);
    ArrayNode namespaces = linux.putArray("namespaces");
    for (String type : List.of("pid", "network", "ipc", "uts", "mount")) {
      namespaces.addObject().put("type", type);
    }
    Files.writeString(folder.resolve("config.json"), config.toString());
  }

  private static void mount(ArrayNode mounts, String where, String type, String... options) {
    ObjectNode mount = mounts.addObject();
    mount.put("destination", where).put("type", type).put("source", type);
    ArrayNode words = mount.putArray("options");
    for (String option : options) {
      words.add(option);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      succeeds("runc", "delete", "--force", id);
      succeeds("umount", "--lazy", folder.resolve("rootfs").toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the container was deleted");
    }
    // one hierarchy, or one for each controller
    Path root = Path.of("/sys/fs/cgroup");
    try (Stream<Path> hierarchies = Files.list(root)) {
      for (Path one : Stream.concat(Stream.of(root), hierarchies).toList()) {
        Files.deleteIfExists(one.resolve("kubepods/besteffort/pod" + podUid));
      }
    }
  }

  private static void check(String... command) throws IOException, InterruptedException {
    assertThat(succeeds(command)).as(String.join(" ", command)).isTrue();
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException missing) {
      return false;
    }
  }
}
