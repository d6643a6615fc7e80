package io.nightjar.driver.scap;

/**
 * How often a call (or another event) of one name was in the capture up to here.
 *
 * @param read calls, entry and return as one
 * @param told of these, how many became events
 */
public record EventCount(long read, long told) {
  static final EventCount NONE = new EventCount(0, 0);

  EventCount plus(boolean becameEvent) {
    return new EventCount(read + 1, told + (becameEvent ? 1 : 0));
  }
}
