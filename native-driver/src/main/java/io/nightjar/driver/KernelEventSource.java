package io.nightjar.driver;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import jnr.ffi.Pointer;

/**
 * Events of this machine's kernel, through eBPF. From {@link #open} on the life of processes is
 * recorded, so {@link ProcessTable#seed} may be called next without a gap; {@link #configure} adds
 * the system calls. Nightjar's own calls are left out.
 *
 * <p>Each CPU has a ring of its own, so that no CPU waits for another to write; events come in the
 * order of time nevertheless ({@link RingMerger} says what holds). The traced programs never wait:
 * what finds its ring full is lost and counted ({@link #lossReport}).
 *
 * <p>An event waits for at most a few milliseconds: under load the reader looks that often, and is
 * woken before only for urgent types, while they are few, and for much; when nothing comes it
 * sleeps until something does. A wake-up for each event would cost the observed processes far more
 * than the record does.
 */
public final class KernelEventSource implements EventSource {
  /**
   * The types that wake the reader at once unless {@link #urgent} says otherwise: rare, telling.
   */
  public static final Set<EventType> DEFAULT_URGENT =
      Set.copyOf(
          EnumSet.of(
              EventType.EXECVE,
              EventType.EXECVEAT,
              EventType.SETNS,
              EventType.UNSHARE,
              EventType.PTRACE));

  /** For how long an event is held back for an older one that is on its way. */
  private static final long WINDOW_NANOS = 5_000_000;

  /** With this part of a ring full the reader is woken. */
  private static final int WAKE_SHARE = 16;

  private final NativeLibrary.Calls calls;
  private final Pointer driver;
  private final int attached;
  private final KernelControl control;
  private final RingMerger merger;
  private final ReaderWait wait;
  private final LossCount losses;
  private final FilterLoader filter;
  private final DenialLoader denial;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile boolean closing;
  private boolean closed;
  private Losses lossesAtClose = Losses.NONE;

  private KernelEventSource(NativeLibrary library, RingPlan plan) throws DriverUnavailable {
    calls = library.calls();
    driver = library.open(plan);
    attached = calls.nightjar_attached(driver);
    control =
        new KernelControl(RingReader.memory(calls.nightjar_control(driver), KernelControl.BYTES));
    int count = plan.ringOfCpu().size();
    KernelCpus cpus =
        new KernelCpus(
            RingReader.memory(calls.nightjar_cpus(driver), count * KernelCpus.BYTES), count);
    long clockOffset = calls.nightjar_clock_offset();
    merger =
        new RingMerger(
            rings(plan), new Frontier(cpus, WINDOW_NANOS, System::nanoTime), clockOffset);
    losses = new LossCount(cpus, merger, clockOffset);
    wait = new ReaderWait(new Waiting(), plan.ringBytes() / WAKE_SHARE, System::nanoTime);
    filter = new FilterLoader(calls, driver, control, count);
    denial = new DenialLoader(calls, driver);
    control.urgent(DEFAULT_URGENT);
  }

  private List<RingReader> rings(RingPlan plan) {
    List<RingReader> rings = new ArrayList<>();
    long[] addresses = new long[3];
    for (int i = 0; i < plan.rings(); i++) {
      calls.nightjar_ring(driver, i, addresses);
      rings.add(
          new RingReader(
              RingReader.memory(addresses[0], Long.BYTES),
              RingReader.memory(addresses[1], Long.BYTES),
              RingReader.memory(addresses[2], 2 * plan.ringBytes()),
              plan.ringBytes()));
    }
    return rings;
  }

  /** With a ring of 4 MiB for each CPU, 8 MiB at least and 64 MiB at most in all. */
  public static KernelEventSource open() throws DriverUnavailable {
    return open(RingPlan.ofThisMachine());
  }

  /**
   * @param ringBytes of each CPU's ring: a power of two from 64 KiB to 512 MiB
   */
  public static KernelEventSource open(int ringBytes) throws DriverUnavailable {
    if (Integer.bitCount(ringBytes) != 1 || ringBytes < 64 << 10 || ringBytes > 512 << 20) {
      throw new IllegalArgumentException("not a power of two from 64 KiB to 512 MiB: " + ringBytes);
    }
    return open(RingPlan.ofThisMachine(ringBytes));
  }

