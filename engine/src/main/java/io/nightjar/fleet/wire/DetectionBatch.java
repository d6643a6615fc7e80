package io.nightjar.fleet.wire;

import io.nightjar.detect.Detection;
import java.util.List;

/**
 * Detections in the order of the agent's spool.
 *
 * @param from number of the first; each next has the next number
 */
public record DetectionBatch(long from, List<Detection> detections) {
  public DetectionBatch {
    detections = List.copyOf(detections);
  }
}
