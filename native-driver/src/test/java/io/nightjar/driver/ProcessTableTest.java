package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ProcessTableTest {
  private static final long SECOND = 1_000_000_000;
  private static final String ID = "a".repeat(64);
  private static final String UID = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";
  private static final String CGROUP = "/kubepods/besteffort/pod" + UID + "/" + ID;

  private final ProcessTable table = ProcessTable.ofEventsAlone();
  private final EventEncoder encoder = new EventEncoder();

  @Test
  void anExecMakesAProcessAndItsContainer() {
    ProcessInfo wanted =
        ProcessInfo.builder(10, 100)
            .name("sh")
            .exePath("/bin/busybox")
            .args(List.of("sh", "-c", "id"))
            .cwd("/tmp")
            .user(5, 6)
            .group(7, 8)
            .loginUid(1000)
            .tty(34816)
            .session(9, 10)
            .capabilities(1, 2, 3)
            .exeFlags(ExeFlag.UPPER_LAYER.bit())
            .exeFile(11, 12, 13)
            .cgroupId(77)
            .cgroupPath(CGROUP)
            .namespaceStart(14)
            .root(15, 16)
            .environment(List.of("A=1", "B=2"))
            .container(new ContainerIdentity(ID, UID))
            .build();

    ProcessInfo made = table.apply(encoder.exec(wanted, CGROUP, SECOND).view());

    assertThat(made).usingRecursiveComparison().ignoringFields("parent").isEqualTo(wanted);
    assertThat(made.commandLine()).isEqualTo("sh -c id");
    assertThat(table.get(10)).isSameAs(made);
  }

  @Test
  void aForkInheritsAndTheParentIsSeenAsItIsNow() {
    exec(10, 100, "sh", CGROUP);
    ProcessInfo child = fork(11, 200, 10, 100);
    assertThat(child.name()).isEqualTo("sh");
    assertThat(child.parentTgid()).isEqualTo(10);
    assertThat(child.containerId()).isEqualTo(ID);
    assertThat(child.podUid()).isEqualTo(UID);

    exec(10, 100, "nginx", CGROUP);

    assertThat(names(child.ancestors())).containsExactly("nginx");
  }

  @Test
  void aProcessIdThatComesBackIsAnotherProcess() {
    exec(10, 100, "old", CGROUP);
    ProcessInfo child = fork(11, 150, 10, 100);
    exit(10, 100);
    fork(10, 300, 1, 1);
    exec(10, 300, "new", "/");

    assertThat(name(10)).isEqualTo("new");
    ProcessInfo reused = table.get(10);
    assertThat(reused == null ? "" : reused.containerId()).isEmpty();
    assertThat(names(child.ancestors())).containsExactly("old");
  }

  @Test
  void theEndOfTheFormerOwnerDoesNotEndTheLatter() {
    exec(10, 100, "old", "/");
    exec(10, 300, "new", "/");
    exit(10, 100);

    at(60);

    assertThat(name(10)).isEqualTo("new");
  }

  @Test
  void aLateEventOfAnEndedProcessDoesNotGetTheNextOnesIdentity() {
    exec(10, 300, "new", "/");

    ProcessInfo of =
        table.apply(encoder.begin(EventType.UNLINK, SECOND).process(10, 100, 3, 4).view());

    assertThat(of.startTimeTicks()).isEqualTo(100);
    assertThat(of.name()).isEmpty();
    assertThat(of.uid()).isEqualTo(3);
    assertThat(name(10)).isEqualTo("new");
  }

  @Test
  void anEndedProcessIsKeptForHalfAMinuteAndForItsDescendantsAsLongAsTheyLive() {
    exec(10, 100, "sh", "/");
    ProcessInfo child = fork(11, 200, 10, 100);
    exit(10, 100);
    assertThat(table.size()).isEqualTo(1);

    at(20);
    assertThat(name(10)).isEqualTo("sh");
    at(40);
    assertThat(table.get(10)).isNull();
    assertThat(names(child.ancestors())).containsExactly("sh");
  }

  @Test
  void aForkThatIsReadAfterTheExecWasSeededChangesNothing() {
    table.put(ProcessInfo.builder(10, 100).name("parent").build());
    table.put(ProcessInfo.builder(11, 200).name("already-executed").build());

    fork(11, 200, 10, 100);

    assertThat(name(11)).isEqualTo("already-executed");
    ProcessInfo process = table.get(11);
    assertThat(names(process == null ? List.of() : process.ancestors())).containsExactly("parent");
  }

  @Test
  void aFailedExecLeavesTheProcessAsItIs() {
    exec(10, 100, "sh", "/");

    table.apply(
        encoder
            .begin(EventType.EXECVE, 2 * SECOND)
            .process(10, 100, 0, 0)
            .result(-2)
            .text(Arg.PATH, "/missing")
            .view());

    assertThat(name(10)).isEqualTo("sh");
  }

  @Test
  void aChangeOfUserIsSeenWithoutAnExec() {
    exec(10, 100, "sh", "/");

    ProcessInfo after =
        table.apply(
            encoder
                .begin(EventType.SETRESUID, 2 * SECOND)
                .process(10, 100, 1000, 0)
                .number(Arg.EUID, 33)
                .number(Arg.EGID, 44)
                .view());

    assertThat(after.uid()).isEqualTo(1000);
    assertThat(after.euid()).isEqualTo(33);
    assertThat(after.egid()).isEqualTo(44);
    assertThat(after.name()).isEqualTo("sh");
  }

  @Test
  void aProcessThatMovesToAKnownCgroupGetsItsContainer() {
    exec(10, 100, "container", CGROUP, 77);
    exec(20, 100, "runtime", "/", 1);

    ProcessInfo moved =
        table.apply(
            encoder.begin(EventType.UNLINK, SECOND).process(20, 100, 0, 0).cgroup(77).view());

    assertThat(moved.containerId()).isEqualTo(ID);
  }

  @Test
  void aLongLineOfShortLivedParentsLosesItsOldest() {
    exec(1, 1, "init", "/");
    for (int pid = 2; pid <= 500; pid++) {
      fork(pid, pid, pid - 1, pid - 1);
      exit(pid - 1, pid - 1);
    }

    ProcessInfo last = table.get(500);
    assertThat(last).isNotNull();
    assertThat(last == null ? List.of() : last.ancestors()).hasSize(64);
  }

  @Test
  void aTableIsNoLargerThanItsBound() {
    ProcessTable small = ProcessTable.ofEventsAlone(new ProcessTable.Limits(100, 10));
    for (int pid = 1; pid <= 1000; pid++) {
      ProcessInfo process = ProcessInfo.builder(pid, pid).name("p" + pid).build();
      ProcessInfo told = small.apply(encoder.exec(process, "/", SECOND).view());
      assertThat(told.name()).isEqualTo("p" + pid);
    }
    assertThat(small.size()).isEqualTo(100);
    assertThat(small.get(100)).isNotNull();
    assertThat(small.get(101)).isNull();

    for (int pid = 1; pid <= 100; pid++) {
      small.apply(encoder.begin(EventType.PROCESS_EXIT, SECOND).process(pid, pid, 0, 0).view());
    }
    small.apply(encoder.begin(EventType.UNLINK, SECOND).process(4000, 1, 0, 0).view());

    assertThat(small.size()).isEqualTo(1);
    assertThat(small.get(90)).as("one of the last ten").isNull();
    assertThat(small.get(91)).isNotNull();
  }

  @Test
  void anEventOfAKnownProcessAllocatesNothing() {
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assumeTrue(memory.isThreadAllocatedMemorySupported(), "this JVM counts no allocations");
    exec(10, 100, "sh", CGROUP, 77);
    EventView open =
        encoder
            .begin(EventType.OPENAT, SECOND)
            .process(10, 100, 0, 0)
            .cgroup(77)
            .text(Arg.PATH, "/etc/passwd")
            .view();
    long least = Long.MAX_VALUE;
    // the compiler's own work on this thread shows in some rounds
    for (int round = 0; round < 10; round++) {
      long before = memory.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10_000; i++) {
        table.apply(open);
      }
      least = Math.min(least, memory.getCurrentThreadAllocatedBytes() - before);
    }

    assertThat(least).isZero();
  }

  @Test
  void capabilitiesChangeWithoutAnExec() {
    exec(10, 100, "sh", "/");
    ProcessInfo after = capset(10, 0, 5);
    assertThat(after.capPermitted()).isEqualTo(5);
    assertThat(after.capEffective()).isEqualTo(6);
    assertThat(after.capInheritable()).isEqualTo(7);

    assertThat(capset(10, -1, 50).capPermitted()).as("refused").isEqualTo(5);
    assertThat(capset(11, 0, 50).capPermitted()).as("of another thread").isEqualTo(5);
  }

  private ProcessInfo capset(int thread, int result, int first) {
    return table.apply(
        encoder
            .begin(EventType.CAPSET, SECOND)
            .process(10, 100, 0, 0)
            .thread(thread)
            .result(result)
            .number(Arg.CAP_PERMITTED, first)
            .number(Arg.CAP_EFFECTIVE, first + 1)
            .number(Arg.CAP_INHERITABLE, first + 2)
            .view());
  }

  @Test
  void theCgroupsPathIsKeptOnceForAllOfItsProcesses() {
    ProcessInfo one = exec(10, 100, "one", CGROUP, 77);
    ProcessInfo other = exec(11, 100, "other", CGROUP, 77);

    assertThat(one.cgroupPath()).isEqualTo(CGROUP).isSameAs(other.cgroupPath());
    assertThat(one.container()).isSameAs(other.container());
  }

  @Test
  void processesThatExecuteTheSameInTheSameWayHaveTheSameTraits() {
    ProcessInfo one = exec(10, 100, "one", CGROUP, 77);
    ProcessInfo again = exec(11, 200, "one", CGROUP, 77);

    assertThat(again.traits()).isSameAs(one.traits());
    assertThat(again.tgid()).isEqualTo(11);
    assertThat(exec(12, 300, "two", CGROUP, 77).traits()).isNotSameAs(one.traits());
    assertThat(exec(13, 400, "one", CGROUP, 78).traits()).isNotSameAs(one.traits());
  }

  @Test
  void anExecutionThatDiffersInAnyTraitIsNotTakenForAnother() {
    ProcessInfo first = exec(10, ProcessInfo.builder(10, 1).name("sh"));
    List<ProcessInfo.Builder> others =
        List.of(
            ProcessInfo.builder(10, 1).name("sh").args(List.of("sh", "-c")),
            ProcessInfo.builder(10, 1).name("sh").exePath("/bin/sh"),
            ProcessInfo.builder(10, 1).name("sh").user(7, 0),
            ProcessInfo.builder(10, 1).name("sh").user(0, 7),
            ProcessInfo.builder(10, 1).name("sh").group(7, 0),
            ProcessInfo.builder(10, 1).name("sh").loginUid(7),
            ProcessInfo.builder(10, 1).name("sh").tty(7),
            ProcessInfo.builder(10, 1).name("sh").cgroupId(7),
            ProcessInfo.builder(10, 1).name("sh").root(7, 7),
            ProcessInfo.builder(10, 1).name("sh").namespaceStart(7),
            ProcessInfo.builder(10, 1).name("sh").exeFile(7, 0, 0),
            ProcessInfo.builder(10, 1).name("sh").exeFlags(ExeFlag.MEMFD.bit()),
            ProcessInfo.builder(10, 1).name("sh").capabilities(0, 0, 7));
    int pid = 11;
    for (ProcessInfo.Builder other : others) {
      assertThat(exec(pid++, other).traits()).isNotSameAs(first.traits());
    }
    assertThat(exec(pid, ProcessInfo.builder(10, 1).name("sh")).traits())
        .usingRecursiveComparison()
        .isEqualTo(first.traits());
  }

  @Test
  void aChildHasTheTraitsOfItsParentUntilSomethingChanges() {
    ProcessInfo parent = exec(10, 100, "sh", CGROUP);
    ProcessInfo child = fork(11, 200, 10, 100);
    table.apply(encoder.begin(EventType.UNLINK, SECOND).process(11, 200, 5, 5).view());

    assertThat(child.traits()).isSameAs(parent.traits());
    assertThat(parent.uid()).isZero();
    assertThat(table.get(11)).extracting(ProcessInfo::uid).isEqualTo(5L);
    assertThat(table.get(10)).isSameAs(parent);
  }

  @Test
  void anEnvironmentIsInheritedAndReplaced() {
    exec(10, 100, ProcessInfo.builder(10, 100).environment(List.of("A=1", "B=two words", "C=")));

    ProcessInfo child = fork(11, 200, 10, 100);
    assertThat(child.environment()).containsExactly("A=1", "B=two words", "C=");
    assertThat(child.environmentText()).isEqualTo("A=1 B=two words C=");
    assertThat(child.environmentVariable("B")).isEqualTo("two words");
    assertThat(child.environmentVariable("C")).isEmpty();
    assertThat(child.environmentVariable("D")).isNull();
    assertThat(child.environmentVariable("A=1")).isNull();

    assertThat(exec(11, 200, "sh", "/").environment()).isEmpty();
  }

  private ProcessInfo exec(int pid, ProcessInfo.Builder values) {
    ProcessInfo.Builder own = ProcessInfo.builder(pid, 1).copy(values.build());
    return table.apply(encoder.exec(own.build(), "/", SECOND).view());
  }

  private void exec(int pid, long start, ProcessInfo.Builder values) {
    ProcessInfo made = table.apply(encoder.exec(values.build(), "/", SECOND).view());
    assertThat(made.tgid()).isEqualTo(pid);
    assertThat(made.startTimeTicks()).isEqualTo(start);
  }

  @Test
  void idsOutsideTheKernelsRangeAreNotKept() {
    table.put(ProcessInfo.builder(PidMap.MAX_PID, 1).name("x").build());

    assertThat(table.get(PidMap.MAX_PID)).isNull();
    assertThat(table.get(-1)).isNull();
  }

  private ProcessInfo exec(int pid, long start, String name, String cgroup) {
    return exec(pid, start, name, cgroup, 0);
  }

  private ProcessInfo exec(int pid, long start, String name, String cgroup, long cgroupId) {
    ProcessInfo process =
        ProcessInfo.builder(pid, start).name(name).args(List.of(name)).cgroupId(cgroupId).build();
    return table.apply(encoder.exec(process, cgroup, SECOND).view());
  }

  private ProcessInfo fork(int pid, long start, int parent, long parentStart) {
    return table.apply(
        encoder
            .begin(EventType.PROCESS_FORK, SECOND)
            .process(pid, start, 0, 0)
            .number(Arg.PARENT_TGID, parent)
            .number(Arg.PARENT_START, parentStart * ProcessInfo.NANOS_PER_TICK)
            .number(Arg.NAMESPACE_TGID, pid)
            .view());
  }

  private void exit(int pid, long start) {
    table.apply(encoder.begin(EventType.PROCESS_EXIT, SECOND).process(pid, start, 0, 0).view());
  }

  /** An event of another process lets time pass. */
  private void at(long seconds) {
    table.apply(encoder.begin(EventType.UNLINK, seconds * SECOND).process(4000, 1, 0, 0).view());
  }

  private String name(int pid) {
    ProcessInfo process = table.get(pid);
    return process == null ? "" : process.name();
  }

  private static List<String> names(@Nullable List<ProcessInfo> processes) {
    return processes == null ? List.of() : processes.stream().map(ProcessInfo::name).toList();
  }
}
