package io.nightjar.driver;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One process through its life. The table and the processes that it made hold it, so an ancestor
 * stays known as long as a descendant lives, whatever the table forgets.
 */
final class ProcessNode implements Supplier<@Nullable ProcessInfo> {
  /** Longer lines of descent lose their oldest: a chain of short-lived parents must not grow. */
  private static final int MAX_DEPTH = 64;

  private volatile ProcessInfo info;
  private volatile @Nullable ProcessNode parent;
  private boolean ended;

  /**
   * @param values everything but the parent
   */
  ProcessNode(ProcessInfo.Builder values, @Nullable ProcessNode parent) {
    this.parent = parent;
    // this is only asked for its parent once somebody has the process
    this.info = values.parent(this).build();
    cutOldest();
  }

  ProcessInfo info() {
    return info;
  }

  /** Replaces what is known; the parent stays. */
  ProcessInfo update(ProcessInfo.Builder values) {
    ProcessInfo updated = values.parent(this).build();
    info = updated;
    return updated;
  }

  void adopt(ProcessNode newParent) {
    parent = newParent;
    cutOldest();
  }

  boolean hasParent() {
    return parent != null;
  }

  boolean is(int tgid, long startTimeTicks) {
    return info.tgid() == tgid && info.startTimeTicks() == startTimeTicks;
  }

  boolean ended() {
    return ended;
  }

  void end() {
    ended = true;
  }

  /** The parent as it is now. */
  @Override
  public @Nullable ProcessInfo get() {
    ProcessNode node = parent;
    return node == null ? null : node.info;
  }

  private void cutOldest() {
    ProcessNode node = this;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      ProcessNode next = node.parent;
      if (next == null) {
        return;
      }
      node = next;
    }
    node.parent = null;
  }
}
