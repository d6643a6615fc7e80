package io.nightjar.respond;

import java.util.EnumSet;
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
      case ALLOWED -> EnumSet.of(EXECUTING);
      case EXECUTING -> EnumSet.of(SUCCEEDED, NOTHING_TO_DO, FAILED);
      case SUCCEEDED -> EnumSet.of(REVERTED_BY_OTHERS, UNDOING);
      case UNDOING -> EnumSet.of(UNDONE, UNDO_REFUSED);
      case DENIED,
          REJECTED,
          EXPIRED,
          NOTHING_TO_DO,
          FAILED,
          REVERTED_BY_OTHERS,
          UNDONE,
          UNDO_REFUSED ->
          EnumSet.noneOf(ResponseState.class);
    };
  }
}
