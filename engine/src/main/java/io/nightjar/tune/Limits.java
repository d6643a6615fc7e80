package io.nightjar.tune;

/**
 * What is asked of a group before silence is proposed for it.
 *
 * @param score at least so many points
 * @param times at least so many detections
 * @param days on at least so many days, unless people have denied it as often
 * @param most proposals at a time
 */
public record Limits(int score, int times, int days, int most) {
  public static final Limits USUAL = new Limits(50, 5, 3, 20);
}
