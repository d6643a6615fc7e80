package io.nightjar.fleet.wire;

import java.time.Instant;

/**
 * The answer to {@link Hello}.
 *
 * @param version of the engine
 * @param time of the engine's clock, which {@link NodeTask#expires()} is measured by
 * @param leader whether this engine decides; one that stands by takes no detections
 * @param node that the agent's credential stands for: it can speak of no other
 */
public record Welcome(String version, Instant time, boolean leader, String node) {}
