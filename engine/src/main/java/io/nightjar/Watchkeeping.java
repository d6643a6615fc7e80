package io.nightjar;

import io.nightjar.gate.KillSwitch;
import io.nightjar.http.Status;
import io.nightjar.store.Database;
import io.nightjar.store.Leadership;
import io.nightjar.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an engine that leads does for the one that will follow it. */
final class Watchkeeping implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Watchkeeping.class);
  private static final Duration FILE_LOOKED_FOR_EVERY = Duration.ofSeconds(1);
  private static final Duration STANDBYS_COUNTED_EVERY = Duration.ofSeconds(5);

  private final Database database;
  private final Leadership leadership;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("watchkeeping").factory());
  private volatile List<String> standbys = List.of();

  private Watchkeeping(Database database) {
    this.database = database;
    this.leadership = database.leadership();
  }

  /** Takes over what the engine before has left; to be started before anything is decided. */
  static Watchkeeping start(Database database, KillSwitch killSwitch) {
    Watchkeeping keeping = new Watchkeeping(database);
    if (database.isShared()) {
      killSwitch.share();
      keeping.every(FILE_LOOKED_FOR_EVERY, killSwitch::noticeFile);
      keeping.every(STANDBYS_COUNTED_EVERY, keeping::countStandbys);
    }
    return keeping;
  }

  private void every(Duration pause, Runnable look) {
    var unused =
        thread.scheduleWithFixedDelay(
            () -> survive(look), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void survive(Runnable look) {
    try {
      look.run();
    } catch (StoreException e) {
      log.debug("later: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("a look failed; it is tried again", e);
    }
  }

  private void countStandbys() {
    standbys = database.standbys();
  }

  /** Whether it is sure that this engine leads; what is wrong otherwise. */
  String unsure() {
    return leadership.fresh() ? "" : "the database has not confirmed that this engine leads";
  }

  Status.Leadership status() {
    Leadership.Term term = leadership.term();
    return new Status.Leadership(
        Status.Leadership.Role.LEADER,
        term.epoch(),
        term.engine(),
        term.since(),
        database.isShared(),
        standbys,
        database.ledBecause());
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
