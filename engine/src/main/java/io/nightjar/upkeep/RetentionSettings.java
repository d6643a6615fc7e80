package io.nightjar.upkeep;

import java.time.Duration;

/**
 * How long what is over is kept, counted from its last change.
 *
 * @param detections at least as long as a session remembers
 * @param acts at least as long as budgets and cool-down look back
 * @param every how often the store is tidied
 */
public record RetentionSettings(
    Duration detections, Duration responses, Duration incidents, Duration acts, Duration every) {}
