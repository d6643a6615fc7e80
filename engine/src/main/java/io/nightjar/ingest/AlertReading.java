package io.nightjar.ingest;

import io.nightjar.config.IngestConfig;
import io.nightjar.store.Database;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Alerts that nobody posts: files as they grow, and standard input. A thread for each. */
public final class AlertReading implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AlertReading.class);
  private static final long LOOK_MILLIS = 200;
  private static final long AGAIN_MILLIS = 1_000;
  private static final Duration JOIN = Duration.ofSeconds(5);
  private static final int CHUNK = 64 * 1024;
  private static final int PER_SECOND = 20_000;

  private final AlertIntake intake;
  private final TailTable table;
  private final List<Thread> threads = new ArrayList<>();
  private final Map<IngestConfig.FileConfig, Tail> tails = new HashMap<>();
  private volatile boolean closed;

  /** One file that is read on a thread. */
  private static final class Tail {
    private final FileTail file;
    private final Thread thread;
    private volatile boolean over;

    Tail(FileTail file) {
      this.file = file;
      this.thread = started("tail " + file.path().getFileName(), this::follow);
    }

    private void follow() {
      try (file) {
        while (!over) {
          if (!looked(file)) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private AlertReading(AlertIntake intake, TailTable table) {
    this.intake = intake;
    this.table = table;
  }

  /** Reads the configured files. */
  public static AlertReading start(IngestConfig config, AlertIntake intake, Database database) {
    AlertReading reading = new AlertReading(intake, new TailTable(database));
    reading.use(config.files());
    return reading;
  }

  /**
   * Reads these files from now on. One that is read already goes on; others begin where they were
   * read to, also by an earlier run.
   */
  public synchronized void use(List<IngestConfig.FileConfig> files) {
    List<IngestConfig.FileConfig> gone =
        tails.keySet().stream().filter(file -> !files.contains(file)).toList();
    // ended before another begins: two of one file would each move its position
    end(gone.stream().map(tails::remove).filter(Objects::nonNull).toList());
    for (IngestConfig.FileConfig file : files) {
      tails.computeIfAbsent(file, this::tail);
    }
  }

  private Tail tail(IngestConfig.FileConfig file) {
    Sender sender = new Sender("ingest:" + file.path(), new HashSet<>(file.nodes()), PER_SECOND);
    return new Tail(new FileTail(file.path(), sender, intake, table));
  }

  /** Reads that, too, until it ends. */
  public void read(InputStream in) {
    threads.add(started("standard input", () -> readAll(in)));
  }

  private static Thread started(String name, Runnable work) {
    return Thread.ofPlatform().daemon().name(name).start(work);
  }

  private static boolean looked(FileTail tail) throws InterruptedException {
    try {
      return tail.look();
    } catch (IOException | RuntimeException e) {
      log.error("{} could not be read, trying again: {}", tail.path(), e.toString());
      tail.again();
      TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
      return false;
    }
  }

  private void readAll(InputStream in) {
    Sender sender = new Sender("ingest:stdin", Set.of(), PER_SECOND);
    LineFeed feed = new LineFeed(new AlertBatch(intake, sender, true));
    byte[] chunk = new byte[CHUNK];
    try {
      for (int got = in.read(chunk); got >= 0 && !closed; got = in.read(chunk)) {
        feed.feed(chunk, got);
      }
      feed.end();
    } catch (IOException | RuntimeException e) {
      log.error("standard input could not be read to its end", e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    end(List.copyOf(tails.values()));
    // one that waits for standard input does not notice
    threads.forEach(Thread::interrupt);
  }

  /** After what is at hand; its position is where the next one begins. */
  private static void end(List<Tail> some) {
    some.forEach(tail -> tail.over = true);
    try {
      for (Tail tail : some) {
        if (!tail.thread.join(JOIN)) {
          tail.thread.interrupt();
          boolean unused = tail.thread.join(JOIN);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
