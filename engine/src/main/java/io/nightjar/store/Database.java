package io.nightjar.store;

import io.nightjar.audit.AuditDraft;
import io.nightjar.audit.AuditLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The embedded database of one engine: one writing thread, any number of readers.
 *
 * <p>{@link #write} returns once its transaction is on the disk. Transactions that wait at the same
 * time share one commit, so that the cost of the disk is paid once for all of them; each one still
 * succeeds or fails alone.
 */
public final class Database implements Reads, AutoCloseable {

  /** Above this a full check at start would cost more than it is worth; damage shows when read. */
  private static final long CHECK_BYTES_AT_MOST = 64L << 20;

  private static final int IDLE_READERS_AT_MOST = 4;

  private final Path path;
  private final Writer writer;
  private final BlockingQueue<Connection> idleReaders =
      new ArrayBlockingQueue<>(IDLE_READERS_AT_MOST);

  private Database(Path path, Writer writer) {
    this.path = path;
    this.writer = writer;
  }

  /**
   * Opens, checks and migrates the database of {@code directory}.
   *
   * @throws StoreException when it is damaged, of a newer schema, or its audit log was altered
   */
  public static Database open(StateDirectory directory) {
    Path path = directory.database();
    try {
      Connection connection = Connections.writer(path);
      try {
        check(connection, path);
        Migrations.apply(connection, path, Migrations.FILES);
        AuditLog audit = openAudit(connection, directory);
        return new Database(path, Writer.start(connection, audit, path));
      } catch (SQLException | IOException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException | IOException e) {
      throw StoreException.of(path, e);
    }
  }

  private static void check(Connection connection, Path path) throws SQLException, IOException {
    if (Files.size(path) > CHECK_BYTES_AT_MOST) {
      return;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
      String answer = row.next() ? row.getString(1) : "no answer";
      if (!answer.equals("ok")) {
        throw StoreException.damaged(path, answer, new SQLException(answer));
      }
    }
  }

  private static AuditLog openAudit(Connection connection, StateDirectory directory)
      throws SQLException {
    try {
      return AuditLog.open(connection, directory.path());
    } catch (IOException e) {
      throw new StoreException(
          "the audit log in "
              + directory.database()
              + " was altered or damaged: "
              + e.getMessage()
              + ". See what is wrong with `nightjar audit verify`, move "
              + directory.path()
              + " aside as evidence, and start with an empty state directory",
          e);
    }
  }

  /**
   * Runs {@code work} in a transaction on the writing thread and waits until it is durable.
   *
   * @throws StoreException when it could not be made durable: nothing of it happened
   */
  public <T> T write(Transaction.Work<T> work) {
    try {
      return writeAsync(work).join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof StoreException store) {
        throw new StoreException(String.valueOf(store.getMessage()), store);
      }
      if (cause instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw StoreException.of(path, cause);
    }
  }

  /** As {@link #write}; the future is done when the transaction is durable. */
  public <T> CompletableFuture<T> writeAsync(Transaction.Work<T> work) {
    return writer.submit(work);
  }

  /** Writes one audit leaf that belongs to no other state. */
  public long record(AuditDraft draft) {
    return write(transaction -> transaction.record(draft));
  }

  /** How many commits shared the disk's cost so far; fewer than transactions under load. */
  public long commits() {
    return writer.commits();
  }

  @Override
  public <T> T read(Query<T> query) {
    Connection connection = idleReaders.poll();
    try {
      if (connection == null) {
        connection = Connections.reader(path);
      }
      T answer = query.on(connection);
      if (!idleReaders.offer(connection)) {
        connection.close();
      }
      return answer;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw StoreException.of(path, e);
    } catch (RuntimeException e) {
      closeQuietly(connection); // it may be in the middle of something
      throw e;
    }
  }

  private static void closeQuietly(@Nullable Connection connection) {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException alreadyBroken) {
      // the failure that brought us here is the one to report
    }
  }

  /** Finishes what was submitted, then closes. */
  @Override
  public void close() {
    writer.close();
    for (Connection reader = idleReaders.poll(); reader != null; reader = idleReaders.poll()) {
      closeQuietly(reader);
    }
  }
}
