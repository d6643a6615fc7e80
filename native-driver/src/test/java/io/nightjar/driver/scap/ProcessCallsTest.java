package io.nightjar.driver.scap;

import static io.nightjar.driver.scap.Calls.*;
import static io.nightjar.driver.scap.Captures.SHELL;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ExeFlag;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.scap.Captures.Read;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How processes come, change and go, of old captures and of new ones. */
final class ProcessCallsTest {
  private static final long CHILD = 50;
  private static final int PPM_THREAD = 1 << 13;
  private static final int PPM_SHARED_FILES = 1;
  private static final int PPM_IN_NAMESPACE = 1 << 29;
  private static final String CONTAINER_ID = "ab".repeat(32);
  private static final String CGROUPS =
      "cpuset=/docker/" + CONTAINER_ID + "\0memory=/docker/" + CONTAINER_ID + "\0";

  private final ScapWriter writer = Captures.shell();

  /** Return of a clone in today's form; both returns name the thread that they are in. */
  private static @Nullable Object[] cloned(
      long result, long tid, long pid, long parent, int flags, String cgroups, long namespacePid) {
    return new @Nullable Object[] {
      result,
      "/bin/sh",
      "-c\0x\0".getBytes(java.nio.charset.StandardCharsets.UTF_8),
      tid,
      pid,
      parent,
      "",
      1024L,
      0L,
      0L,
      1,
      2,
      3,
      "sh",
      cgroups.getBytes(java.nio.charset.StandardCharsets.UTF_8),
      flags,
      1000,
      100,
      namespacePid,
      namespacePid,
      0L
    };
  }

  private ScapWriter inMaker(long child, int flags) {
    return writer.event(SHELL, CLONE_X, cloned(child, SHELL, SHELL, 1, flags, "memory=/\0", SHELL));
  }

  private ScapWriter inChild(long tid, long pid, int flags) {
    return writer.event(tid, CLONE_X, cloned(0, tid, pid, SHELL, flags, "memory=/\0", tid));
  }

  @Test
  void theListGivesProcessesWithAllThatItSays() throws Exception {
    Read read = Captures.read(writer.event(SHELL, CHROOT_X, 0L, "/"));

    ProcessInfo shell = read.process(SHELL);
    assertThat(shell.name()).isEqualTo("sh");
    assertThat(shell.exePath()).isEqualTo("/bin/sh");
    assertThat(shell.args()).containsExactly("/bin/sh", "-x", "file");
    assertThat(shell.cwd()).isEqualTo("/home/alice");
    assertThat(shell.parentTgid()).isEqualTo(1);
    assertThat(shell.parent()).isNotNull();
    assertThat(shell.ancestors()).extracting(ProcessInfo::name).containsExactly("init");
    assertThat(shell.uid()).isEqualTo(1000);
    assertThat(shell.userName()).isEqualTo("alice");
    assertThat(shell.groupName()).isEqualTo("users");
    assertThat(shell.loginUid()).isEqualTo(1000);
    assertThat(shell.tty()).isEqualTo(34816);
    assertThat(shell.sessionId()).isEqualTo(7);
    assertThat(shell.processGroupId()).isEqualTo(8);
    assertThat(shell.capInheritable()).isEqualTo(11);
    assertThat(shell.capEffective()).isEqualTo(13);
    assertThat(shell.is(ExeFlag.WRITABLE)).isTrue();
    assertThat(shell.is(ExeFlag.UPPER_LAYER)).isTrue();
    assertThat(shell.is(ExeFlag.MEMFD)).isFalse();
    assertThat(shell.exeInode()).isEqualTo(77);
    assertThat(shell.exeModifyTimeNanos()).isEqualTo(79);
    assertThat(shell.startTimeTicks()).isEqualTo(ScapWriter.BOOT / 10_000_000);
  }

  @Test
  void bothReturnsOfACloneMakeOneChild() throws Exception {
    inMaker(CHILD, 0);
    inChild(CHILD, CHILD, 0);

    Read read = Captures.read(writer.event(CHILD, PROCEXIT, 256L, 0L, (byte) 0, (byte) 0, 0L));

    assertThat(read.types())
        .containsExactly(EventType.PROCESS_FORK, EventType.CLONE, EventType.PROCESS_EXIT);
    assertFork(read.only(EventType.PROCESS_FORK));
    assertThat(read.only(EventType.CLONE).tgid()).isEqualTo(SHELL);
    assertThat(read.only(EventType.CLONE).result()).isEqualTo(CHILD);
    assertThat(read.only(EventType.PROCESS_EXIT).tgid()).isEqualTo(CHILD);
    assertThat(read.only(EventType.PROCESS_EXIT).number(Arg.EXIT_CODE)).isEqualTo(256);
  }

