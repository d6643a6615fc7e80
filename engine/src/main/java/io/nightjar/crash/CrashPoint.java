package io.nightjar.crash;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The instants at which a sudden end could break a promise, named in the code where they are. The
 * crash tests kill the process at each of them.
 *
 * <p>In production a point is one read of a field that is null: only a class of this package can
 * set it, and there is none but in the tests. No configuration, variable or request leads here.
 */
public enum CrashPoint {
  // at start
  /** A migration has changed the schema, its transaction is open. */
  MIGRATION_BEFORE_COMMIT,
  /** A migration is in force, the next one is not. */
  MIGRATION_COMMITTED,
  /** The private signing key of the audit log is in place, its public half is not. */
  SIGNING_KEY_HALF_WRITTEN,
  /** The session knows the past again, nothing was taken up yet. */
  REPLAYED_BEFORE_TAKING_UP,
  /** Timers run again, what was being executed was not looked at. */
  TIMERS_SET_BEFORE_RECONCILING,
  /** It is on record that a response is reconciled; the cluster was not asked. */
  RECONCILING_BEFORE_CALL,
  /** An undo that was begun before this start is taken up, nothing was asked of the cluster. */
  UNDO_TAKEN_UP,

  // the store
  /** Every transaction of a batch has run, their leaves are not sealed. */
  BATCH_BEFORE_SEAL,
  /** The checkpoint is signed and stored, the batch is not committed. */
  BATCH_BEFORE_COMMIT,
  /** Committed; the copy of the checkpoint beside the database is the one before. */
  COMMITTED_BEFORE_HEAD,
  /** The new copy of the checkpoint is written, but not in place. */
  HEAD_BEFORE_MOVE,
  /** Committed; neither what follows from it was begun nor the caller answered. */
  COMMITTED_BEFORE_LISTENERS,
  /** What follows was begun, the caller has no answer. */
  COMMITTED_BEFORE_ANSWER,

  // from a detection to a response
  /** Taken from the sensor's queue; not acknowledged, so it may be lost. */
  DETECTION_BEFORE_JOURNAL,
  /** In the journal, not in the session. */
  DETECTION_BEFORE_SESSION,
  /** A playbook has asked, the gate was not. */
  DECIDED_BEFORE_REQUEST,
  /** Allowed by the guards, not handed to the responder. */
  ALLOWED_BEFORE_RESPONDER,
  /** The first of two people agreed. */
  FIRST_OF_TWO_AGREED,
  /** The approval is stored, the response not handed to the responder. */
  APPROVED_BEFORE_RESPONDER,

  // acting
  /** The intent is durable, the first call was not made. */
  INTENT_BEFORE_CALL,
  /** It is sure that this engine leads, the first call was not made. */
  LEADING_BEFORE_CALL,
  /** The action came back, its outcome is not written. */
  ANSWERED_BEFORE_OUTCOME,
  /** The outcome is written. */
  OUTCOME_WRITTEN,
  /** A change is durable, the listeners were not told. */
  CHANGE_BEFORE_LISTENERS,

  // timers
  /** A timer is due and did nothing yet. */
  TIMER_DUE,
  /** An escalation is on record, nobody was told. */
  ESCALATED_BEFORE_TELLING,
  /** Everybody was told of an escalation, that is not on record. */
  ESCALATION_TOLD_BEFORE_DONE,
  /** A look at whether a failed action had happened after all is due, the cluster was not asked. */
  SECOND_LOOK_BEFORE_CALL,

  // undoing
  /** The undo is on record, the first call was not made. */
  UNDO_BEFORE_CALL,
  /** The undo came back, that is not written. */
  UNDO_ANSWERED_BEFORE_OUTCOME,

  // the kill switch
  /** It is engaged, that is not on record. */
  KILL_SWITCH_BEFORE_RECORD,
  /** Its release is on record, it is still engaged. */
  KILL_SWITCH_BEFORE_RELEASE;

  private static volatile @Nullable Consumer<CrashPoint> watcher;

  /** Says that this instant has come. */
  public void reached() {
    Consumer<CrashPoint> told = watcher;
    if (told != null) {
      told.accept(this);
    }
  }

  /** For the crash tests alone. */
  static void watch(Consumer<CrashPoint> by) {
    watcher = by;
  }
}
