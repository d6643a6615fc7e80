package io.nightjar.page;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What pages call things. */
final class Words {

  private final Map<String, ActionDescriptor> actions;

  /**
   * @param actions by id
   */
  Words(Map<String, ActionDescriptor> actions) {
    this.actions = Map.copyOf(actions);
  }

  /** A few words: {@code Isolate the pod}; the id where the action is not known. */
  String action(String id) {
    ActionDescriptor action = actions.get(id);
    if (action == null) {
      return id;
    }
    String summary = action.summary();
    int end = summary.length();
    for (String mark : new String[] {":", ";", ",", " (", " as ", " with "}) {
      int at = summary.indexOf(mark);
      end = at > 0 ? Math.min(end, at) : end;
    }
    return summary.substring(0, end);
  }

  /** All that the action says of itself; empty where it is not known. */
  String summary(String id) {
    ActionDescriptor action = actions.get(id);
    return action == null ? "" : action.summary();
  }

  @Nullable ActionDescriptor descriptor(String id) {
    return actions.get(id);
  }

  static String state(Response response) {
    return switch (response.state()) {
      case REQUESTED -> "asked for";
      case DENIED -> "stopped by a guard";
      case AWAITING_APPROVAL -> "waits";
      case ALLOWED -> "allowed";
      case REJECTED -> "denied";
      case EXPIRED -> "nobody answered";
      case EXECUTING -> "under way";
      case SUCCEEDED -> response.dryRun() ? "dry run" : "done";
      case NOTHING_TO_DO -> "nothing to do";
      case FAILED -> "failed";
      case REVERTED_BY_OTHERS -> "taken back by others";
      case UNDOING -> "being undone";
      case UNDONE -> "undone";
      case UNDO_REFUSED -> "undo refused";
    };
  }

  /** Class of the badge. */
  static String tone(ResponseState state) {
    return switch (state) {
      case AWAITING_APPROVAL -> "wait";
      case SUCCEEDED, UNDONE -> "good";
      case FAILED, REVERTED_BY_OTHERS, UNDO_REFUSED, EXPIRED -> "bad";
      case REQUESTED, DENIED, ALLOWED, REJECTED, EXECUTING, NOTHING_TO_DO, UNDOING -> "";
    };
  }

  /** Who may answer. */
  static String who(@Nullable ApprovalAsk ask) {
    if (ask == null) {
      return "anybody who may approve";
    }
    String groups =
        ask.groups().isEmpty() ? "anybody who may approve" : String.join(", ", ask.groups());
    return groups + (ask.persons() == 1 ? "" : "; " + ask.persons() + " people have to agree");
  }

  /** What happens when nobody answers. */
  static String unanswered(@Nullable ApprovalAsk ask) {
    if (ask == null) {
      return "nothing is done";
    }
    return switch (ask.unanswered()) {
      case NOTHING -> "nothing is done";
      case ACT_IF_REVERSIBLE -> "it is done if it can be undone";
    };
  }

  /** A constant as people write it. */
  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
