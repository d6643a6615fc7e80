package io.nightjar.evidence;

import java.time.Duration;

/**
 * Bounds of one collection.
 *
 * @param bytes of all its artefacts
 * @param time for all of them
 * @param keep how long it is kept
 */
public record EvidenceLimits(long bytes, Duration time, Duration keep) {}
