package io.nightjar.driver;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Process id to node without boxing and without locks: an array in pages, since process ids are
 * small and dense. One thread writes, any reads.
 */
final class PidMap {
  /** The kernel's PID_MAX_LIMIT. */
  static final int MAX_PID = 1 << 22;

  private static final int PAGE = 1 << 10;

  private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable ProcessNode>> pages =
      new AtomicReferenceArray<>(MAX_PID / PAGE);

  @Nullable ProcessNode get(int pid) {
    if (pid < 0 || pid >= MAX_PID) {
      return null;
    }
    AtomicReferenceArray<@Nullable ProcessNode> page = pages.get(pid / PAGE);
    return page == null ? null : page.get(pid % PAGE);
  }

  void put(int pid, @Nullable ProcessNode node) {
    if (pid < 0 || pid >= MAX_PID) {
      return;
    }
    AtomicReferenceArray<@Nullable ProcessNode> page = pages.get(pid / PAGE);
    if (page == null) {
      page = new AtomicReferenceArray<>(PAGE);
      pages.set(pid / PAGE, page);
    }
    page.set(pid % PAGE, node);
  }
}
