package io.nightjar.store;

import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The state could not be read or written. What was asked did not happen, and whoever asked must not
 * act; the message says what is wrong, where, and what a person can do.
 */
public final class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Says what a failure of {@code database} means to a person. */
  static StoreException of(Path database, Throwable cause) {
    return switch (cause) {
      case StoreException known -> known;
      case SQLiteException sqlite -> of(database, sqlite);
      case SQLException other ->
          new StoreException(database + ": the database failed: " + other.getMessage(), other);
      default -> new StoreException(database + ": " + cause, cause);
    };
  }

  private static StoreException of(Path database, SQLiteException e) {
    SQLiteErrorCode code = e.getResultCode();
    return switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
      case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(database, String.valueOf(e.getMessage()), e);
      case SQLITE_FULL ->
          new StoreException(database + ": the disk is full; free some space, then start again", e);
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN ->
          new StoreException(
              database
                  + " cannot be opened or written ("
                  + e.getMessage()
                  + "); it must belong to the user that runs Nightjar",
              e);
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new StoreException(
              database + " is locked by another program; close it, then start again", e);
      default -> new StoreException(database + ": the database failed: " + e.getMessage(), e);
    };
  }

  static StoreException damaged(Path database, String what, Throwable cause) {
    return new StoreException(
        database
            + " is damaged ("
            + what
            + "). Move the whole state directory "
            + database.getParent()
            + " aside to keep it as evidence, then restore it from a backup or start with an"
            + " empty one",
        cause);
  }
}
