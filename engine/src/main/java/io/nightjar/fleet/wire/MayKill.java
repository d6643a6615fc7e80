package io.nightjar.fleet.wire;

import java.util.List;

/**
 * Asks in which containers the kernel may kill at exec.
 *
 * @param containers of the caller's node
 */
public record MayKill(List<Container> containers) {
  public MayKill {
    containers = List.copyOf(containers);
  }

  /**
   * @param id full container id
   * @param podUid of its pod as the node knows it, or empty
   */
  public record Container(String id, String podUid) {}
}
