package io.nightjar.driver.capture;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.ProcessTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.Deflater;

/** What writing and reading a capture costs; run by hand. */
final class CaptureBench {
  private static final int EVENTS = 1_000_000;
  private static final int PROCESSES = 500;

  /** Events from one look at the clock to the next. */
  private static final int PACE = 1000;

  /** Events a second; the last is as fast as can be, which a disk need not keep up with. */
  private static final List<Integer> RATES = List.of(400_000, 100_000, 200_000, 400_000, 0);

  private CaptureBench() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("capture-bench");
    byte[][] records = records();
    for (int rate : RATES) {
      Path file = folder.resolve("bench.njcap");
      System.out.println(rate == 0 ? "as fast as can be:" : rate + " events a second:");
      write(file, records, rate);
      read(file);
      Files.delete(file);
    }
    levels(records);
    Files.delete(folder);
  }

  private static byte[][] records() {
    Random random = new Random(1);
    EventEncoder encoder = new EventEncoder();
    byte[][] records = new byte[10_000][];
    for (int i = 0; i < records.length; i++) {
      ProcessInfo process = process(random.nextInt(PROCESSES));
      String path = "/usr/lib/" + Integer.toHexString(random.nextInt(5000)) + "/lib.so";
      records[i] =
          encoder
              .begin(EventType.OPENAT, CaptureFixture.time(i))
              .process(process)
              .result(random.nextInt(100))
              .number(Arg.FLAGS, 0x80000)
              .number(Arg.INODE, random.nextInt(1 << 24))
              .text(Arg.PATH, path)
              .text(Arg.RAW_PATH, path)
              .text(Arg.DIRECTORY, "/")
              .record();
    }
    return records;
  }

  private static ProcessInfo process(int number) {
    return ProcessInfo.builder(1000 + number, number).name("p" + number).build();
  }

  private static void write(Path file, byte[][] records, int rate) throws Exception {
    ProcessTable table = ProcessTable.ofEventsAlone();
    for (int i = 0; i < PROCESSES; i++) {
      table.put(process(i));
    }
    EventView view = new EventView();
    CaptureWriter writer =
        CaptureWriter.open(file, CaptureFixture.facts(), Rotation.NONE, InstantSource.system());
    CaptureRecorder recorder = new CaptureRecorder(writer, table, p -> true, c -> null);
    long waited = 0;
    long started = System.nanoTime();
    for (int i = 0; i < EVENTS; i++) {
      byte[] record = records[i % records.length];
      if (!view.wrap(CaptureFormat.over(record), 0, record.length, 0)) {
        throw new IllegalStateException("no record");
      }
      recorder.on(view);
      if (rate > 0 && i % PACE == 0) {
        waited += await(started + i * 1_000_000_000L / rate);
      }
    }
    long handed = System.nanoTime() - started;
    writer.close();
    long all = System.nanoTime() - started;
    print("event thread", handed - waited, EVENTS);
    print("until the file is whole", all, EVENTS);
    System.out.printf(
        Locale.ROOT,
        "  %d lost, %.1f bytes a written event%n",
        writer.lost(),
        (double) Files.size(file) / Math.max(1, writer.events()));
  }

  private static long await(long due) {
    long now = System.nanoTime();
    while (due - System.nanoTime() > 0) {
      LockSupport.parkNanos(due - System.nanoTime());
    }
    return System.nanoTime() - now;
  }

  private static void read(Path file) throws Exception {
    long started = System.nanoTime();
    long[] count = new long[1];
    try (CaptureSource source = CaptureSource.open(file)) {
      while (!source.ended()) {
        source.poll(
            event -> {
              source.processes().apply(event);
              count[0]++;
            },
            0);
      }
    }
    print("read and process table", System.nanoTime() - started, (int) count[0]);
  }

  private static void levels(byte[][] records) {
    byte[] raw = new byte[CaptureFormat.BLOCK_BYTES];
    int length = 0;
    for (byte[] record : records) {
      if (length + record.length <= raw.length) {
        System.arraycopy(record, 0, raw, length, record.length);
        length += record.length;
      }
    }
    byte[] packed = new byte[raw.length];
    for (int level : List.of(1, 3, 6)) {
      Deflater deflater = new Deflater(level, true);
      long least = Long.MAX_VALUE;
      int stored = 0;
      for (int round = 0; round < 10; round++) {
        long started = System.nanoTime();
        deflater.reset();
        deflater.setInput(raw, 0, length);
        deflater.finish();
        stored = deflater.deflate(packed);
        least = Math.min(least, System.nanoTime() - started);
      }
      deflater.end();
      System.out.printf(
          Locale.ROOT,
          "deflate level %d: %.0f MB/s, to %.1f %%%n",
          level,
          length * 1e3 / least,
          100.0 * stored / length);
    }
  }

  private static void print(String what, long nanos, int events) {
    System.out.printf(
        Locale.ROOT,
        "  %s: %d ns an event, %.0f a second%n",
        what,
        nanos / Math.max(1, events),
        events * 1e9 / nanos);
  }
}
