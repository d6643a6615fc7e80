package io.nightjar.driver;

import java.util.ArrayList;
import java.util.List;

/**
 * What the process table costs: memory of 10,000 processes, time of an event, time of filling it
 * from {@code /proc}. Run by hand; the tests hold what must not change.
 */
final class ProcessTableBench {
  private static final int PROCESSES = 10_000;
  private static final int EVENTS = 20_000_000;
  private static final long SECOND = 1_000_000_000;

  private ProcessTableBench() {}

  public static void main(String[] arguments) throws InterruptedException {
    memory("executed", true, false);
    memory("forked", false, false);
    memory("executed, with environments of 2 KB", true, true);
    events();
    exec();
    seed();
  }

  private static void memory(String how, boolean exec, boolean environment)
      throws InterruptedException {
    long before = used();
    ProcessTable table = filled(exec, environment);
    long bytes = (used() - before) / PROCESSES;
    System.out.printf("%d processes, %s: %d bytes each%n", table.size(), how, bytes);
  }

  /** A hundred containers of alike processes with argument vectors of their own. */
  private static ProcessTable filled(boolean exec, boolean environment) {
    ProcessTable table = ProcessTable.ofEventsAlone();
    EventEncoder encoder = new EventEncoder();
    List<String> variables = new ArrayList<>();
    for (int i = 0; environment && i < 40; i++) {
      variables.add("VARIABLE_NUMBER_" + i + "=" + "v".repeat(30));
    }
    for (int pid = 1; pid <= PROCESSES; pid++) {
      int container = pid % 100;
      if (!exec && pid > 100) {
        table.apply(
            encoder
                .begin(EventType.PROCESS_FORK, SECOND)
                .process(pid, pid, 0, 0)
                .cgroup(container + 1)
                .number(Arg.PARENT_TGID, container == 0 ? 100 : container)
                .number(
                    Arg.PARENT_START,
                    (container == 0 ? 100 : container) * ProcessInfo.NANOS_PER_TICK)
                .number(Arg.NAMESPACE_TGID, pid)
                .view());
        continue;
      }
      ProcessInfo process =
          ProcessInfo.builder(pid, pid)
              .name("java")
              .exePath("/usr/lib/jvm/java-25-openjdk-amd64/bin/java")
              .args(List.of("/usr/bin/java", "-Xmx512m", "-jar", "/srv/app.jar", "--id=" + pid))
              .cwd("/srv")
              .environment(variables)
              .cgroupId(container + 1)
              .build();
      String cgroup =
          "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod0a1b2c3d_4e5f_6071_8293_%012d.slice/cri-containerd-%064x.scope"
              .formatted(container, container);
      table.apply(encoder.exec(process, cgroup, SECOND).view());
    }
    return table;
  }

  private static long used() throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(50);
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void events() {
    ProcessTable table = filled(true, false);
    EventView[] views = new EventView[PROCESSES];
    for (int pid = 1; pid <= PROCESSES; pid++) {
      views[pid - 1] =
          new EventEncoder()
              .begin(EventType.OPENAT, SECOND)
              .process(pid, pid, 0, 0)
              .cgroup(pid % 100 + 1)
              .text(Arg.PATH, "/etc/passwd")
              .view()
              .copy();
    }
    for (int round = 0; round < 5; round++) {
      long begin = System.nanoTime();
      for (int i = 0; i < EVENTS; i++) {
        table.apply(views[i % PROCESSES]);
      }
      long nanos = System.nanoTime() - begin;
      System.out.printf(
          "open: %.1f ns an event, %.1f million a second%n",
          (double) nanos / EVENTS, EVENTS * 1e3 / nanos);
    }
  }

  private static void exec() {
    ProcessTable table = filled(true, false);
    ProcessInfo process = table.get(77);
    if (process == null) {
      return;
    }
    EventView view = new EventEncoder().exec(process, "/", SECOND).view();
    for (int round = 0; round < 5; round++) {
      long begin = System.nanoTime();
      int count = EVENTS / 100;
      for (int i = 0; i < count; i++) {
        table.apply(view);
      }
      System.out.printf("exec: %d ns an event%n", (System.nanoTime() - begin) / count);
    }
  }

  private static void seed() {
    for (int round = 0; round < 5; round++) {
      ProcessTable table = ProcessTable.ofThisMachine();
      long begin = System.nanoTime();
      table.seed();
      long nanos = System.nanoTime() - begin;
      System.out.printf(
          "seed: %d processes in %.1f ms, 300 would take %.1f ms%n",
          table.size(), nanos / 1e6, nanos / 1e6 / table.size() * 300);
    }
  }
}
