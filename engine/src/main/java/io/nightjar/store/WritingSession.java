package io.nightjar.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The one connection that writes, owned by one thread. */
interface WritingSession extends AutoCloseable {

  /** Valid until the next {@link #begin}. */
  Connection connection();

  void begin() throws SQLException;

  /**
   * Returns when the transaction is durable.
   *
   * @throws SQLException when nothing of it was written
   * @throws StoreException when nobody may write here any more; {@link #over} then says why
   */
  void commit() throws SQLException;

  /** Leaves nothing of the transaction behind; never fails. */
  void rollback();

  /** From now on this session is the one that writes; called once, when the schema is there. */
  default void hold() throws SQLException {}

  /**
   * Says to the database that this engine is there; called when nothing was written for a while.
   */
  default void stayAlive() {}

  /** How often that is wanted; null where nobody could miss this engine. */
  default @Nullable Duration heartbeat() {
    return null;
  }

  /** For how long the database's word holds that this engine leads; null where none other can. */
  default @Nullable Lease lease() {
    return null;
  }

  /** Why this session may never write again, or null while it may. */
  default @Nullable String over() {
    return null;
  }

  @Override
  void close() throws SQLException;
}
