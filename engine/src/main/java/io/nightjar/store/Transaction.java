package io.nightjar.store;

import io.nightjar.audit.AuditDraft;
import io.nightjar.audit.AuditLog;
import io.nightjar.audit.VerifierKey;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One step: what it writes and its audit leaves become durable together, or not at all. */
public final class Transaction {

  private final Connection connection;
  private final AuditLog audit;
  private final List<Runnable> afterCommit = new ArrayList<>();

  Transaction(Connection connection, AuditLog audit) {
    this.connection = connection;
    this.audit = audit;
  }

  public Connection connection() {
    return connection;
  }

  /** Appends an audit leaf and returns its index. */
  public long record(AuditDraft draft) {
    return audit.append(draft);
  }

  /**
   * Appends the leaf that names a new key of the log; this transaction is the last that the old one
   * signs.
   *
   * @return the new key
   * @throws StoreException when the new key cannot be stored
   */
  VerifierKey rotateAuditKey(Instant time, String actor) throws SQLException {
    try {
      return audit.rotate(connection, time, actor, this::afterCommit);
    } catch (IOException e) {
      throw new StoreException("the new audit key cannot be stored: " + e.getMessage(), e);
    }
  }

  /** Runs {@code action} on the writer's thread once this is durable; it must not block. */
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  List<Runnable> afterCommit() {
    return afterCommit;
  }

  /** The work of one transaction; must not wait for another one. */
  @FunctionalInterface
  public interface Work<T> {
    T in(Transaction transaction) throws SQLException;
  }
}
