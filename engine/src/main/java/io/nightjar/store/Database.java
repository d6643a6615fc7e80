package io.nightjar.store;

import io.nightjar.audit.AuditDraft;
import io.nightjar.audit.AuditKeyGone;
import io.nightjar.audit.AuditLog;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The store of one engine: one writing thread, any number of readers.
 *
 * <p>{@link #write} returns once its transaction is on the disk. Transactions that wait at the same
 * time share one commit, so that the cost of the disk is paid once for all of them; each one still
 * succeeds or fails alone.
 */
public final class Database implements Reads, AutoCloseable {

  private final String name;
  private final Backend backend;
  private final Writer writer;
  private final Readers readers;
  private volatile Leadership.Term term = Leadership.Term.NONE;
  private volatile String ledBecause = "";

  private Database(Backend backend, Writer writer, Readers readers) {
    this.name = backend.name();
    this.backend = backend;
    this.writer = writer;
    this.readers = readers;
  }

  /** Opens the embedded database of {@code directory}. */
  public static Database open(StateDirectory directory) {
    return open(directory, new StoreAddress.Embedded());
  }

  /**
   * Opens, checks and migrates the database at {@code address}, and leaves word of it in {@code
   * directory}.
   *
   * @throws StoreException when it is damaged, of a newer schema, in use by another engine, cannot
   *     be reached, or its audit log was altered
   */
  public static Database open(StateDirectory directory, StoreAddress address) {
    return open(directory, address, StandingBy.REFUSED);
  }

  /**
   * The same; where another engine leads, it stands by for as long as it is told to.
   *
   * @throws StoppedWaiting when it was told to stop, and never led
   */
  public static Database open(StateDirectory directory, StoreAddress address, StandingBy standing) {
    Backend backend = Backend.of(address, directory.path());
    try {
      WritingSession session = backend.session(standing);
      try {
        backend.check(session.connection());
        Migrations.apply(backend, session, Migrations.FILES);
        session.hold();
        AuditLog audit = openAudit(session, directory, backend.name());
        address.write(directory);
        Readers readers = backend.readers();
        return new Database(backend, Writer.start(session, audit, backend.name()), readers);
      } catch (SQLException | IOException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (SQLException | IOException e) {
      throw StoreException.of(backend.name(), e);
    }
  }

  private static AuditLog openAudit(WritingSession session, StateDirectory directory, String name)
      throws SQLException {
    try {
      AuditLog audit = AuditLog.open(session.connection(), directory.path());
      session.rollback(); // it was only read
      if (audit.mark().size() == 0 && Files.exists(directory.path().resolve(AuditLog.HEAD_FILE))) {
        throw new StoreException(
            name
                + " is empty, but "
                + directory.path().resolve(AuditLog.HEAD_FILE)
                + " says that this Nightjar has an audit log. Name the store that has it, bring it"
                + " over with `nightjar store backup` and `nightjar store restore`, or move "
                + directory.path()
                + " aside to begin anew");
      }
      return audit;
    } catch (AuditKeyGone e) {
      throw new StoreException(name + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new StoreException(
          "the audit log in "
              + name
              + " was altered or damaged: "
              + e.getMessage()
              + ". See what is wrong with `nightjar audit verify --state "
              + directory.path()
              + "`, move "
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
      throw StoreException.of(name, cause);
    }
  }

  /** As {@link #write}; the future is done when the transaction is durable. */
  public <T> CompletableFuture<T> writeAsync(Transaction.Work<T> work) {
    return writer.submit(work);
  }

  /**
   * Begins the next term of leadership; on a server that is a leaf of the audit log, for there it
   * may be another engine's that ends.
   */
  public Leadership.Term lead(String engine, InstantSource clock) {
    return lead(engine, "", clock);
  }

  /**
   * The same, with the reason why the engine before it leads no longer.
   *
   * @param why is what people read in the audit log; empty where it is not known
   */
  public Leadership.Term lead(String engine, String why, InstantSource clock) {
    String recorded = isShared() ? why : null;
    ledBecause = why;
    term =
        write(transaction -> LeadershipTable.begin(transaction, engine, clock.instant(), recorded));
    return term;
  }

  /** How this engine came to lead, in the words that were given; empty where it is not known. */
  public String ledBecause() {
    return ledBecause;
  }

  /** Whether engines on other machines can reach it, too. */
  public boolean isShared() {
    return backend instanceof PostgresBackend;
  }

  /** Names of the engines that stand by; empty where none can. */
  public List<String> standbys() {
    return isShared() ? read(EngineLock::standbys) : List.of();
  }

  /** That this engine leads, to be confirmed before something is done outside. */
  public Leadership leadership() {
    Lease lease = writer.lease();
    return new HeldLeadership(() -> term, lease);
  }

  /** Writes one audit leaf that belongs to no other state. */
  public long record(AuditDraft draft) {
    return write(transaction -> transaction.record(draft));
  }

  /** How many commits shared the disk's cost so far; fewer than transactions under load. */
  public long commits() {
    return writer.commits();
  }

  /** From now on {@code heard} hears of each commit. */
  public void listen(CommitListener heard) {
    writer.listen(heard);
  }

  /** Bytes on the disk. */
  public long size() {
    return switch (backend) {
      case SqliteBackend sqlite -> StoreSize.of(sqlite.file());
      case PostgresBackend postgres -> read(StoreSize::of);
    };
  }

  /**
   * Done, with the reason, once nothing can be written any more before a restart: what this engine
   * remembers may not be what the database holds.
   */
  public CompletableFuture<String> over() {
    return writer.over();
  }

  @Override
  public <T> T read(Query<T> query) {
    try {
      return readers.read(query);
    } catch (SQLException e) {
      throw StoreException.of(name, e);
    }
  }

  /** Finishes what was submitted, then closes. */
  @Override
  public void close() {
    writer.close();
    readers.close();
  }
}
