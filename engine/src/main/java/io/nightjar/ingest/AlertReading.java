package io.nightjar.ingest;

import io.nightjar.config.IngestConfig;
import io.nightjar.store.Database;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Alerts that nobody posts: files as they grow, and standard input. A thread for each. */
public final class AlertReading implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AlertReading.class);
  private static final long LOOK_MILLIS = 200;
  private static final long AGAIN_MILLIS = 1_000;
  private static final long JOIN_MILLIS = 5_000;
  private static final int CHUNK = 64 * 1024;
  private static final int PER_SECOND = 20_000;

  private final AlertIntake intake;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  private AlertReading(AlertIntake intake) {
    this.intake = intake;
  }

  /** Reads the configured files. */
  public static AlertReading start(IngestConfig config, AlertIntake intake, Database database) {
    AlertReading reading = new AlertReading(intake);
    TailTable table = new TailTable(database);
    for (IngestConfig.FileConfig file : config.files()) {
      Sender sender = new Sender("ingest:" + file.path(), new HashSet<>(file.nodes()), PER_SECOND);
      FileTail tail = new FileTail(file.path(), sender, intake, table);
      reading.run("tail " + file.path().getFileName(), () -> reading.follow(tail));
    }
    return reading;
  }

  /** Reads that, too, until it ends. */
  public void read(InputStream in) {
    run("standard input", () -> readAll(in));
  }

  private void run(String name, Runnable work) {
    threads.add(Thread.ofPlatform().daemon().name(name).start(work));
  }

  private void follow(FileTail tail) {
    try (tail) {
      while (!closed) {
        if (!looked(tail)) {
          TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      thread.interrupt();
    }
    try {
      for (Thread thread : threads) {
        // one that waits for standard input does not notice
        thread.join(thread.getName().startsWith("tail") ? JOIN_MILLIS : 1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
