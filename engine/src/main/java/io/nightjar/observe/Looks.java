package io.nightjar.observe;

import io.nightjar.audit.AuditLeaves;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.Database;
import io.nightjar.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at cluster and store every few seconds on threads of its own, so that neither a scrape nor
 * a probe waits for them, and nobody can make work by asking often. A look that does not come back
 * counts as a bad one.
 */
final class Looks implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Looks.class);
  private static final long PAUSE_SECONDS = 5;
  private static final long WRITE_SECONDS = 2;

  /** Longer than three pauses and the time-outs of a look. */
  private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Database database;
  private final BooleanSupplier cluster;
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().daemon().name("observe-", 0).factory());
  private volatile boolean clusterReachable = true;
  private volatile long clusterSeenNanos = System.nanoTime();
  private volatile boolean storeWritable = true;
  private volatile long storeSeenNanos = System.nanoTime();
  private volatile Stored stored = new Stored(-1, 0, null, 0);

  private record Stored(
      long bytes, long waiting, @Nullable Instant oldestWaiting, long auditLeaves) {}

  private Looks(Database database, BooleanSupplier cluster) {
    this.database = database;
    this.cluster = cluster;
  }

  /**
   * @param cluster whether the API server answers; may take long
   */
  static Looks start(Database database, BooleanSupplier cluster) {
    Looks looks = new Looks(database, cluster);
    looks.every(looks::lookAtCluster);
    looks.every(looks::lookAtStore);
    return looks;
  }

  private void every(Runnable look) {
    var unused =
        threads.scheduleWithFixedDelay(() -> survive(look), 0, PAUSE_SECONDS, TimeUnit.SECONDS);
  }

  private static void survive(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      log.error("a look failed; it is tried again", e);
    }
  }

  private void lookAtCluster() {
    clusterReachable = cluster.getAsBoolean();
    clusterSeenNanos = System.nanoTime();
  }

  private void lookAtStore() {
    storeWritable = isWritten();
    storeSeenNanos = System.nanoTime();
    try {
      long bytes = database.size();
      stored = database.read(connection -> stored(connection, bytes));
    } catch (StoreException e) {
      log.warn("the store could not be looked at: {}", e.getMessage());
    }
  }

  /** A transaction that changes nothing has to come through the one thread that writes. */
  private boolean isWritten() {
    try {
      return database.writeAsync(transaction -> true).get(WRITE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Stored stored(Connection connection, long bytes) throws SQLException {
    long leaves = AuditLeaves.size(connection);
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT count(*), min(requested_millis) FROM responses WHERE state = ?")) {
      select.setString(1, ResponseState.AWAITING_APPROVAL.name());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        long waiting = row.getLong(1);
        long oldest = row.getLong(2);
        return new Stored(
            bytes, waiting, waiting == 0 ? null : Instant.ofEpochMilli(oldest), leaves);
      }
    }
  }

  boolean clusterReachable() {
    return clusterReachable && System.nanoTime() - clusterSeenNanos < STALE_NANOS;
  }

  boolean storeWritable() {
    return storeWritable && System.nanoTime() - storeSeenNanos < STALE_NANOS;
  }

  Readings readings() {
    Stored now = stored;
    return new Readings(
        clusterReachable(),
        storeWritable(),
        now.bytes(),
        now.waiting(),
        now.oldestWaiting(),
        now.auditLeaves());
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
