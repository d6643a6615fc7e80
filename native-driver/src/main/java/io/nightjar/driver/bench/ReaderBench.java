package io.nightjar.driver.bench;

import com.sun.management.ThreadMXBean;
import io.nightjar.driver.Arg;
import io.nightjar.driver.DriverUnavailable;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventHandler;
import io.nightjar.driver.EventSource;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.KernelEventSource;
import io.nightjar.driver.MemoryRings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * What the reader takes for an event: time of the reading thread and bytes that it allocates, over
 * rings in memory that were filled before and over those of the kernel. Medians of rounds; the
 * first rounds do not count, for the compiler's sake.
 */
public final class ReaderBench {
  private static final int RING_BYTES = 256 << 10;

  /** So many events are read before it counts. */
  private static final int WARM_UP_EVENTS = 1_000_000;

  private static final int KERNEL_WARM_UP_ROUNDS = 20;
  public static final int DEFAULT_ROUNDS = 60;
  private static final long FILL_NANOS = 60_000_000;
  private static final long SEED = 7;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Takes part in every result, so that nothing of the reading can be left out. */
  private long sum;

  private ReaderBench() {}

  /**
   * One line of the table.
   *
   * @param what was read and how
   * @param leastNanos CPU time of the reader for one event in the round that was disturbed least
   * @param nanos the same, median of the rounds
   * @param bytes allocated for one event, over all rounds
   * @param events read in one round, median
   * @param sum of everything read
   */
  public record Result(
      String what, double leastNanos, double nanos, double bytes, long events, long sum) {}

  public static void main(String[] args) throws IOException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_ROUNDS;
    List<Result> results = new ArrayList<>(memory(rounds));
    try {
      results.addAll(kernel(rounds));
    } catch (DriverUnavailable e) {
      System.err.println("without the kernel's rings: " + e.getMessage());
    }
    System.out.print(table(results));
  }

  /** The results as a table of text. */
  public static String table(List<Result> results) {
    StringBuilder text = new StringBuilder();
    text.append(
        "reader                                            ns an event      bytes  events\n");
    text.append("                                              least  median   an event a round\n");
    for (Result result : results) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-45s %5.1f %7.1f %10.3f %7d%n",
              result.what(),
              result.leastNanos(),
              result.nanos(),
              result.bytes(),
              result.events()));
    }
    return text.toString();
  }

  /** Over rings in memory: each event falls into one of them at random. */
  public static List<Result> memory(int rounds) {
    ReaderBench bench = new ReaderBench();
    List<Result> results = new ArrayList<>();
    for (int rings : new int[] {1, 2, 4, 8}) {
      results.add(bench.memory(rings, "handed over", bench::touch, rounds));
      results.add(bench.memory(rings, "all fields and the path", bench::decode, rounds));
    }
    return results;
  }

  /** Over the kernel's rings, filled by two shells that open a file in a loop. */
  public static List<Result> kernel(int rounds) throws DriverUnavailable, IOException {
    ReaderBench bench = new ReaderBench();
    List<Process> shells = new ArrayList<>();
    try (KernelEventSource source = KernelEventSource.open()) {
      source.configure(Set.of(EventType.OPENAT));
      for (int i = 0; i < 2; i++) {
        shells.add(
            new ProcessBuilder("/bin/sh", "-c", "while :; do : < /etc/passwd; done").start());
      }
      return List.of(
          bench.kernel(source, "handed over", bench::touch, rounds),
          bench.kernel(source, "all fields and the path", bench::decode, rounds));
    } finally {
      shells.forEach(Process::destroyForcibly);
    }
  }

  private Result memory(int rings, String what, EventHandler handler, int rounds) {
    MemoryRings source = new MemoryRings(rings, RING_BYTES);
    Random random = new Random(SEED);
    Rounds measured = new Rounds(rounds);
    EventEncoder encoder = new EventEncoder();
    long nanos = 0;
    for (int i = -1; i < rounds; i += nanos < WARM_UP_EVENTS ? 0 : 1) {
      while (source.add(random.nextInt(rings), record(encoder, ++nanos))) {}
      measured.add(i, source, handler);
    }
    String name = rings == 1 ? "1 ring in memory, " : rings + " rings in memory, ";
    return measured.result(name + what, sum);
  }

  private Result kernel(EventSource source, String what, EventHandler handler, int rounds) {
    Rounds measured = new Rounds(rounds);
    for (int i = -KERNEL_WARM_UP_ROUNDS; i < rounds; i++) {
      LockSupport.parkNanos(FILL_NANOS);
      measured.add(i, source, handler);
    }
    return measured.result("the kernel's rings, " + what, sum);
  }

  private static byte[] record(EventEncoder encoder, long nanos) {
    return encoder
        .begin(EventType.OPENAT, nanos)
        .process(4711, 100, 1000, 1000)
        .result(3)
        .number(Arg.DIRECTORY_FD, -100)
        .number(Arg.FLAGS, 0)
        .number(Arg.INODE, 123_456)
        .text(Arg.PATH, "/usr/lib/x86_64-linux-gnu/libc.so.6")
        .text(Arg.RAW_PATH, "/lib/x86_64-linux-gnu/libc.so.6")
        .record();
  }

  private void touch(EventView event) {
    sum += event.bootNanos();
  }

  private void decode(EventView event) {
    long all = event.bootNanos() ^ event.result() ^ event.cgroupId() ^ event.startTimeTicks();
    all += event.tgid() + event.tid() + event.uid() + event.gid() + event.cpu();
    all += event.mountNamespace() + event.pidNamespace() + event.type().code();
    all += event.number(Arg.FLAGS) + event.number(Arg.INODE) + event.number(Arg.DIRECTORY_FD);
    ByteBuffer memory = event.buffer();
    int at = event.textOffset(Arg.PATH);
    int end = at + event.textLength(Arg.PATH);
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      all = all * 31 + memory.getLong(at);
    }
    for (; at < end; at++) {
      all = all * 31 + memory.get(at);
    }
    sum += all;
  }

  /** The rounds of one measurement. */
  private static final class Rounds {
    private final double[] nanos;
    private final long[] events;
    private long bytes;
    private long total;

    Rounds(int rounds) {
      nanos = new double[rounds];
      events = new long[rounds];
    }

    /** Reads what is there; rounds below 0 are for warming up. */
    void add(int round, EventSource source, EventHandler handler) {
      long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
      long before = THREADS.getCurrentThreadCpuTime();
      int count = source.poll(handler, 0);
      long time = THREADS.getCurrentThreadCpuTime() - before;
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
      if (round >= 0) {
        events[round] = count;
        nanos[round] = (double) time / Math.max(count, 1);
        bytes += allocated;
        total += count;
      }
    }

    Result result(String what, long sum) {
      Arrays.sort(nanos);
      Arrays.sort(events);
      int middle = nanos.length / 2;
      return new Result(
          what, nanos[0], nanos[middle], (double) bytes / Math.max(total, 1), events[middle], sum);
    }
  }
}
