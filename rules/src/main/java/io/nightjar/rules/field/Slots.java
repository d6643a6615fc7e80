package io.nightjar.rules.field;

/**
 * How many decisions have to be remembered for the conditions of a rule set.
 *
 * @param event for the event at hand
 * @param process for a process as it is, see {@link ProcessMemo}
 * @param family for a process and its ancestors as they are
 */
public record Slots(int event, int process, int family) {
  public static final Slots NONE = new Slots(0, 0, 0);

  /** Enough for either of two. */
  public Slots and(Slots other) {
    return new Slots(
        Math.max(event, other.event),
        Math.max(process, other.process),
        Math.max(family, other.family));
  }
}
