package io.nightjar.store;

import io.nightjar.audit.AuditLog;
import io.nightjar.audit.Frontier;
import io.nightjar.crash.CrashPoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes all transactions that wait, runs each in a savepoint, signs
 * one checkpoint over their leaves and commits once.
 */
final class Writer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final int WAITING_AT_MOST = 8192;
  private static final int BATCH_AT_MOST = 1024;

  private final WritingSession session;
  private final AuditLog audit;
  private final String database;
  private final BlockingQueue<Pending<?>> waiting = new ArrayBlockingQueue<>(WAITING_AT_MOST);
  private final AtomicLong commits = new AtomicLong();
  private volatile CommitListener listener = (nanos, steps) -> {};
  private final CompletableFuture<String> over = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean closed;

  private Writer(WritingSession session, AuditLog audit, String database) {
    this.session = session;
    this.audit = audit;
    this.database = database;
    this.thread = Thread.ofPlatform().name("store-writer").daemon(true).unstarted(this::run);
  }

  static Writer start(WritingSession session, AuditLog audit, String database) {
    Writer writer = new Writer(session, audit, database);
    writer.thread.start();
    return writer;
  }

  <T> CompletableFuture<T> submit(Transaction.Work<T> work) {
    if (Thread.currentThread().equals(thread)) {
      throw new IllegalStateException("a transaction must not wait for another one");
    }
    Pending<T> pending = new Pending<>(work);
    enqueue(pending);
    return pending.future;
  }

  private void enqueue(Pending<?> pending) {
    boolean interrupted = false;
    try {
      while (true) {
        if (closed) {
          pending.future.completeExceptionally(
              new StoreException(database + " is closed: Nightjar is stopping"));
          return;
        }
        try {
          // bounded: whoever writes faster than the disk waits here
          if (waiting.offer(pending, 1, TimeUnit.SECONDS)) {
            if (closed && waiting.remove(pending)) {
              continue; // the thread may have ended without seeing it
            }
            return;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  long commits() {
    return commits.get();
  }

  void listen(CommitListener heard) {
    listener = heard;
  }

  @Nullable Lease lease() {
    return session.lease();
  }

  /** Done, with the reason, once nothing can be written here until a restart. */
  CompletableFuture<String> over() {
    return over;
  }

  private void run() {
    List<Pending<?>> batch = new ArrayList<>();
    while (!(closed && waiting.isEmpty())) {
      batch.clear();
      try {
        Pending<?> first = next();
        if (first == null) {
          session.stayAlive();
          endIfOver();
          continue;
        }
        batch.add(first);
      } catch (InterruptedException e) {
        LOG.warn("somebody interrupted the writer; it goes on");
        continue;
      }
      waiting.drainTo(batch, BATCH_AT_MOST - 1);
      commit(batch);
    }
  }

  /** Null when nothing came until the database wants to hear of this engine. */
  private @Nullable Pending<?> next() throws InterruptedException {
    Duration heartbeat = session.heartbeat();
    return heartbeat == null
        ? waiting.take()
        : waiting.poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void endIfOver() {
    String why = session.over();
    if (why != null) {
      over.complete(why);
    }
  }

  private void commit(List<Pending<?>> batch) {
    Frontier before = audit.mark();
    long begunNanos = System.nanoTime();
    try {
      session.begin();
      Connection connection = session.connection();
      if (!run(batch, connection)) {
        session.rollback();
        audit.reset(before);
        audit.noteHead();
        batch.forEach(pending -> pending.undone(database));
        endIfOver();
        return;
      }
      CrashPoint.BATCH_BEFORE_SEAL.reached();
      audit.seal(connection);
      CrashPoint.BATCH_BEFORE_COMMIT.reached();
      session.commit();
    } catch (SQLException | RuntimeException | Error e) {
      session.rollback();
      audit.reset(before);
      audit.noteHead();
      StoreException failure = StoreException.of(database, e);
      LOG.error("{} steps failed together: {}", batch.size(), failure.getMessage());
      batch.forEach(pending -> pending.future.completeExceptionally(failure));
      endIfOver();
      return;
    }
    CrashPoint.COMMITTED_BEFORE_HEAD.reached();
    commits.incrementAndGet();
    listener.committed(System.nanoTime() - begunNanos, batch.size());
    audit.committed(!waiting.isEmpty());
    CrashPoint.COMMITTED_BEFORE_LISTENERS.reached();
    batch.forEach(Pending::committed);
  }

  /**
   * A step that is alone needs no savepoint, for which every page that it changes would be kept.
   *
   * @return false when the one step failed, and nothing is to be committed
   */
  private boolean run(List<Pending<?>> batch, Connection connection) throws SQLException {
    if (batch.size() == 1) {
      return batch.getFirst().alone(connection, audit);
    }
    try (Statement statement = connection.createStatement()) {
      for (Pending<?> pending : batch) {
        pending.run(statement, connection, audit);
      }
    }
    return true;
  }

  @Override
  public void close() {
    closed = true;
    // an empty transaction wakes the thread; where there is no room for it, it is awake
    waiting.offer(new Pending<>(transaction -> database));
    try {
      thread.join();
      session.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      throw StoreException.of(database, e);
    }
  }

  /** One transaction that waits, and what became of it. */
  private static final class Pending<T> {
    private final Transaction.Work<T> work;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private @Nullable Transaction transaction;
    private @Nullable T answer;
    private @Nullable Exception failure;

    Pending(Transaction.Work<T> work) {
      this.work = work;
    }

    void run(Statement statement, Connection connection, AuditLog audit) throws SQLException {
      Frontier mark = audit.mark();
      statement.executeUpdate("SAVEPOINT step");
      if (!alone(connection, audit)) {
        audit.reset(mark);
        statement.executeUpdate("ROLLBACK TO step");
      }
      statement.executeUpdate("RELEASE step");
    }

    /** False when it failed; then what it wrote is still to be undone. */
    boolean alone(Connection connection, AuditLog audit) {
      Transaction own = new Transaction(connection, audit);
      try {
        answer = work.in(own);
        audit.flush(connection);
        transaction = own;
        return true;
      } catch (SQLException | RuntimeException e) {
        failure = e;
        return false;
      }
    }

    /** It failed alone, and perhaps the database with it. */
    void undone(String database) {
      if (failure instanceof SQLException e) {
        failure = StoreException.of(database, e);
      }
      committed();
    }

    void committed() {
      if (failure != null) {
        future.completeExceptionally(failure);
        return;
      }
      if (transaction != null) {
        for (Runnable action : transaction.afterCommit()) {
          try {
            action.run();
          } catch (RuntimeException | Error e) {
            LOG.error("after the commit: ", e);
          }
        }
      }
      CrashPoint.COMMITTED_BEFORE_ANSWER.reached();
      future.complete(answer);
    }
  }
}
