package io.nightjar.fleet.wire;

import java.util.List;

/**
 * The answer to {@link DetectionBatch}, once all that was not refused is durable.
 *
 * @param through number of the last that need not be sent again; {@code from - 1} of an empty batch
 * @param refused those that will never be taken
 */
public record DetectionsTaken(long through, List<Refused> refused) {
  public DetectionsTaken {
    refused = List.copyOf(refused);
  }

  /**
   * @param number in the agent's spool
   * @param why for people
   */
  public record Refused(long number, String why) {}
}
