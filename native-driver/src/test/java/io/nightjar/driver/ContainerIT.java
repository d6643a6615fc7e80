package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real container in a pod's cgroup, made by runc. */
final class ContainerIT extends HookIT {
  private static final List<String> APPLETS = List.of("sh", "cat", "sleep", "ln", "id");

  private final String podUid = UUID.randomUUID().toString();
  private final String containerId =
      (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
  private Path bundle = Path.of("");

  @BeforeEach
  void makeBundle() throws Exception {
    assumeTrue(works("runc", "--version"), "runc is not installed");
    Path busybox = Path.of("/bin/busybox");
    assumeTrue(Files.isExecutable(busybox), "busybox-static is not installed");
    bundle = Files.createDirectory(folder.resolve("bundle"));
    Path root = bundle.resolve("rootfs");
    for (String name : List.of("bin", "proc", "sys", "dev", "tmp", "etc")) {
      Files.createDirectories(root.resolve(name));
    }
    Files.copy(busybox, root.resolve("bin/busybox"));
    Files.copy(KernelRecorder.CALLS, root.resolve("bin/calls"));
    for (String applet : APPLETS) {
      Files.createSymbolicLink(root.resolve("bin").resolve(applet), Path.of("busybox"));
    }
    Files.writeString(root.resolve("etc/passwd"), "watchman:x:0:0::/:/bin/sh\n");
    Files.writeString(root.resolve("etc/group"), "crew:x:0:\n");
    Files.writeString(root.resolve("etc/shadow"), "secret\n");
    assertThat(works("runc", "spec", "--bundle", bundle.toString())).isTrue();
  }

  @AfterEach
  void removeContainer() {
    works("runc", "delete", "--force", containerId);
  }

  @Test
  void tellsContainerAndPodOfWhatRunsInside() throws Exception {
    // with their paths, because busybox' shell runs its own applets without executing anything
    configure(
        "sh",
        "-c",
        "/bin/sleep 0.3; /bin/cat /etc/shadow; /bin/ln -s /etc/shadow /tmp/x; calls openat cwd"
            + " nothing 0 0");
    ProcessTable table = ProcessTable.ofThisMachine();
    table.seed();

    List<ProcessInfo> readers = new ArrayList<>();
    List<ProcessInfo> parents = new ArrayList<>();
    List<String> acts = new ArrayList<>();
    EventHandler listener =
        event -> {
          ProcessInfo process = table.apply(event);
          boolean inside = process.containerId().equals(containerId);
          if (inside && event.type() == EventType.EXECVE && process.name().equals("cat")) {
            readers.add(process);
            parents.addAll(process.ancestors());
            assertThat(event.text(Arg.CGROUP))
                .isEqualTo("/kubepods/besteffort/pod" + podUid + "/" + containerId);
            assertThat(event.mountNamespace()).isNotEqualTo(KernelRecorder.namespace("mnt"));
            assertThat(event.pidNamespace()).isNotEqualTo(KernelRecorder.namespace("pid"));
          }
          if (inside) {
            acts.add(event.type() + " " + event.absolutePath(Arg.PATH));
          }
        };

    KernelRecorder.Run run = recorder().run(bundle, List.of("runc", "run", containerId), listener);

    assertThat(run.output()).contains("secret");
    assertThat(acts)
        .contains("OPENAT /nothing")
        // of the two a C library takes the younger where the older is not
        .containsAnyOf("SYMLINK /tmp/x", "SYMLINKAT /tmp/x")
        .anyMatch(e -> e.matches("OPEN(AT)? /etc/shadow"));
    ProcessInfo cat = readers.getFirst();
    assertThat(cat.container()).isEqualTo(new ContainerIdentity(containerId, podUid));
    assertThat(cat.exePath()).isEqualTo("/bin/busybox");
    assertThat(cat.commandLine()).isEqualTo("cat /etc/shadow");
    assertThat(cat.cwd()).isEqualTo("/");
    assertThat(cat.namespaceTgid()).isNotEqualTo(cat.tgid());
    assertThat(cat.userName()).isEqualTo("watchman");
    assertThat(cat.groupName()).isEqualTo("crew");
    assertThat(parents.getFirst().name()).isEqualTo("sh");
    assertThat(parents.getFirst().containerId()).isEqualTo(containerId);
    assertThat(parents).extracting(ProcessInfo::name).contains("runc");
  }

  @Test
  void killsInsideAContainerOnlyWhatIsOfThatContainer() throws Exception {
    configure("calls", "tree", "1");
    Process runc =
        new ProcessBuilder("runc", "run", containerId).directory(bundle.toFile()).start();
    try {
      // three processes tell that they are there
      for (int i = 0; i < 3; i++) {
        assertThat(runc.inputReader(StandardCharsets.UTF_8).readLine()).startsWith("PID ");
      }
      ProcReader proc = new ProcReader(Path.of("/proc"));
      int init =
          proc.pids().stream()
              .filter(pid -> inContainer(proc, pid))
              .mapToInt(Integer::intValue)
              .min()
              .orElseThrow();
      ProcStat stat = proc.stat(init);
      assertThat(stat).isNotNull();
      long start = stat == null ? 0 : stat.startTimeTicks();
      ProcessKiller killer = ProcessKiller.ofThisMachine();

      assertThat(killer.killTree(init, start, "").killed()).isEmpty();
      assertThat(killer.killTree(init, start, "0".repeat(64)).killed()).isEmpty();
      assertThat(killer.killTree(init, start, containerId).killed())
          .hasSize(3)
          .allMatch(killed -> killed.endsWith("(calls)"));
      assertThat(runc.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(runc.exitValue()).isEqualTo(128 + LibC.SIGKILL);
    } finally {
      runc.destroyForcibly();
    }
  }

  private boolean inContainer(ProcReader proc, int pid) {
    ContainerIdentity container = proc.container(pid);
    return container != null && container.containerId().equals(containerId);
  }

  /** What {@code runc spec} wrote, with these words to run and a pod's cgroup. */
  private void configure(String... words) throws IOException {
    Path file = bundle.resolve("config.json");
    StringBuilder args = new StringBuilder();
    for (String word : words) {
      args.append(args.isEmpty() ? "" : ", ").append('"').append(word).append('"');
    }
    String spec =
        Files.readString(file)
            .replace("\"terminal\": true", "\"terminal\": false")
            .replaceFirst("\"args\": \\[[^]]*]", "\"args\": [" + args + "]")
            .replace("\"readonly\": true", "\"readonly\": false")
            .replaceFirst(
                "\"linux\": \\{",
                "\"linux\": { \"cgroupsPath\": \"/kubepods/besteffort/pod"
                    + podUid
                    + "/"
                    + containerId
                    + "\",");
    Files.writeString(file, spec);
  }

  private static boolean works(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
