package io.nightjar.playbook;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whose conditions a session judges at this moment. Drools does not say; but what it generated from
 * a playbook stands in a package of the playbook's name, and so on the thread's stack.
 */
final class RunningPlaybook {
  private static final int LOOKS = 20;
  private static final long PAUSE_MILLIS = 2;

  private RunningPlaybook() {}

  /**
   * Looks some times, because a condition that is judged without end is not always on the stack.
   */
  static Optional<String> in(SessionOwner owner) {
    Map<String, Integer> seen = new HashMap<>();
    try {
      for (int i = 0; i < LOOKS; i++) {
        of(owner.stack()).ifPresent(playbook -> seen.merge(playbook, 1, Integer::sum));
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return seen.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }

  private static Optional<String> of(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      String type = frame.getClassName();
      if (type.startsWith(PlaybookPackage.PARENT + ".")) {
        String rest = type.substring(PlaybookPackage.PARENT.length() + 1);
        int dot = rest.indexOf('.');
        if (dot > 0) {
          return Optional.of(
              PlaybookPackage.nameOf(PlaybookPackage.PARENT + "." + rest.substring(0, dot)));
        }
      }
    }
    return Optional.empty();
  }
}
