package io.nightjar.respond;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The life of a response; {@link #next()} is the whole of the legal transitions. */
public enum ResponseState {
  REQUESTED,
  DENIED,
  AWAITING_APPROVAL,
  ALLOWED,
  REJECTED,
  EXPIRED,
  EXECUTING,
  SUCCEEDED,
  NOTHING_TO_DO,
  FAILED,
  REVERTED_BY_OTHERS,
  UNDOING,
  UNDONE,
  UNDO_REFUSED;

  public Set<ResponseState> next() {
    return switch (this) {
      case REQUESTED -> EnumSet.of(DENIED, AWAITING_APPROVAL, ALLOWED);
      case AWAITING_APPROVAL -> EnumSet.of(ALLOWED, REJECTED, EXPIRED);
      // what stands against it is asked again right before it acts
      case ALLOWED -> EnumSet.of(EXECUTING, DENIED);
      case EXECUTING -> EnumSet.of(SUCCEEDED, NOTHING_TO_DO, FAILED);
      // what failed for want of an answer may turn out to have happened
      case FAILED -> EnumSet.of(SUCCEEDED);
      case SUCCEEDED -> EnumSet.of(REVERTED_BY_OTHERS, UNDOING);
      // an undo that could not be done leaves the response in force, to be undone later
      case UNDOING -> EnumSet.of(UNDONE, UNDO_REFUSED, SUCCEEDED);
      case DENIED, REJECTED, EXPIRED, NOTHING_TO_DO, REVERTED_BY_OTHERS, UNDONE, UNDO_REFUSED ->
          EnumSet.noneOf(ResponseState.class);
    };
  }

  /**
   * @throws IllegalStateException when that transition is not legal
   */
  public ResponseState to(ResponseState next) {
    if (!next().contains(next)) {
      throw new IllegalStateException("a response that is " + this + " cannot become " + next);
    }
    return next;
  }

  /** For people and audit kinds: {@code awaiting-approval}. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
