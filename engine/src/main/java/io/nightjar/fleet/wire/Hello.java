package io.nightjar.fleet.wire;

import java.time.Instant;

/**
 * What an agent says first, and after every loss of the connection; nothing of it decides who it
 * is.
 *
 * @param node that it believes to be on
 * @param boot id of the machine's boot: what was known of processes ends with it
 * @param startedAt when the agent was started
 * @param rules digest of the rules in force
 */
public record Hello(
    String node,
    String boot,
    String version,
    Instant startedAt,
    SensorState sensor,
    String rules) {}
