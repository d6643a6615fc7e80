package io.nightjar.driver;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import jnr.ffi.Pointer;

/**
 * Events of this machine's kernel, through eBPF. From {@link #open} on the life of processes is
 * recorded, so {@link ProcessTable#seed} may be called next without a gap; {@link #configure} adds
 * the system calls. Nightjar's own calls are left out.
 *
 * <p>The reader is woken at once by urgent types, otherwise when enough waits; what is less is
 * found by looking every few milliseconds, because one wake-up per event would cost the observed
 * processes far more than the record does.
 */
public final class KernelEventSource implements EventSource {
  public static final int DEFAULT_RING_BYTES = 16 << 20;

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

  private static final int WAKE_BYTES = 64 << 10;
  private static final long LOOK_MILLIS = 4;

  private final NativeLibrary.Calls calls;
  private final Pointer driver;
  private final int attached;
  private final RingReader ring;
  private final KernelControl control;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile boolean closing;
  private boolean closed;
  private long lossesAtClose;

  private KernelEventSource(NativeLibrary library, int ringBytes) throws DriverUnavailable {
    calls = library.calls();
    driver = library.open(ringBytes);
    attached = calls.nightjar_attached(driver);
    long[] addresses = new long[4];
    calls.nightjar_map(driver, addresses);
    ring =
        new RingReader(
            RingReader.memory(addresses[0], Long.BYTES),
            RingReader.memory(addresses[1], Long.BYTES),
            RingReader.memory(addresses[2], 2 * ringBytes),
            ringBytes,
            calls.nightjar_clock_offset());
    control = new KernelControl(RingReader.memory(addresses[3], KernelControl.BYTES));
    control.wakeBytes(WAKE_BYTES);
    control.urgent(DEFAULT_URGENT);
    control.enable(EventType.PROCESS_TABLE);
  }

  public static KernelEventSource open() throws DriverUnavailable {
    return open(DEFAULT_RING_BYTES);
  }

  /**
   * @param ringBytes a power of two from 64 KiB to 512 MiB
   */
  public static KernelEventSource open(int ringBytes) throws DriverUnavailable {
    if (Integer.bitCount(ringBytes) != 1 || ringBytes < 64 << 10 || ringBytes > 512 << 20) {
      throw new IllegalArgumentException("not a power of two from 64 KiB to 512 MiB: " + ringBytes);
    }
    KernelEventSource source = new KernelEventSource(NativeLibrary.load(), ringBytes);
    if (source.attached != Program.ALL) {
      source.close();
      throw new DriverUnavailable(
          "the kernel refused to attach " + Program.missing(source.attached));
    }
    return source;
  }

  /** Sets which events the kernel sends; those of the process table always come. */
  public void configure(Set<EventType> types) {
    Set<EventType> all = EnumSet.copyOf(EventType.PROCESS_TABLE);
    all.addAll(types);
    whileOpen(() -> control.enable(all));
  }

  /** Sets which events wake the reader at once instead of within a few milliseconds. */
  public void urgent(Set<EventType> types) {
    whileOpen(() -> control.urgent(types));
  }

  @Override
  public int poll(EventHandler handler, long timeoutMillis) {
    reading.lock();
    try {
      long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
      int count = 0;
      while (!closing) {
        count = ring.drain(handler);
        long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
        if (count > 0 || leftMillis <= 0) {
          break;
        }
        calls.nightjar_wait(driver, (int) Math.min(leftMillis, LOOK_MILLIS));
      }
      return count;
    } finally {
      reading.unlock();
    }
  }

  @Override
  public synchronized long losses() {
    return closed
        ? lossesAtClose
        : ring.unreadable() + lossesByType().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Events that found the ring full, by type; types without a loss are left out. */
  public Map<EventType, Long> lossesByType() {
    Map<EventType, Long> losses = new EnumMap<>(EventType.class);
    whileOpen(
        () -> {
          for (EventType type : EventType.values()) {
            long lost = control.lost(type);
            if (lost > 0) {
              losses.put(type, lost);
            }
          }
        });
    return losses;
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
    lossesAtClose = losses();
    closed = true;
    calls.nightjar_close(driver);
  }

  /** The shared memory may only be touched while it is mapped. */
  private synchronized void whileOpen(Runnable action) {
    if (!closed) {
      action.run();
    }
  }
}
