package io.nightjar.http;

import io.nightjar.store.Database;
import io.nightjar.store.Json;
import io.nightjar.store.Transaction;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was answered to requests that carried a key, for a day, so that a client may send a request
 * again when it does not know whether it was done. Thread safe.
 */
public final class KeptAnswers {

  static final Duration KEPT = Duration.ofHours(24);

  private final Database database;
  private final SealedAnswers sealed;
  private final InstantSource clock;

  private KeptAnswers(Database database, SealedAnswers sealed, InstantSource clock) {
    this.database = database;
    this.sealed = sealed;
    this.clock = clock;
  }

  /**
   * @param state where the token lies, from which the key is made that seals the answers
   */
  public static KeptAnswers of(Database database, Path state, InstantSource clock)
      throws IOException {
    return new KeptAnswers(database, new SealedAnswers(AccessToken.ensure(state)), clock);
  }

  /** What is known of a request when it comes. */
  sealed interface Known {
    /** Nothing: it is to be done now. */
    record New() implements Known {}

    record Answered(Reply.Content answer) implements Known {}

    /** It is being done, or Nightjar stopped while it was. */
    record NotAnswered() implements Known {}

    /** The key was used for something else. */
    record Another() implements Known {}
  }

  /**
   * An answer as it is kept.
   *
   * @param body in base64
   */
  private record Kept(int status, String type, String body, Map<String, String> headers) {}

  /**
   * @param answer sealed, in base64; null while there is none
   */
  private record Row(String digest, @Nullable String answer) {}

  /**
   * Notes that the request is being done where nothing is known of it.
   *
   * @param digest of all that the request asks for
   */
  Known begin(String caller, String key, String digest) {
    Optional<Row> row = database.write(transaction -> begin(transaction, caller, key, digest));
    if (row.isEmpty()) {
      return new Known.New();
    }
    if (!row.get().digest().equals(digest)) {
      return new Known.Another();
    }
    String answer = row.get().answer();
    return answer == null
        ? new Known.NotAnswered()
        : sealed
            .open(Base64.getDecoder().decode(answer), digest)
            .<Known>map(plain -> new Known.Answered(content(plain)))
            .orElseGet(Known.NotAnswered::new);
  }

  private Optional<Row> begin(Transaction transaction, String caller, String key, String digest)
      throws SQLException {
    long now = clock.millis();
    try (PreparedStatement forget =
        transaction
            .connection()
            .prepareStatement("DELETE FROM kept_answers WHERE time_millis < ?")) {
      forget.setLong(1, now - KEPT.toMillis());
      forget.executeUpdate();
    }
    try (PreparedStatement select =
        transaction
            .connection()
            .prepareStatement(
                "SELECT digest, answer FROM kept_answers WHERE caller = ? AND request_key = ?")) {
      select.setString(1, caller);
      select.setString(2, key);
      try (ResultSet row = select.executeQuery()) {
        if (row.next()) {
          byte[] answer = row.getBytes(2);
          return Optional.of(
              new Row(
                  row.getString(1),
                  answer == null ? null : Base64.getEncoder().encodeToString(answer)));
        }
      }
    }
    try (PreparedStatement insert =
        transaction
            .connection()
            .prepareStatement(
                "INSERT INTO kept_answers(caller, request_key, digest, time_millis)"
                    + " VALUES (?, ?, ?, ?)")) {
      insert.setString(1, caller);
      insert.setString(2, key);
      insert.setString(3, digest);
      insert.setLong(4, now);
      insert.executeUpdate();
    }
    return Optional.empty();
  }

  void end(String caller, String key, String digest, Reply.Content answer) {
    Kept kept =
        new Kept(
            answer.status(),
            answer.type(),
            Base64.getEncoder().encodeToString(answer.body()),
            answer.headers());
    byte[] bytes = sealed.seal(Reply.bytes(kept), digest);
    database.write(
        transaction -> {
          try (PreparedStatement update =
              transaction
                  .connection()
                  .prepareStatement(
                      "UPDATE kept_answers SET answer = ? WHERE caller = ? AND request_key = ?")) {
            update.setBytes(1, bytes);
            update.setString(2, caller);
            update.setString(3, key);
            return update.executeUpdate();
          }
        });
  }

  /** Of one that was not done at all, so that it can be sent again. */
  void forget(String caller, String key) {
    database.write(
        transaction -> {
          try (PreparedStatement delete =
              transaction
                  .connection()
                  .prepareStatement(
                      "DELETE FROM kept_answers WHERE caller = ? AND request_key = ?")) {
            delete.setString(1, caller);
            delete.setString(2, key);
            return delete.executeUpdate();
          }
        });
  }

  private static Reply.Content content(byte[] plain) {
    try {
      Kept kept = Json.MAPPER.readValue(plain, Kept.class);
      return new Reply.Content(
          kept.status(), kept.type(), Base64.getDecoder().decode(kept.body()), kept.headers());
    } catch (IOException e) {
      throw new IllegalStateException("sealed, but no answer", e);
    }
  }
}
