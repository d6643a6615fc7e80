package io.nightjar.outputs;

import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import io.nightjar.rules.RulePriority;
import org.jspecify.annotations.Nullable;

/**
 * A turn in the life of a response that others should know of. The name is what receivers sort by,
 * as by the name of a rule.
 */
public enum ResponseEvent {
  ASKED("Response asked", RulePriority.WARNING),
  ALLOWED("Response allowed", RulePriority.NOTICE),
  DENIED("Response denied", RulePriority.NOTICE),
  REJECTED("Response rejected", RulePriority.NOTICE),
  EXPIRED("Response expired", RulePriority.WARNING),
  DONE("Response done", RulePriority.WARNING),
  NOTHING_TO_DO("Response had nothing to do", RulePriority.NOTICE),
  FAILED("Response failed", RulePriority.ERROR),
  UNDONE("Response undone", RulePriority.NOTICE),
  UNDO_FAILED("Response could not be undone", RulePriority.ERROR),
  UNDO_REFUSED("Undo of response refused", RulePriority.ERROR),
  TAKEN_BACK("Response taken back by others", RulePriority.ERROR);

  private final String rule;
  private final RulePriority priority;

  ResponseEvent(String rule, RulePriority priority) {
    this.rule = rule;
    this.priority = priority;
  }

  /** What stands where alerts name their rule. */
  public String rule() {
    return rule;
  }

  public RulePriority priority() {
    return priority;
  }

  /** Null where nobody needs to know. */
  public static @Nullable ResponseEvent of(Response response, @Nullable ResponseState previous) {
    return switch (response.state()) {
      case AWAITING_APPROVAL -> ASKED;
      case ALLOWED -> ALLOWED;
      case DENIED -> DENIED;
      case REJECTED -> REJECTED;
      case EXPIRED -> EXPIRED;
      case SUCCEEDED -> previous == ResponseState.UNDOING ? UNDO_FAILED : DONE;
      case NOTHING_TO_DO -> NOTHING_TO_DO;
      case FAILED -> FAILED;
      case UNDONE -> UNDONE;
      case UNDO_REFUSED -> UNDO_REFUSED;
      case REVERTED_BY_OTHERS -> TAKEN_BACK;
      case REQUESTED, EXECUTING, UNDOING -> null;
    };
  }
}