  @Test
  void theChildsReturnMayComeFirst() throws Exception {
    inChild(CHILD, CHILD, 0);
    inMaker(CHILD, 0);

    Read read = Captures.read(writer);

    assertThat(read.types()).containsExactly(EventType.PROCESS_FORK, EventType.CLONE);
    assertFork(read.only(EventType.PROCESS_FORK));
    assertThat(read.process((int) CHILD).ancestors())
        .extracting(ProcessInfo::name)
        .containsExactly("sh", "init");
  }

  @Test
  void oneReturnAloneIsEnough() throws Exception {
    inMaker(CHILD, 0);
    inChild(CHILD + 1, CHILD + 1, 0);

    Read read = Captures.read(writer);

    assertThat(read.types())
        .containsExactly(EventType.PROCESS_FORK, EventType.CLONE, EventType.PROCESS_FORK);
    assertThat(read.process((int) CHILD + 1).cwd()).isEqualTo("/home/alice");
  }

  private static void assertFork(EventView fork) {
    assertThat(fork.tgid()).isEqualTo(CHILD);
    assertThat(fork.tid()).isEqualTo(CHILD);
    assertThat(fork.result()).isZero();
    assertThat(fork.number(Arg.PARENT_TGID)).isEqualTo(SHELL);
    assertThat(fork.number(Arg.PARENT_START)).isEqualTo(ScapWriter.BOOT);
  }

  @Test
  void anIdThatIsUsedAgainIsAnotherProcess() throws Exception {
    inMaker(CHILD, 0);
    inChild(CHILD, CHILD, 0);
    inMaker(CHILD, 0);
    inChild(CHILD, CHILD, 0);

    Read read = Captures.read(writer);

    List<EventView> forks =
        read.events().stream().filter(e -> e.type() == EventType.PROCESS_FORK).toList();
    assertThat(forks).hasSize(2);
  }

  @Test
  void aThreadIsNoProcessButItsCallsAreTheProcesss() throws Exception {
    inMaker(CHILD, PPM_THREAD | PPM_SHARED_FILES);
    inChild(CHILD, SHELL, PPM_THREAD | PPM_SHARED_FILES);
    writer
        .event(CHILD, OPEN_X, 3L, "f", 1, 0, 1, 2L)
        .event(SHELL, DUP_X, 4L, 3L)
        .event(CHILD, PROCEXIT, 0L, 0L, (byte) 0, (byte) 0, 0L);

    Read read = Captures.read(writer);

    assertThat(read.types()).containsExactly(EventType.CLONE, EventType.OPEN, EventType.DUP);
    assertThat(read.only(EventType.CLONE).number(Arg.FLAGS)).isEqualTo(0x10000 | 0x400);
    assertThat(read.only(EventType.OPEN).tgid()).isEqualTo(SHELL);
    assertThat(read.only(EventType.OPEN).tid()).isEqualTo(CHILD);
    assertThat(read.only(EventType.DUP).text(Arg.PATH)).isEqualTo("/home/alice/f");
  }

  @Test
  void theProcessEndsWithItsLastThread() throws Exception {
    inMaker(CHILD, PPM_THREAD);
    writer
        .event(SHELL, PROCEXIT, 9L, 0L, (byte) 9, (byte) 0, 0L)
        .event(CHILD, PROCEXIT, 9L, 0L, (byte) 9, (byte) 0, 0L);

    Read read = Captures.read(writer);

    assertThat(read.types()).containsExactly(EventType.CLONE, EventType.PROCESS_EXIT);
    assertThat(read.only(EventType.PROCESS_EXIT).tgid()).isEqualTo(SHELL);
  }

  @Test
  void aChildHasItsOwnCopyOfTheDescriptors() throws Exception {
    writer.event(SHELL, OPEN_X, 3L, "/a", 1, 0, 1, 2L);
    inMaker(CHILD, 0);
    writer
        .event(SHELL, CLOSE_X, 0L, 3L)
        .event(CHILD, DUP_X, 4L, 3L)
        .event(SHELL, DUP2_X, 5L, 3L, 5L);

    Read read = Captures.read(writer);

    assertThat(read.only(EventType.DUP).text(Arg.PATH)).isEqualTo("/a");
    assertThat(read.only(EventType.DUP2).has(Arg.PATH)).isFalse();
  }

