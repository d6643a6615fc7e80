package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class ProcessIT extends HookIT {

  @Test
  void tellsTheLifeOfAProcessInOrder() {
    KernelRecorder.Run run = call("exit", 3);

    EventView fork = run.only(EventType.PROCESS_FORK);
    assertThat(fork.number(Arg.PARENT_TGID)).isPositive();
    assertThat(fork.number(Arg.NAMESPACE_TGID)).isEqualTo(run.pid());
    EventView exit = run.only(EventType.PROCESS_EXIT);
    assertThat(exit.number(Arg.EXIT_CODE)).isEqualTo(3 << 8);
    assertThat(run.own().stream().map(EventView::type))
        .containsSubsequence(EventType.PROCESS_FORK, EventType.EXECVE, EventType.PROCESS_EXIT);
  }

  /** Else a process could take on the name and the ancestors of its own parent. */
  @Test
  void aChildMadeWithCloneParentBelongsToWhoMadeIt() {
    KernelRecorder.Run run = call("clone-parent");

    assertThat(run.all().stream().filter(e -> e.type() == EventType.PROCESS_FORK))
        .anyMatch(fork -> fork.number(Arg.PARENT_TGID) == run.pid());
  }

  @Test
  void tableKnowsAProcessAndItsAncestorsFromTheEvents() {
    ProcessTable table = ProcessTable.ofThisMachine();
    table.seed();

    KernelRecorder.Run run =
        recorder()
            .run(folder, List.of("/bin/sh", "-c", KernelRecorder.CALLS + " nothing one two; :"));
    run.all().forEach(table::apply);

    EventView exec =
        run.all().stream()
            .filter(e -> e.type() == EventType.EXECVE && e.text(Arg.NAME).equals("calls"))
            .findFirst()
            .orElseThrow();
    ProcessInfo process = table.get(exec.tgid());
    assertThat(process).isNotNull();
    if (process == null) {
      return;
    }
    assertThat(process.commandLine()).isEqualTo("calls nothing one two");
    assertThat(process.userName()).isEqualTo("root");
    assertThat(process.groupName()).isEqualTo("root");
    assertThat(process.cwd()).isEqualTo(folder.toString());
    List<ProcessInfo> ancestors = process.ancestors();
    assertThat(ancestors.get(0).tgid()).isEqualTo(run.pid());
    assertThat(ancestors.get(0).exe()).isEqualTo("/bin/sh");
    assertThat(ancestors.get(1).tgid()).isEqualTo((int) ProcessHandle.current().pid());
    assertThat(ancestors.getLast().tgid()).isEqualTo(1);
  }

  @Test
  void whatProcShowsEqualsWhatTheKernelSends() throws Exception {
    ProcessTable table = ProcessTable.ofThisMachine();
    Process process =
        new ProcessBuilder(KernelRecorder.CALLS.toString(), "tree", "0")
            .directory(folder.toFile())
            .start();
    try {
      int pid = (int) process.pid();
      assertThat(process.getInputStream().read()).isPositive();
      table.seed();
      ProcessInfo seeded = table.get(pid);
      recorder()
          .await(
              () ->
                  recorder().events().stream()
                      .anyMatch(e -> e.tgid() == pid && e.type() == EventType.EXECVE));
      recorder().events().stream().filter(e -> e.tgid() == pid).forEach(table::apply);
      ProcessInfo sent = table.get(pid);

      assertThat(seeded).isNotNull();
      assertThat(sent).isNotNull();
      if (seeded != null && sent != null) {
        assertThat(seeded.exeInode()).isEqualTo(KernelRecorder.inode(KernelRecorder.CALLS));
        assertThat(sent)
            .usingRecursiveComparison()
            .ignoringFields(
                "parent", "traits.cgroupId", "traits.exeFlags", "traits.namespaceStartNanos")
            .isEqualTo(seeded);
        assertThat(sent.cgroupId()).isEqualTo(KernelRecorder.ownCgroup());
        assertThat(sent.rootMount()).isPositive();
        assertThat(sent.userName()).isEqualTo("root");
      }
    } finally {
      process.destroyForcibly();
    }
  }

  /** Processes start before, while and after the driver opens and the table is filled. */
  @Test
  void noProcessIsMissedWhileTheTableIsFilled() throws Exception {
    List<Process> started = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch first = new CountDownLatch(10);
    AtomicBoolean filled = new AtomicBoolean();
    Thread starter =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int after = 0; after < 10; after += filled.get() ? 1 : 0) {
                    started.add(startWaiting());
                    first.countDown();
                  }
                });
    try {
      first.await();
      ProcessTable table = ProcessTable.ofThisMachine();
      try (KernelEventSource source = KernelEventSource.open()) {
        table.seed();
        filled.set(true);
        starter.join();
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .pollDelay(Duration.ZERO)
            .pollInSameThread()
            .until(
                () -> {
                  source.poll(table::apply, 20);
                  // /proc may show one that is just being executed: its new name, and no arguments
                  // yet
                  return started.stream().allMatch(p -> argumentCount(table, p) == 3);
                });
      }
      int own = (int) ProcessHandle.current().pid();
      assertThat(started)
          .hasSizeGreaterThan(20)
          .allSatisfy(
              process -> {
                ProcessInfo info = table.get((int) process.pid());
                assertThat(info).isNotNull();
                if (info != null) {
                  assertThat(info.args())
                      .containsExactly(KernelRecorder.CALLS.toString(), "tree", "0");
                  assertThat(info.ancestors()).anyMatch(ancestor -> ancestor.tgid() == own);
                }
              });
    } finally {
      starter.join();
      started.forEach(Process::destroyForcibly);
    }
  }

  private static int argumentCount(ProcessTable table, Process process) {
    ProcessInfo info = table.get((int) process.pid());
    return info == null ? 0 : info.args().size();
  }

  private static Process startWaiting() {
    try {
      return new ProcessBuilder(KernelRecorder.CALLS.toString(), "tree", "0")
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void sendsOnlyWhatIsAskedForAndNeverItsOwnCalls() throws IOException {
    try {
      recorder().source().configure(EnumSet.of(EventType.FCHMODAT));
      KernelRecorder.Run quiet = call("unlinkat", "cwd", "file", 0);
      KernelRecorder.Run told = call("fchmodat", "cwd", folder, 0700);
      assertThat(java.nio.file.Files.exists(Path.of("/etc/passwd"))).isTrue();

      assertThat(quiet.of(EventType.UNLINKAT)).isEmpty();
      assertThat(quiet.of(EventType.OPENAT)).isEmpty();
      assertThat(told.of(EventType.FCHMODAT)).hasSize(1);

      recorder().source().configure(Set.of(EventType.OPENAT, EventType.OPEN));
      java.nio.file.Files.readString(Path.of("/etc/hostname"));
      KernelRecorder.Run after = call("nothing");
      assertThat(after.all())
          .noneMatch(
              e -> e.tgid() == ProcessHandle.current().pid() && e.type() == EventType.OPENAT);
    } finally {
      recorder().source().configure(EnumSet.allOf(EventType.class));
    }
  }

  @Test
  void countsWhatFoundTheRingFull() throws Exception {
    try (KernelEventSource small = KernelEventSource.open(64 << 10)) {
      small.configure(EnumSet.allOf(EventType.class));
      for (int i = 0; i < 60; i++) {
        new ProcessBuilder("/bin/sh", "-c", "for i in 1 2 3 4 5 6 7 8 9; do cat /etc/passwd; done")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
      }
      assertThat(small.losses()).isPositive();
      assertThat(small.lossReport().byType()).containsKey(EventType.OPENAT);
      int[] read = {0};
      assertThat(small.poll(event -> read[0]++, 10)).isEqualTo(read[0]).isPositive();
    }
  }

  @Test
  void answersNothingOnceClosed() throws Exception {
    KernelEventSource closing = KernelEventSource.open(64 << 10);
    Thread reader = Thread.ofPlatform().start(() -> closing.poll(event -> {}, 60_000));
    closing.close();
    reader.join(5_000);
    closing.close();

    assertThat(reader.isAlive()).isFalse();
    assertThat(closing.poll(event -> {}, 1_000)).isZero();
    assertThat(closing.losses()).isNotNegative();
  }
}
