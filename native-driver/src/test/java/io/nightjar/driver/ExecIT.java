package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ExecIT extends HookIT {

  @Test
  void tellsEverythingOfAProgram() throws IOException {
    KernelRecorder.Run run = call("nothing", "a b", "", "c");
    EventView event = run.last(EventType.EXECVE);

    assertThat(event.result()).isZero();
    assertThat(event.text(Arg.NAME)).isEqualTo("calls");
    assertThat(event.text(Arg.EXE_PATH)).isEqualTo(KernelRecorder.CALLS.toRealPath().toString());
    assertThat(event.text(Arg.PATH)).isEqualTo(KernelRecorder.CALLS.toString());
    assertThat(event.list(Arg.ARGS))
        .containsExactly(KernelRecorder.CALLS.toString(), "nothing", "a b", "", "c");
    assertThat(event.number(Arg.ARGS_BYTES)).isEqualTo(event.textLength(Arg.ARGS));
    assertThat(event.text(Arg.CURRENT_DIRECTORY)).isEqualTo(folder.toString());
    assertThat(event.number(Arg.PARENT_TGID)).isEqualTo(ProcessHandle.current().pid());
    assertThat(event.number(Arg.NAMESPACE_TGID)).isEqualTo(run.pid());
    assertThat(event.number(Arg.EUID)).isZero();
    assertThat(event.number(Arg.EGID)).isZero();
    assertThat(event.number(Arg.EXE_FLAGS)).isEqualTo(ExeFlag.WRITABLE.bit());
    assertThat(event.number(Arg.INODE)).isEqualTo(KernelRecorder.inode(KernelRecorder.CALLS));
    assertThat(event.number(Arg.DEVICE)).isEqualTo(KernelRecorder.device(KernelRecorder.CALLS));
    FileTime changed = (FileTime) Files.getAttribute(KernelRecorder.CALLS, "unix:ctime");
    assertThat(event.number(Arg.EXE_CHANGE_TIME)).isEqualTo(changed.to(TimeUnit.NANOSECONDS));
    assertThat(event.number(Arg.EXE_MODIFY_TIME))
        .isEqualTo(Files.getLastModifiedTime(KernelRecorder.CALLS).to(TimeUnit.NANOSECONDS));
    sameAsProcSaysOfThisTest(event);
  }

  @Test
  void tellsTheRootDirectoryAndTheBeginOfThePidNamespace() {
    EventView event = call("nothing").last(EventType.EXECVE);
    try (RootDirectory root = RootDirectory.open(Path.of("/proc/self/root"))) {
      assertThat(root).isNotNull();
      if (root != null) {
        assertThat(event.number(Arg.ROOT_MOUNT)).isEqualTo(root.mount());
        assertThat(event.number(Arg.ROOT_INODE)).isEqualTo(root.inode());
      }
    }
    assertThat(event.number(Arg.NAMESPACE_START)).isLessThan(event.number(Arg.PARENT_START));

    KernelRecorder.Run run =
        recorder()
            .run(
                folder,
                List.of("unshare", "--pid", "--fork", KernelRecorder.CALLS.toString(), "nothing"));
    EventView inside =
        run.all().stream()
            .filter(e -> e.type() == EventType.EXECVE && e.number(Arg.PARENT_TGID) == run.pid())
            .findFirst()
            .orElseThrow();
    assertThat(inside.number(Arg.NAMESPACE_TGID)).isEqualTo(1);
    assertThat(ProcessInfo.ticks(inside.number(Arg.NAMESPACE_START)))
        .isEqualTo(inside.startTimeTicks());
  }

  @Test
  void tellsTheEnvironmentOnceItIsAskedForAndOnlyThen() {
    List<String> command =
        List.of(
            "env", "-i", "A=1", "LONG=" + "x".repeat(5000), KernelRecorder.CALLS + "", "nothing");
    assertThat(recorder().run(folder, command).last(EventType.EXECVE).has(Arg.ENVIRONMENT))
        .isFalse();
    recorder().source().sendEnvironment(true);
    try {
      EventView small =
          recorder()
              .run(folder, List.of("env", "-i", "A=1", "B=", KernelRecorder.CALLS + "", "nothing"))
              .last(EventType.EXECVE);
      assertThat(small.list(Arg.ENVIRONMENT)).containsExactly("A=1", "B=");

      EventView cut = recorder().run(folder, command).of(EventType.EXECVE).getLast();
      assertThat(cut.textLength(Arg.ENVIRONMENT)).isEqualTo(4096);
      assertThat(cut.list(Arg.ENVIRONMENT).getFirst()).isEqualTo("A=1");
      assertThat(cut.truncated()).isTrue();
      assertThat(cut.number(Arg.ARGS_BYTES)).isEqualTo(cut.textLength(Arg.ARGS));
    } finally {
      recorder().source().sendEnvironment(false);
    }
    assertThat(recorder().run(folder, command).last(EventType.EXECVE).has(Arg.ENVIRONMENT))
        .isFalse();
  }

  private static void sameAsProcSaysOfThisTest(EventView event) throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
    assertThat(status)
        .contains(
            "CapInh:\t%016x".formatted(event.number(Arg.CAP_INHERITABLE)),
            "CapPrm:\t%016x".formatted(event.number(Arg.CAP_PERMITTED)),
            "CapEff:\t%016x".formatted(event.number(Arg.CAP_EFFECTIVE)));
    ProcStat own = ProcStat.parse(Files.readString(Path.of("/proc/self/stat")));
    assertThat(own).isNotNull();
    if (own != null) {
      assertThat(event.number(Arg.SESSION)).isEqualTo(own.session());
      assertThat(event.number(Arg.PROCESS_GROUP)).isEqualTo(own.processGroup());
      assertThat(event.number(Arg.TTY)).isEqualTo(own.tty());
      assertThat(ProcessInfo.ticks(event.number(Arg.PARENT_START))).isEqualTo(own.startTimeTicks());
    }
    ContainerIdentity expected =
        ProcReader.containerOf(Files.readString(Path.of("/proc/self/cgroup")));
    assertThat(ContainerIdentity.ofCgroupPath(event.text(Arg.CGROUP))).isEqualTo(expected);
    assertThat(Files.readString(Path.of("/proc/self/cgroup"))).contains(event.text(Arg.CGROUP));
  }

  @Test
  void tellsTheInterpreterOfAScriptAndTheScript() throws IOException {
    Path script = folder.resolve("script.sh");
    Files.writeString(script, "#!/bin/sh -e\nexit 0\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));

    EventView event = recorder().run(folder, List.of("./script.sh", "word")).last(EventType.EXECVE);

    assertThat(event.text(Arg.NAME)).isEqualTo("script.sh");
    assertThat(event.text(Arg.EXE_PATH)).isEqualTo(Path.of("/bin/sh").toRealPath().toString());
    assertThat(event.absolutePath(Arg.PATH)).isEqualTo(script.toString());
    assertThat(event.list(Arg.ARGS)).containsExactly("/bin/sh", "-e", "./script.sh", "word");
    assertThat(ExeFlag.INTERPRETER.in(event.number(Arg.EXE_FLAGS))).isTrue();
  }

  @Test
  void tellsAProgramThatLiesInMemoryAlone() {
    EventView event =
        call("exec-memfd", KernelRecorder.CALLS, "ghost", "nothing")
            .of(EventType.EXECVEAT)
            .getLast();

    assertThat(event.text(Arg.EXE_PATH)).isEqualTo("memfd:ghost");
    assertThat(ExeFlag.MEMFD.in(event.number(Arg.EXE_FLAGS))).isTrue();
    assertThat(ExeFlag.DELETED.in(event.number(Arg.EXE_FLAGS))).isFalse();
    assertThat(event.list(Arg.ARGS)).containsExactly("ghost", "nothing");
  }

  @Test
  void tellsAProgramThatIsNoLongerInItsDirectory() throws IOException {
    Path copy = Files.copy(KernelRecorder.CALLS, folder.resolve("gone"));

    EventView event = call("exec-deleted", copy, "gone", "nothing").last(EventType.EXECVEAT);

    assertThat(event.text(Arg.EXE_PATH)).isEqualTo(copy.toString());
    assertThat(ExeFlag.DELETED.in(event.number(Arg.EXE_FLAGS))).isTrue();
  }

  @Test
  void tellsAFailureWithThePathThatWasAskedFor() {
    KernelRecorder.Run run = call("execve", "missing", "missing", "word");
    EventView event = run.of(EventType.EXECVE).getLast();

    assertThat(event.result()).isEqualTo(ENOENT);
    assertThat(event.text(Arg.NAME)).isEqualTo("calls");
    assertThat(event.absolutePath(Arg.PATH)).isEqualTo(folder.resolve("missing").toString());
    assertThat(event.has(Arg.EXE_PATH)).isFalse();

    EventView at = call("execveat", folder, "missing", "missing").only(EventType.EXECVEAT);
    assertThat(at.result()).isEqualTo(ENOENT);
    assertThat(at.absolutePath(Arg.PATH)).isEqualTo(folder.resolve("missing").toString());
  }

  @Test
  void tellsAUserWhoMayNotChangeTheProgram() throws IOException {
    Path copy = Files.copy(KernelRecorder.CALLS, folder.resolve("copy"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

    KernelRecorder.Run run =
        recorder()
            .run(
                folder,
                List.of(
                    "setpriv",
                    "--reuid=65534",
                    "--regid=7",
                    "--clear-groups",
                    copy + "",
                    "nothing"));
    EventView event = run.last(EventType.EXECVE);

    assertThat(event.text(Arg.NAME)).isEqualTo("copy");
    assertThat(event.uid()).isEqualTo(65534);
    assertThat(event.gid()).isEqualTo(7);
    assertThat(event.number(Arg.EUID)).isEqualTo(65534);
    assertThat(event.number(Arg.EGID)).isEqualTo(7);
    assertThat(event.number(Arg.CAP_EFFECTIVE)).isZero();
    assertThat(event.number(Arg.EXE_FLAGS)).isZero();
  }

  @Test
  void tellsWhatCameWithAnImageFromWhatCameAfterIt() throws IOException {
    for (String name : List.of("lower", "upper", "work", "merged")) {
      Files.createDirectory(folder.resolve(name));
    }
    Files.copy(KernelRecorder.CALLS, folder.resolve("lower/shipped"));
    Files.copy(KernelRecorder.CALLS, folder.resolve("upper/dropped"));

    KernelRecorder.Run run =
        recorder()
            .run(
                folder,
                List.of(
                    "unshare",
                    "--mount",
                    "sh",
                    "-c",
                    "mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work none merged"
                        + " && merged/shipped nothing && merged/dropped nothing && echo mounted"));
    assumeTrue(run.output().contains("mounted"), "no overlay can be mounted here: " + run.output());

    assertThat(layerOf(run, "shipped")).isEqualTo(ExeFlag.LOWER_LAYER.bit());
    assertThat(layerOf(run, "dropped")).isEqualTo(ExeFlag.UPPER_LAYER.bit());
  }

  private long layerOf(KernelRecorder.Run run, String name) {
    EventView exec =
        run.all().stream()
            .filter(e -> e.type() == EventType.EXECVE && e.text(Arg.NAME).equals(name))
            .findFirst()
            .orElseThrow();
    assertThat(exec.text(Arg.EXE_PATH))
        .isEqualTo(folder.resolve("merged").resolve(name).toString());
    return exec.number(Arg.EXE_FLAGS) & (ExeFlag.LOWER_LAYER.bit() | ExeFlag.UPPER_LAYER.bit());
  }

  @Test
  void cutsLongArgumentsAndSaysSo() {
    String word = "x".repeat(10_000);
    KernelRecorder.Run run = recorder().call(folder, "nothing", word);
    EventView event = run.of(EventType.EXECVE).getLast();

    assertThat(event.truncated()).isTrue();
    assertThat(event.textLength(Arg.ARGS)).isEqualTo(4096);
    assertThat(event.number(Arg.ARGS_BYTES)).isGreaterThan(10_000);
    assertThat(event.list(Arg.ARGS).get(1)).isEqualTo("nothing");
  }
}
