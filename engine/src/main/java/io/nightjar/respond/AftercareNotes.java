package io.nightjar.respond;

import io.nightjar.actions.Standing;
import io.nightjar.audit.AuditDraft;
import io.nightjar.store.Database;
import io.nightjar.store.Transaction;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what was found out about a response after it had succeeded, unless it is no longer what it
 * was when it was looked at.
 */
final class AftercareNotes {

  private static final Logger LOG = LoggerFactory.getLogger(AftercareNotes.class);
  private static final String READY = "response.pods-ready";
  private static final String NOT_READY = "response.pods-not-ready";

  private final Database database;
  private final Steps steps;
  private final Announcer announcer;
  private final InstantSource clock;

  AftercareNotes(Database database, Steps steps, Announcer announcer, InstantSource clock) {
    this.database = database;
    this.steps = steps;
    this.announcer = announcer;
    this.clock = clock;
  }

  void ready(Response seen, String words) {
    note(seen, READY, words);
  }

  /** People are told, with what they can do. */
  void notReady(Response seen, String words) {
    String trouble = "new pods do not become ready: " + words;
    if (note(seen, NOT_READY, trouble)) {
      LOG.warn("response {}: {}", seen.id(), trouble);
    }
  }

  private boolean note(Response seen, String kind, String words) {
    return database.write(
        transaction -> {
          Optional<Response> found = unchanged(transaction, seen);
          if (found.isEmpty() || found.get().reason().endsWith(words)) {
            return false;
          }
          Response noted = ResponseChange.of(found.get()).noted(words).at(found.get().updatedAt());
          steps.note(
              transaction,
              noted,
              AuditDraft.of(clock.instant(), kind, seen.id(), AuditDraft.NIGHTJAR)
                  .with("pods", words),
              Map.of());
          if (kind.equals(NOT_READY)) {
            transaction.afterCommit(() -> announcer.troubled(noted, words));
          }
          return true;
        });
  }

  void reverted(Response seen, Standing.Reverted found) {
    String words =
        (found.by().isEmpty() ? "" : "last written by " + found.by() + ": ")
            + String.join("; ", found.difference());
    boolean written =
        database.write(
            transaction -> {
              Optional<Response> now = unchanged(transaction, seen);
              if (now.isEmpty()) {
                return false;
              }
              revert(transaction, now.get(), words, found.difference());
              return true;
            });
    if (written) {
      LOG.warn("response {} was taken back by others: {}", seen.id(), words);
    }
  }

  private void revert(Transaction transaction, Response now, String words, List<String> difference)
      throws SQLException {
    Response reverted =
        ResponseChange.of(now).to(ResponseState.REVERTED_BY_OTHERS, words).at(clock.instant());
    steps.write(
        transaction, now.state(), reverted, AuditDraft.NIGHTJAR, Map.of("difference", difference));
    // whoever put it back has a reason: the next time people are asked
    ActTable.takenBack(transaction, reverted);
    steps.cancelTimers(transaction, reverted, Timer.Kind.UNDO);
  }

  private static Optional<Response> unchanged(Transaction transaction, Response seen)
      throws SQLException {
    return ResponseTable.find(transaction.connection(), seen.id())
        .filter(now -> now.state() == ResponseState.SUCCEEDED)
        .filter(now -> now.updatedAt().equals(seen.updatedAt()));
  }
}
