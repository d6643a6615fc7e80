package io.nightjar.driver;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Process id to node without boxing and without locks: an array in pages, since process ids are
 * small and dense. One thread writes, any reads.
 */
final class PidMap {
  /** The kernel's PID_MAX_LIMIT. */
  static final int MAX_PID = 1 << 22;

  /** Small, because ids spread over all of their range once it was gone through. */
  private static final int PAGE = 1 << 6;

  private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable ProcessNode>> pages =
      new AtomicReferenceArray<>(MAX_PID / PAGE);

  @Nullable ProcessNode get(int pid) {
    if (pid < 0 || pid >= MAX_PID) {
      return null;
    }
    AtomicReferenceArray<@Nullable ProcessNode> page = pages.get(pid / PAGE);
    return page == null ? null : page.get(pid % PAGE);
  }

  /** Returns false, and keeps nothing, for an id that no process can have. */
  boolean put(int pid, ProcessNode node) {
    if (pid < 0 || pid >= MAX_PID) {
      return false;
    }
    AtomicReferenceArray<@Nullable ProcessNode> page = pages.get(pid / PAGE);
    if (page == null) {
      page = new AtomicReferenceArray<>(PAGE);
      pages.set(pid / PAGE, page);
    }
    page.set(pid % PAGE, node);
    return true;
  }

  void remove(int pid) {
    AtomicReferenceArray<@Nullable ProcessNode> page = pages.get(pid / PAGE);
    if (page != null) {
      page.set(pid % PAGE, null);
    }
  }

  /** Every node, in the order of their ids; only the thread that writes may ask. */
  void forEach(Consumer<ProcessNode> action) {
    for (int i = 0; i < pages.length(); i++) {
      AtomicReferenceArray<@Nullable ProcessNode> page = pages.get(i);
      for (int j = 0; page != null && j < PAGE; j++) {
        ProcessNode node = page.get(j);
        if (node != null) {
          action.accept(node);
        }
      }
    }
  }
}
