package io.nightjar.driver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Stops a process, alone or with all its descendants, and lets go on what it stopped. Which they
 * are is held as in {@link HeldTree}. Whoever may send signals to a stopped process can let it go
 * on: the freezer of a container is stronger.
 */
public final class ProcessStopper {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long PAUSE_NANOS = 200_000;

  private final Signals signals;
  private final int ownPid;

  ProcessStopper(Signals signals, int ownPid) {
    this.signals = signals;
    this.ownPid = ownPid;
  }

  /** Stops processes of this machine; may be used by several threads. */
  public static ProcessStopper ofThisMachine() {
    return new ProcessStopper(
        new Signals.OfThisMachine(), Math.toIntExact(ProcessHandle.current().pid()));
  }

  /**
   * A process that was stopped.
   *
   * @param name {@code pid (name)}, without control characters
   */
  public record Stopped(int pid, long startTimeTicks, String name) {}

  /**
   * What stopping did.
   *
   * @param stopped the root first
   * @param stoodBefore those that somebody else had stopped
   * @param refused processes that are not what was meant or do not stop, with the reason
   * @param gone whether the root had already ended
   */
  public record Report(
      List<Stopped> stopped, List<Stopped> stoodBefore, List<String> refused, boolean gone) {
    public Report {
      stopped = List.copyOf(stopped);
      stoodBefore = List.copyOf(stoodBefore);
      refused = List.copyOf(refused);
    }
  }

  /**
   * What letting go on did.
   *
   * @param resumed {@code pid (name)} of each that goes on again
   * @param ranAlready those that somebody else had let go on
   * @param gone those that have ended; another process may have the id now, which is left alone
   * @param refused those that still stand, with the reason
   */
  public record Resumed(
      List<String> resumed, List<String> ranAlready, List<String> gone, List<String> refused) {
    public Resumed {
      resumed = List.copyOf(resumed);
      ranAlready = List.copyOf(ranAlready);
      gone = List.copyOf(gone);
      refused = List.copyOf(refused);
    }
  }

  /**
   * Stops a process.
   *
   * @param pid in the host's pid namespace
   * @param startTimeTicks field 22 of {@code /proc/PID/stat} of the process that is meant
   * @param containerId of the process that is meant, empty for one of the host
   * @param descendants whether its descendants are stopped too
   */
  public Report stop(int pid, long startTimeTicks, String containerId, boolean descendants) {
    try (HeldTree tree = new HeldTree(signals, ownPid, containerId)) {
      List<Stopped> stopped = new ArrayList<>();
      List<Stopped> before = new ArrayList<>();
      boolean found = tree.hold(pid, startTimeTicks, descendants);
      for (HeldTree.Held process : found ? tree.held() : List.<HeldTree.Held>of()) {
        tree.leaveAsItIs(process);
        Stopped one = new Stopped(process.pid(), process.startTimeTicks(), process.name());
        if (process.stoodBefore()) {
          before.add(one);
        } else {
          stopped.add(one);
          if (!comesTrue(() -> signals.standsStill(process.pid()))) {
            tree.refused().add(process.name() + ": it has not stopped yet");
          }
        }
      }
      return new Report(stopped, before, tree.refused(), tree.gone());
    }
  }

  /**
   * Lets go on what {@link #stop} stopped.
   *
   * @param containerId as it was stopped with
   */
  public Resumed resume(List<Stopped> stopped, String containerId) {
    Resuming resuming = new Resuming(containerId);
    // the children first, so that a parent finds them as it left them
    stopped.reversed().forEach(resuming::resume);
    return new Resumed(resuming.resumed, resuming.ranAlready, resuming.gone, resuming.refused);
  }

  private final class Resuming {
    private final String containerId;
    private final List<String> resumed = new ArrayList<>();
    private final List<String> ranAlready = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    Resuming(String containerId) {
      this.containerId = containerId;
    }

    void resume(Stopped process) {
      int handle = signals.open(process.pid);
      if (handle < 0) {
        (handle == -LibC.ESRCH ? gone : refused).add(process.name);
        return;
      }
      try {
        ProcStat stat = signals.stat(process.pid);
        ContainerIdentity container = signals.container(process.pid);
        if (stat == null || stat.startTimeTicks() != process.startTimeTicks || stat.hasEnded()) {
          gone.add(process.name);
        } else if (container == null || !container.containerId().equals(containerId)) {
          refused.add(process.name + ": it is in another container now");
        } else if (!stat.isStopped()) {
          ranAlready.add(process.name);
        } else {
          letGoOn(process, handle);
        }
      } finally {
        signals.close(handle);
      }
    }

    private void letGoOn(Stopped process, int handle) {
      int result = signals.signal(handle, LibC.SIGCONT);
      if (result < 0) {
        refused.add(process.name + ": it cannot be signalled, errno " + -result);
      } else if (comesTrue(() -> goesOn(process.pid))) {
        resumed.add(process.name);
      } else {
        refused.add(process.name + ": it still stands");
      }
    }

    private boolean goesOn(int pid) {
      ProcStat stat = signals.stat(pid);
      return stat == null || !stat.isStopped();
    }
  }

  private static boolean comesTrue(BooleanSupplier condition) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - until > 0) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }
}
