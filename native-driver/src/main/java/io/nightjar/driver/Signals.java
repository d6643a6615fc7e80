package io.nightjar.driver;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The processes of a machine as the killer needs them; the tests have one without a kernel, where
 * ids can be made to come back.
 */
interface Signals {
  /** A handle that stays with this process, or a negative errno. */
  int open(int pid);

  /** 0, or a negative errno. */
  int signal(int handle, int signal);

  void close(int handle);

  /** All processes, which takes long where there are many. */
  List<Integer> pids();

  /**
   * The children of a process, or null where the kernel does not list them. One may be left out
   * while another one ends; what stands still has the whole list.
   */
  @Nullable List<Integer> children(int pid);

  @Nullable ProcStat stat(int pid);

  @Nullable ContainerIdentity container(int pid);

  /** Whether a process that was sent a stop has stopped, all its threads, or ended. */
  boolean standsStill(int pid);

  /** The processes of this machine, by pidfd and {@code /proc}. */
  final class OfThisMachine implements Signals {
    private final LibC libc = LibC.get();
    private final ProcReader proc = new ProcReader(Path.of("/proc"));

    @Override
    public int open(int pid) {
      return libc.pidfdOpen(pid);
    }

    @Override
    public int signal(int handle, int signal) {
      return libc.pidfdSignal(handle, signal);
    }

    @Override
    public void close(int handle) {
      libc.close(handle);
    }

    @Override
    public List<Integer> pids() {
      return proc.pids();
    }

    @Override
    public @Nullable List<Integer> children(int pid) {
      return proc.children(pid);
    }

    @Override
    public @Nullable ProcStat stat(int pid) {
      return proc.stat(pid);
    }

    @Override
    public @Nullable ContainerIdentity container(int pid) {
      return proc.container(pid);
    }

    @Override
    public boolean standsStill(int pid) {
      return proc.standsStill(pid);
    }
  }
}