  @Test
  void aChildInAnotherNamespaceIsKnownByItsOwnReturn() throws Exception {
    writer
        .event(SHELL, CLONE_X, cloned(2, SHELL, SHELL, 1, PPM_IN_NAMESPACE, CGROUPS, SHELL))
        .event(CHILD, CLONE_X, cloned(0, CHILD, CHILD, SHELL, PPM_IN_NAMESPACE, CGROUPS, 2));

    Read read = Captures.read(writer);

    assertThat(read.types()).containsExactly(EventType.CLONE, EventType.PROCESS_FORK);
    ProcessInfo child = read.process((int) CHILD);
    assertThat(child.namespaceTgid()).isEqualTo(2);
    assertThat(child.containerId()).isEqualTo(CONTAINER_ID);
  }

  @Test
  void oldestCloneAndExecHaveFewParameters() throws Exception {
    byte[] args = "-l\0".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    writer
        .form(ScapWriter.Form.FIRST)
        .event(
            CHILD,
            CLONE_1_X,
            0L,
            "/bin/sh",
            args,
            CHILD,
            CHILD,
            (long) SHELL,
            "/",
            9L,
            0,
            1000,
            100)
        .event(CHILD, EXECVE_1_E)
        .event(CHILD, EXECVE_1_X, 0L, "/bin/ls", args, CHILD, CHILD, (long) SHELL, "/tmp", 9L)
        .event(CHILD, PROCEXIT_1);

    Read read = Captures.read(writer);

    assertThat(read.types())
        .containsExactly(EventType.PROCESS_FORK, EventType.EXECVE, EventType.PROCESS_EXIT);
    EventView exec = read.only(EventType.EXECVE);
    assertThat(exec.text(Arg.NAME)).isEqualTo("ls");
    assertThat(exec.text(Arg.EXE_PATH)).isEqualTo("/bin/ls");
    assertThat(exec.list(Arg.ARGS)).containsExactly("/bin/ls", "-l");
    assertThat(exec.text(Arg.CURRENT_DIRECTORY)).isEqualTo("/tmp");
    assertThat(exec.number(Arg.TTY)).isEqualTo(34816);
    assertThat(exec.number(Arg.LOGIN_UID)).isEqualTo(1000);
    ProcessInfo ls = read.process((int) CHILD);
    assertThat(ls.name()).isEqualTo("ls");
    assertThat(ls.userName()).isEqualTo("alice");
    assertThat(ls.parentTgid()).isEqualTo(SHELL);
  }

  /** Return of an exec with all of today's parameters. */
  private static @Nullable Object[] executed(long result, String exe, String trusted, int uid) {
    return new @Nullable Object[] {
      result,
      exe,
      "-a\0b c\0".getBytes(java.nio.charset.StandardCharsets.UTF_8),
      (long) SHELL,
      (long) SHELL,
      1L,
      "",
      1024L,
      0L,
      0L,
      1,
      2,
      3,
      "tool",
      CGROUPS.getBytes(java.nio.charset.StandardCharsets.UTF_8),
      "K=v\0L=w\0".getBytes(java.nio.charset.StandardCharsets.UTF_8),
      34817,
      44L,
      -1,
      1 << 1 | 1 << 2,
      1L,
      2L,
      3L,
      500L,
      600L,
      700L,
      uid,
      trusted,
      45L,
      0,
      "./tool"
    };
  }

  @Test
  void newExecTellsTheWholeProgram() throws Exception {
    writer.event(SHELL, EXECVE_X, executed(0, "tool", "/home/alice/bin/tool", 0));

    Read read = Captures.read(writer);

    EventView exec = read.only(EventType.EXECVE);
    assertThat(exec.text(Arg.PATH)).isEqualTo("./tool");
    assertThat(exec.text(Arg.EXE_PATH)).isEqualTo("/home/alice/bin/tool");
    assertThat(exec.list(Arg.ARGS)).containsExactly("tool", "-a", "b c");
    assertThat(exec.list(Arg.ENVIRONMENT)).containsExactly("K=v", "L=w");
    assertThat(exec.number(Arg.EXE_FLAGS))
        .isEqualTo(ExeFlag.UPPER_LAYER.bit() | ExeFlag.MEMFD.bit());
    assertThat(exec.number(Arg.CAP_EFFECTIVE)).isEqualTo(3);
    assertThat(exec.number(Arg.INODE)).isEqualTo(500);
    assertThat(exec.number(Arg.LOGIN_UID)).isEqualTo(-1);
    assertThat(exec.number(Arg.PROCESS_GROUP)).isEqualTo(45);
    assertThat(exec.number(Arg.SESSION)).isEqualTo(7);
    assertThat(exec.text(Arg.CGROUP)).isEqualTo("/docker/" + CONTAINER_ID);
    assertThat(exec.uid()).isZero();
    ProcessInfo tool = read.process(SHELL);
    assertThat(tool.containerId()).isEqualTo(CONTAINER_ID);
    assertThat(tool.userName()).isEqualTo("root");
    assertThat(tool.args()).containsExactly("tool", "-a", "b c");
    assertThat(tool.argsTruncated()).isFalse();
    assertThat(tool.environment()).containsExactly("K=v", "L=w");
    assertThat(tool.cgroupPath()).isEqualTo("/docker/" + CONTAINER_ID);
    assertThat(tool.parentTgid()).isEqualTo(1);
  }

