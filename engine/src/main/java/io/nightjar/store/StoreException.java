package io.nightjar.store;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The state could not be read or written. What was asked did not happen, and whoever asked must not
 * act; the message says what is wrong, where, and what a person can do.
 */
public class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Says what a failure of {@code database} means to a person. */
  static StoreException of(String database, Throwable cause) {
    return switch (cause) {
      case StoreException known -> known;
      case SQLiteException sqlite -> of(database, sqlite);
      case SQLException other -> server(database, other);
      default -> new StoreException(database + ": " + cause, cause);
    };
  }

  private static StoreException of(String database, SQLiteException e) {
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

  /** By SQLSTATE, whose first two letters are the class. */
  private static StoreException server(String database, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String kind = state.length() < 2 ? "" : state.substring(0, 2);
    String advice =
        switch (kind) {
          case "08", "57" -> "cannot be reached; see whether the server runs";
          case "28" -> "lets this user not in; look at store.user and the password";
          case "3D" -> "is not there; make an empty database of that name";
          case "42" -> "lacks a right or an object; its user must own the schema";
          case "53" -> "has no disk or connections left; make room there";
          case "25" -> "takes no writes now; it may be a standby";
          default -> "failed";
        };
    return new StoreException("the database " + database + " " + advice + ": " + e.getMessage(), e);
  }

  static StoreException damaged(String database, String what, Throwable cause) {
    return new StoreException(
        database
            + " is damaged ("
            + what
            + "). Move the whole state directory aside to keep it as evidence, then restore it from"
            + " a backup or start with an empty one",
        cause);
  }
}
