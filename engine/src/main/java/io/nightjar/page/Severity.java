package io.nightjar.page;

import io.nightjar.detect.Priority;

/** How a priority looks. */
final class Severity {

  private Severity() {}

  /** Class of its badge. */
  static String tone(Priority priority) {
    return priority.atLeast(Priority.ERROR)
        ? "bad"
        : priority.atLeast(Priority.NOTICE) ? "wait" : "";
  }
}
