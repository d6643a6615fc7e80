package io.nightjar.fleet.wire;

import java.util.List;

/**
 * All pods of the caller's node: data of the event {@link Wire#SNAPSHOT}, the first of a stream.
 */
public record PodSnapshot(List<NodePod> pods) {
  public PodSnapshot {
    pods = List.copyOf(pods);
  }
}
