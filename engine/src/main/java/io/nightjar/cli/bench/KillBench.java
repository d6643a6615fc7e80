package io.nightjar.cli.bench;

import io.nightjar.driver.Arg;
import io.nightjar.driver.DriverUnavailable;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ExecDenial;
import io.nightjar.driver.FilterClause.Scope;
import io.nightjar.driver.KernelEventSource;
import io.nightjar.driver.ProcessKiller;
import io.nightjar.driver.bench.Load;
import io.nightjar.driver.bench.LoadGenerator;
import io.nightjar.driver.bench.LoadResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Executes a program that must not run, again and again, and takes the time from the kernel's exec
 * event to its exit event. Single-threaded but for the load, which is another process.
 */
final class KillBench {
  private static final int POLL_MILLIS = 20;

  /** Polls with nothing to tell after the load's end, until the rest is given up. */
  private static final int QUIET_POLLS = 25;

  private final Workspace workspace;
  private final int trials;
  private final int perSecond;
  private final ProcessKiller killer = ProcessKiller.ofThisMachine();

  /**
   * One way to kill.
   *
   * @param killed of the trials, as their parent found
   * @param ran how many made a system call of their own first
   */
  record Row(
      boolean inKernel,
      int trials,
      long killed,
      long ran,
      int measured,
      double p50Micros,
      double p99Micros,
      double maxMicros) {}

  /**
   * @param perSecond executions; at a rate above some hundred the driver no longer wakes its reader
   *     for each
   */
  KillBench(Workspace workspace, int trials, int perSecond) {
    this.workspace = workspace;
    this.trials = trials;
    this.perSecond = perSecond;
  }

  List<Row> run() throws DriverUnavailable, IOException, InterruptedException {
    return List.of(measure(true), measure(false));
  }

  private Row measure(boolean inKernel)
      throws DriverUnavailable, IOException, InterruptedException {
    String program = workspace.generator().writesFirst().toString();
    Watch watch = new Watch(program, inKernel ? exec -> {} : this::killFromUserSpace);
    try (KernelEventSource source = KernelEventSource.open()) {
      if (inKernel) {
        deny(source, program);
      }
      Load load =
          workspace.placed(Load.of(Load.Kind.DENIED, program).rounds(trials).perSecond(perSecond));
      try (LoadGenerator.Running running = workspace.generator().start(load)) {
        while (running.isAlive()) {
          source.poll(watch::on, POLL_MILLIS);
        }
        LoadResult result = running.await();
        for (int quiet = 0; watch.nanos.size() < trials && quiet < QUIET_POLLS; quiet++) {
          source.poll(watch::on, POLL_MILLIS);
        }
        double[] micros = watch.nanos.stream().mapToDouble(nanos -> nanos / 1e3).toArray();
        return new Row(
            inKernel,
            trials,
            result.killed(),
            result.wrote(),
            micros.length,
            Spread.percentile(micros, 0.5),
            Spread.percentile(micros, 0.99),
            Spread.percentile(micros, 1));
      }
    }
  }

  private void deny(KernelEventSource source, String program)
      throws DriverUnavailable, IOException {
    BenchCgroup container = workspace.container();
    if (container == null) {
      throw new DriverUnavailable("the kill by the kernel needs a control group of its own");
    }
    source.deny(List.of(new ExecDenial("bench", Scope.CONTAINER, Set.of(program))));
    source.denyIn(Set.of(container.id()));
  }

  /** Nightjar's own way: it sees the event and kills by pidfd. */
  private void killFromUserSpace(EventView exec) {
    BenchCgroup container = workspace.container();
    killer.killTree(
        exec.tgid(), exec.startTimeTicks(), container == null ? "" : container.containerId());
  }

  /** Pairs the exec and the exit of each process that executed the program. */
  private static final class Watch {
    private final String program;
    private final Consumer<EventView> onExec;
    private final Map<Integer, Long> executed = new HashMap<>();
    private final List<Long> nanos = new ArrayList<>();

    Watch(String program, Consumer<EventView> onExec) {
      this.program = program;
      this.onExec = onExec;
    }

    void on(EventView event) {
      if (event.type() == EventType.EXECVE && event.text(Arg.EXE_PATH).equals(program)) {
        executed.put(event.tgid(), event.bootNanos());
        onExec.accept(event);
      } else if (event.type() == EventType.PROCESS_EXIT) {
        Long began = executed.remove(event.tgid());
        if (began != null) {
          nanos.add(event.bootNanos() - began);
        }
      }
    }
  }
}
