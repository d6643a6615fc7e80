package io.nightjar.rules.field;

import io.nightjar.driver.ProcessInfo;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about processes of the same traits that have the very same ancestors, in the
 * same state, and the same session. Belongs to the thread of the evaluator.
 */
final class FamilyMemo {
  private static final int START = 8;
  private static final int MAX_ANCESTORS = 64;

  private final ProcessMemo memo;
  private final ProcessMemo.Decisions decisions;
  private final ProcessInfo[] ancestors;
  private final int session;
  private final boolean leads;

  /**
   * @param process null for one that is not known
   */
  FamilyMemo(ProcessMemo memo, @Nullable ProcessInfo process, ProcessMemo.Decisions decisions) {
    this.memo = memo;
    this.decisions = decisions;
    this.ancestors = ancestors(process);
    this.session = process == null ? 0 : process.sessionId();
    this.leads = process != null && leads(process);
  }

  ProcessMemo.Decisions decisions() {
    return decisions;
  }

  private static ProcessInfo[] ancestors(@Nullable ProcessInfo process) {
    ProcessInfo[] found = new ProcessInfo[START];
    int size = 0;
    ProcessInfo next = process == null ? null : process.parent();
    while (next != null && size < MAX_ANCESTORS) {
      if (size == found.length) {
        found = Arrays.copyOf(found, 2 * size);
      }
      found[size++] = next;
      next = next.parent();
    }
    return Arrays.copyOf(found, size);
  }

  /** Who leads its session is known by its own id as well as by its ancestors'. */
  private static boolean leads(ProcessInfo process) {
    return process.sessionId() == process.tgid();
  }

  /** Whether it holds for this process as it is now. */
  // the very objects: an ancestor that changed is another one
  @SuppressWarnings("ReferenceEquality")
  boolean isOf(ProcessMemo itsMemo, ProcessInfo process) {
    if (memo != itsMemo || session != process.sessionId() || leads != leads(process)) {
      return false;
    }
    ProcessInfo next = process.parent();
    for (ProcessInfo ancestor : ancestors) {
      if (next != ancestor) {
        return false;
      }
      next = next.parent();
    }
    return next == null || ancestors.length == MAX_ANCESTORS;
  }
}
