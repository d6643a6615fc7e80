package io.nightjar.tune;

/**
 * Over what detections are spread.
 *
 * @param pods different ones; {@value DistinctCount#MOST} stands for as many or more
 * @param days of UTC on which it happened
 * @param ofDays how many the window has
 * @param hoursOfDay of UTC at which it ever happened
 */
public record Spread(int pods, int nodes, int days, int ofDays, int hoursOfDay, Rhythm rhythm) {}
