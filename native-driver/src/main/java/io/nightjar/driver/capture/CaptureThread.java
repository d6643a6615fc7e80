package io.nightjar.driver.capture;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Compresses batches and writes them, on a thread of its own. When the disk fails it goes on to
 * take batches and drops them, so that nobody waits for it.
 */
final class CaptureThread {
  private final CaptureFiles files;
  private final CaptureFacts facts;
  private final Rotation rotation;
  private final InstantSource clock;
  private final BlockingQueue<Batch> full = new LinkedBlockingQueue<>();
  private final BlockingQueue<Batch> free;
  private final Thread thread;
  private BlockFile file;
  private long finishedBytes;
  private volatile long bytes;
  private volatile long droppedEvents;
  private volatile int duePart = 1;
  private volatile boolean closing;
  private volatile @Nullable IOException failure;

  /**
   * @param free takes batches back, as far as it has room
   */
  CaptureThread(
      Path path,
      CaptureFacts facts,
      Rotation rotation,
      InstantSource clock,
      BlockingQueue<Batch> free)
      throws IOException {
    this.files = new CaptureFiles(path, rotation);
    this.facts = facts;
    this.rotation = rotation;
    this.clock = clock;
    this.free = free;
    this.file = open();
    this.bytes = file.bytes();
    this.thread = Thread.ofPlatform().daemon().name("capture-file").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Takes a batch over; never blocks. */
  void hand(Batch batch) {
    full.add(batch);
  }

  /** Writes what was handed over and finishes the file; waits for it. */
  void finish() throws InterruptedException {
    closing = true;
    // an empty one wakes the thread
    full.add(new Batch());
    thread.join();
  }

  /** What all files have together. */
  long bytes() {
    return bytes;
  }

  /** Events that were handed over and not written because the disk failed. */
  long droppedEvents() {
    return droppedEvents;
  }

  /** Number of the file that is to be written: one more than that of a file that is full. */
  int duePart() {
    return duePart;
  }

  @Nullable IOException failure() {
    return failure;
  }

  /** The files that are there; only after {@link #finish}. */
  List<Path> files() {
    return files.kept();
  }

  private void run() {
    try {
      while (!closing || !full.isEmpty()) {
        take(full.take());
      }
      if (failure == null) {
        file.finish();
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException | RuntimeException e) {
      failure = new IOException("the thread that writes the capture ended: " + e, e);
    } finally {
      close();
    }
  }

  private void take(Batch batch) {
    if (!batch.isEmpty()) {
      write(batch);
    }
    batch.clear();
    boolean unused = free.offer(batch);
  }

  // one writer, so the sum loses nothing
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void write(Batch batch) {
    if (failure != null) {
      droppedEvents += batch.events();
      return;
    }
    try {
      if (batch.startsFile()) {
        rotate();
      }
      file.write(batch);
      bytes = finishedBytes + file.bytes();
      duePart = isDue() ? files.part() + 1 : files.part();
    } catch (IOException e) {
      droppedEvents += batch.events();
      failure = e;
    }
  }

  private boolean isDue() {
    Duration time = rotation.time();
    boolean large = rotation.bytes() > 0 && file.bytes() >= rotation.bytes();
    return large
        || (time != null && CaptureFacts.nanos(clock.instant()) - file.started() >= time.toNanos());
  }

  private void rotate() throws IOException {
    file.finish();
    file.close();
    finishedBytes += file.bytes();
    file = open();
  }

  private BlockFile open() throws IOException {
    Instant now = clock.instant();
    var channel = files.next();
    CaptureFacts started = facts.with(CaptureFacts.STARTED, now.toString());
    return new BlockFile(
        channel,
        rotation.rotates()
            ? started.with(CaptureFacts.PART, String.valueOf(files.part()))
            : started,
        CaptureFacts.nanos(now));
  }

  private void close() {
    try {
      file.close();
    } catch (IOException e) {
      failure = failure == null ? e : failure;
    }
  }
}
