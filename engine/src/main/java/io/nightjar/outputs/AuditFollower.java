package io.nightjar.outputs;

import io.nightjar.alert.AlertOutput;
import io.nightjar.alert.RefusedLine;
import io.nightjar.audit.AuditLeaves;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.export.AuditExport;
import io.nightjar.store.Reads;
import io.nightjar.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the audit log to one place, leaf by leaf in its order, on a thread of its own. Its queue is
 * the log itself: a place that is away gets everything once it is back, after a restart too. After
 * a crash some lines may come twice; each carries the hash of its leaf.
 */
final class AuditFollower implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AuditFollower.class);
  private static final int BATCH = 256;
  private static final long LOOK_MILLIS = 500;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final long JOIN_MILLIS = 3_000;

  private final String name;
  private final AlertOutput output;
  private final AuditExport export;
  private final Reads reads;
  private final SegmentFolder folder;
  private final Position position;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private volatile long next;
  private volatile long end;
  private volatile long delivered;
  private volatile long refused;
  private boolean failing;

  private AuditFollower(
      String name,
      AlertOutput output,
      AuditExport export,
      Reads reads,
      SegmentFolder folder,
      Position position) {
    this.name = name;
    this.output = output;
    this.export = export;
    this.reads = reads;
    this.folder = folder;
    this.position = position;
    this.thread = Thread.ofPlatform().daemon().name("output-" + name).unstarted(this::run);
  }

  /** Goes on where it was; a new one begins with what comes from now on. */
  static AuditFollower start(
      String name,
      AlertOutput output,
      AuditExport export,
      Reads reads,
      SegmentFolder folder,
      Position position) {
    AuditFollower follower = new AuditFollower(name, output, export, reads, folder, position);
    follower.begin();
    follower.thread.start();
    return follower;
  }

  private void begin() {
    end = reads.read(AuditLeaves::size);
    try {
      long known = position.read().orElse(end);
      if (known > end) {
        log.warn("output {} was at leaf {} of another audit log: it begins anew", name, known);
      }
      next = known > end ? 0 : known;
      position.write(next);
    } catch (IOException e) {
      log.error("output {} does not know how far it was and begins now: {}", name, e.getMessage());
      next = end;
    }
  }

  private void run() {
    try {
      while (stop.getCount() > 0) {
        if (!round()) {
          boolean unused = stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether there was anything. */
  private boolean round() throws InterruptedException {
    AuditExport.Some some;
    try {
      long from = next;
      some = reads.read(connection -> export.some(connection, folder, from, BATCH));
      end = Math.max(some.next(), reads.read(AuditLeaves::size));
    } catch (StoreException | UncheckedIOException e) {
      log.warn("output {} cannot read the audit log, and tries again: {}", name, e.getMessage());
      return false;
    }
    if (some.next() == next) {
      return false;
    }
    for (AuditExport.Line line : some.lines()) {
      if (!deliver(line)) {
        note(line.index());
        return true;
      }
    }
    settle();
    note(some.next());
    return true;
  }

  private void settle() {
    try {
      output.idle();
    } catch (IOException e) {
      log.warn("output {}: {}", name, e.getMessage());
    }
  }

  private void note(long reached) {
    next = reached;
    try {
      position.write(reached);
    } catch (IOException e) {
      log.warn("how far output {} is could not be kept: {}", name, e.getMessage());
    }
  }

  /** Tries until it is taken or refused for good; false when it is told to stop before. */
  private boolean deliver(AuditExport.Line line) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (stop.getCount() > 0) {
      try {
        output.write(line.text());
        one();
        return true;
      } catch (RefusedLine e) {
        several(line.index(), e);
        return true;
      } catch (IOException | RuntimeException e) {
        if (!failing) {
          failing = true;
          log.warn("output {} does not take leaf {}: {}", name, line.index(), e.getMessage());
        }
      }
      boolean unused = stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }
    return false;
  }

  // one thread writes these
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void one() {
    delivered++;
    if (failing) {
      failing = false;
      log.warn("output {} takes the audit log again", name);
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void several(long index, RefusedLine e) {
    refused++;
    log.warn("output {} never will take leaf {}: {}", name, index, e.getMessage());
  }

  String name() {
    return name;
  }

  long delivered() {
    return delivered;
  }

  /** Leaves that the place refused for good. */
  long refused() {
    return refused;
  }

  /** Leaves that are there and have not gone out. */
  long behind() {
    return Math.max(0, end - next);
  }

  void reopen() {
    try {
      output.reopen();
    } catch (IOException e) {
      log.warn("output {} could not be opened anew: {}", name, e.getMessage());
    }
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      if (!thread.join(Duration.ofMillis(JOIN_MILLIS))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    output.close();
  }
}
