package io.nightjar.tune;

import io.nightjar.detect.Priority;
import java.time.Instant;

/**
 * A group of detections and how much it looks like noise.
 *
 * @param missed at most so many more were forgotten for want of memory
 * @param example id of one of the detections
 */
public record Noise(
    GroupKey key,
    Priority priority,
    long count,
    long missed,
    Instant first,
    Instant last,
    Spread spread,
    Said said,
    Score score,
    String example) {}
