package io.nightjar.respond;

import io.nightjar.actions.Action;
import io.nightjar.audit.AuditDraft;
import io.nightjar.audit.Hash;
import io.nightjar.store.Json;
import io.nightjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes one step of a response's life: state, audit leaf and timers in one transaction, and the
 * announcement after it.
 */
final class Steps {

  private final Announcer announcer;
  private final Timers timers;

  Steps(Announcer announcer, Timers timers) {
    this.announcer = announcer;
    this.timers = timers;
  }

  /**
   * @param details further fields of the leaf
   */
  void write(
      Transaction transaction,
      @Nullable ResponseState previous,
      Response response,
      String actor,
      Map<String, ?> details)
      throws SQLException {
    String kind = "response." + response.state().words();
    AuditDraft draft =
        AuditDraft.of(response.updatedAt(), kind, response.id(), actor)
            .with("previous", previous == null ? null : previous.name())
            .with("reason", response.reason())
            .with("dryRun", response.dryRun());
    save(transaction, response, draft, details);
    transaction.afterCommit(() -> announcer.changed(response, previous));
  }

  /**
   * Writes what happened to a response without changing its state; announces nothing.
   *
   * @param draft of this response, with neither state nor details yet
   */
  void note(Transaction transaction, Response response, AuditDraft draft, Map<String, ?> details)
      throws SQLException {
    save(transaction, response, draft, details);
  }

  /** Tells listeners that somebody looks at it, once that is durable. */
  void tellAcknowledged(Transaction transaction, Response response) {
    transaction.afterCommit(() -> announcer.acknowledged(response));
  }

  /** Tells listeners that it waits for what it acts on, once that is durable. */
  void tellWaiting(Transaction transaction, Response response, String words, boolean lasting) {
    transaction.afterCommit(() -> announcer.waits(response, words, lasting));
  }

  /** The leaf carries the hash of the row, so that a row changed later is noticed. */
  private static void save(
      Transaction transaction, Response response, AuditDraft draft, Map<String, ?> details)
      throws SQLException {
    String json = Json.write(response);
    AuditDraft full =
        draft
            .with("state", response.state().name())
            .with("sha256", Hash.sha256(json.getBytes(StandardCharsets.UTF_8)).hex());
    for (Map.Entry<String, ?> detail : details.entrySet()) {
      full = full.with(detail.getKey(), detail.getValue());
    }
    ResponseTable.save(transaction, response, json, transaction.record(full));
  }

  void startTimer(Transaction transaction, String responseId, Timer.Kind kind, Instant due)
      throws SQLException {
    Timer timer = TimerTable.insert(transaction, responseId, kind, due);
    transaction.afterCommit(() -> timers.schedule(timer));
  }

  /** Where what was done is to be undone by itself. */
  void startUndoTimer(
      Transaction transaction, Response done, @Nullable Action action, Instant since)
      throws SQLException {
    Duration undoAfter = done.request().undoAfter();
    if (undoAfter != null
        && done.state() == ResponseState.SUCCEEDED
        && !done.dryRun()
        && action != null
        && action.descriptor().reversible()) {
      startTimer(transaction, done.id(), Timer.Kind.UNDO, since.plus(undoAfter));
    }
  }

  void cancelTimers(Transaction transaction, Response response, Timer.Kind... kinds)
      throws SQLException {
    for (long id : TimerTable.cancel(transaction, response.id(), response.updatedAt(), kinds)) {
      transaction.afterCommit(() -> timers.cancel(id));
    }
  }
}