  private static KernelEventSource open(RingPlan plan) throws DriverUnavailable {
    KernelEventSource source = new KernelEventSource(NativeLibrary.load(), plan);
    if (source.attached != Program.ALL) {
      source.close();
      throw new DriverUnavailable(
          "the kernel refused to attach " + Program.missing(source.attached));
    }
    return source;
  }

  /** Has every event of these types sent; those of the process table always come. */
  public void configure(Set<EventType> types) {
    configure(KernelFilter.all(types));
  }

  /**
   * Sets which events the kernel sends, at once for all; those of the process table always come.
   * May take some milliseconds.
   *
   * @throws IllegalStateException if the kernel refuses
   */
  public void configure(KernelFilter wanted) {
    whileOpen(() -> filter.load(wanted));
  }

  /** What the kernel makes of the filter, and its counts; those of a closed driver are gone. */
  public synchronized FilterReport filterReport() {
    return closed ? new FilterReport(Map.of()) : filter.report();
  }

  /**
   * Has one more event sent of each directory for which one was enough ({@link
   * FilterClause#oncePerDirectory}); to be called after losses.
   */
  public void forgetDirectories() {
    whileOpen(filter::forgetDirectories);
  }

  /**
   * Kills these programs from now on as they are executed, before their first instruction, and no
   * others; but only in the cgroups of {@link #denyIn}. A script is not its interpreter: what is
   * compared is the file that the kernel runs.
   *
   * @throws IllegalArgumentException for a path that is empty or longer than 255 bytes, for a
   *     denial on the host alone, or for more than 4096 paths
   */
  public void deny(List<ExecDenial> denials) {
    whileOpen(() -> denial.deny(denials));
  }

  /**
   * Says in which cgroups denied programs are killed; at first in none.
   *
   * @param cgroupIds as {@link EventView#cgroupId} gives them, at most 16384
   */
  public void denyIn(Set<Long> cgroupIds) {
    whileOpen(() -> denial.denyIn(cgroupIds));
  }

  /**
   * Sets which events wake the reader at once instead of within a few milliseconds, as long as
   * there are few of them: beyond some hundred wake-ups a second it looks every four milliseconds
   * instead, so that what waking costs does not grow with the rate.
   */
  public void urgent(Set<EventType> types) {
    whileOpen(() -> control.urgent(types));
  }

  /**
   * Sets whether an exec carries the environment ({@link Arg#ENVIRONMENT}, at most 4096 bytes); it
   * does not at first, because environments are long and hold secrets.
   */
  public void sendEnvironment(boolean sent) {
    whileOpen(() -> control.environment(sent));
  }

  @Override
  public int poll(EventHandler handler, long timeoutMillis) {
    reading.lock();
    try {
      long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
      int count = 0;
      while (!closing) {
        count = merger.drain(handler);
        if (count > 0) {
          wait.events();
          break;
        }
        long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
        if (leftMillis <= 0) {
          break;
        }
        wait.pause(merger.holding(), leftMillis);
      }
      return count;
    } finally {
      reading.unlock();
    }
  }

  @Override
  public synchronized long losses() {
    return closed ? lossesAtClose.total() : losses.total();
  }

  /** What was lost, of which types and on which CPUs, and when. */
  public synchronized Losses lossReport() {
    return closed ? lossesAtClose : losses.snapshot();
  }

  /** Events that were handed over after a younger one of another CPU, since the start. */
  public long late() {
    return merger.late();
  }

  /** Waits for a running poll, because the memory that it reads goes away here. */
  @Override
  public void close() {
    closing = true;
    whileOpen(() -> calls.nightjar_wake(driver));
    reading.lock();
    try {
      whileOpen(this::free);
    } finally {
      reading.unlock();
    }
  }

  private synchronized void free() {
    lossesAtClose = losses.snapshot();
    closed = true;
    calls.nightjar_close(driver);
  }

  /** The shared memory may only be touched while it is mapped. */
  private synchronized void whileOpen(Runnable action) {
    if (!closed) {
      action.run();
    }
  }

  private final class Waiting implements ReaderWait.Kernel {
    @Override
    public void wakeAt(long bytes) {
      control.wakeBytes(bytes);
    }

    @Override
    public boolean quiet() {
      return merger.quiet();
    }

    @Override
    public void wakeForUrgent(boolean wakes) {
      control.wakeForUrgent(wakes);
    }

    @Override
    public boolean sleep(int millis) {
      return calls.nightjar_wait(driver, millis) > 0;
    }
  }
}
