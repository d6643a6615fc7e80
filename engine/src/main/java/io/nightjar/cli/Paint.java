package io.nightjar.cli;

import io.nightjar.detect.Priority;
import io.nightjar.respond.ResponseState;

/** Colours for a terminal that shows them; what is painted must read as well without. */
public final class Paint {

  private static final String RESET = "\u001b[0m";

  private final boolean on;

  public Paint(boolean on) {
    this.on = on;
  }

  public String bold(String text) {
    return wrap("1", text);
  }

  public String dim(String text) {
    return wrap("2", text);
  }

  public String red(String text) {
    return wrap("31", text);
  }

  public String green(String text) {
    return wrap("32", text);
  }

  public String yellow(String text) {
    return wrap("33", text);
  }

  public String priority(Priority priority, String text) {
    return switch (priority) {
      case EMERGENCY, ALERT, CRITICAL -> wrap("1;31", text);
      case ERROR -> red(text);
      case WARNING -> yellow(text);
      case NOTICE, INFORMATIONAL, DEBUG -> text;
    };
  }

  public String state(ResponseState state, String text) {
    return switch (state) {
      case SUCCEEDED, UNDONE -> green(text);
      case AWAITING_APPROVAL -> wrap("1;33", text);
      case DENIED, REJECTED, EXPIRED -> yellow(text);
      case FAILED, UNDO_REFUSED, REVERTED_BY_OTHERS -> red(text);
      case REQUESTED, ALLOWED, EXECUTING, NOTHING_TO_DO, UNDOING -> text;
    };
  }

  private String wrap(String code, String text) {
    return on ? "\u001b[" + code + "m" + text + RESET : text;
  }
}
