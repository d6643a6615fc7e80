package io.nightjar.fleet.wire;

/**
 * Whether the kernel of the node is watched.
 *
 * @param detail what the sensor gets, or why it gets nothing
 */
public record SensorState(boolean on, String detail) {}