  @Test
  void failedExecNamesTheFileThatWasAskedFor() throws Exception {
    writer
        .form(ScapWriter.Form.COUNTED)
        .event(SHELL, EXECVE_E, "bin/none")
        .event(SHELL, EXECVE_X, -2L, "none");

    Read read = Captures.read(writer);

    EventView exec = read.only(EventType.EXECVE);
    assertThat(exec.result()).isEqualTo(-2);
    assertThat(exec.absolutePath(Arg.PATH)).isEqualTo("/home/alice/bin/none");
    assertThat(exec.text(Arg.NAME)).isEqualTo("sh");
    assertThat(read.process(SHELL).name()).isEqualTo("sh");
  }

  @Test
  void execveatStartsFromItsDescriptor() throws Exception {
    writer
        .event(SHELL, OPEN_X, 9L, "/opt", 1 | 1 << 10, 0, 1, 2L)
        .event(SHELL, EXECVEAT_E, 9L, "run", 1)
        .event(SHELL, EXECVEAT_X, executed(0, "run", "", 1000));

    EventView exec = Captures.read(writer).only(EventType.EXECVEAT);

    assertThat(exec.number(Arg.DIRECTORY_FD)).isEqualTo(9);
    assertThat(exec.number(Arg.FLAGS)).isEqualTo(0x1000);
    assertThat(exec.text(Arg.DIRECTORY)).isEqualTo("/opt");
  }

  @Test
  void execClosesWhatShallNotOutliveIt() throws Exception {
    writer
        .event(SHELL, OPEN_X, 3L, "/kept", 1, 0, 1, 2L)
        .event(SHELL, OPEN_X, 4L, "/closed", 1 | 1 << 12, 0, 1, 2L)
        .event(SHELL, EXECVE_X, executed(0, "tool", "/bin/tool", 0))
        .event(SHELL, DUP_X, 5L, 3L)
        .event(SHELL, DUP2_X, 0L, 4L, 0L);

    Read read = Captures.read(writer);

    assertThat(read.only(EventType.DUP).text(Arg.PATH)).isEqualTo("/kept");
    assertThat(read.only(EventType.DUP2).has(Arg.PATH)).isFalse();
  }

  @Test
  void forkAndVforkAreToldByTheirNames() throws Exception {
    writer
        .event(SHELL, FORK_X, cloned(CHILD, SHELL, SHELL, 1, 0, "memory=/\0", SHELL))
        .event(SHELL, VFORK_X, cloned(-11, SHELL, SHELL, 1, 0, "memory=/\0", SHELL))
        .event(SHELL, CLONE3_X, cloned(CHILD + 1, SHELL, SHELL, 1, 0, "memory=/\0", SHELL));

    Read read = Captures.read(writer);

    assertThat(read.only(EventType.FORK).result()).isEqualTo(CHILD);
    assertThat(read.only(EventType.VFORK).result()).isEqualTo(-11);
    assertThat(read.only(EventType.CLONE3).result()).isEqualTo(CHILD + 1);
  }

  @Test
  void aThreadThatNothingIsKnownOfIsAProcessOfItsOwn() throws Exception {
    Read read = Captures.read(writer.event(999, UNLINK_X, 0L, "relative"));

    EventView unlink = read.only(EventType.UNLINK);
    assertThat(unlink.tgid()).isEqualTo(999);
    assertThat(unlink.uid()).isEqualTo(0xffff_ffffL);
    assertThat(unlink.absolutePath(Arg.PATH)).isEqualTo("relative");
  }
}
