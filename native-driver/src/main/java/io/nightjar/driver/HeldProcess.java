package io.nightjar.driver;

import org.jspecify.annotations.Nullable;

/**
 * A process that was found to be of a certain container or pod, held so that what is opened of it
 * is of this process and no later one of the same id. Close it.
 */
public final class HeldProcess implements AutoCloseable {
  private final int pid;
  private final long startTimeTicks;
  private final ContainerIdentity container;
  private final int handle;

  private HeldProcess(int pid, int handle, long startTimeTicks, ContainerIdentity container) {
    this.pid = pid;
    this.handle = handle;
    this.startTimeTicks = startTimeTicks;
    this.container = container;
  }

  /** Null when it has ended or may not be looked at. */
  static @Nullable HeldProcess hold(int pid, ProcReader proc) {
    int handle = LibC.get().pidfdOpen(pid);
    if (handle < 0) {
      return null;
    }
    ProcStat stat = proc.stat(pid);
    ContainerIdentity container = proc.container(pid);
    if (stat == null || container == null || stat.hasEnded()) {
      LibC.get().close(handle);
      return null;
    }
    return new HeldProcess(pid, handle, stat.startTimeTicks(), container);
  }

  public int pid() {
    return pid;
  }

  public long startTimeTicks() {
    return startTimeTicks;
  }

  public ContainerIdentity container() {
    return container;
  }

  /** Whether it still runs: then all that was read under its id until now was of it. */
  public boolean isAlive() {
    return LibC.get().pidfdSignal(handle, 0) == 0;
  }

  /**
   * Opens a file of its folder in {@code /proc} for reading.
   *
   * @return a descriptor that the caller closes, or a negative errno
   */
  public int open(String name) {
    int fd = LibC.get().openForReading("/proc/" + pid + "/" + name);
    if (fd >= 0 && !isAlive()) {
      LibC.get().close(fd);
      return -LibC.ESRCH;
    }
    return fd;
  }

  @Override
  public void close() {
    LibC.get().close(handle);
  }

  @Override
  public String toString() {
    return "process " + pid;
  }
}
