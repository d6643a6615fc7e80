package io.nightjar.notify;

import java.time.Instant;

/**
 * One letter on its way to one channel; immutable, the store holds the current one.
 *
 * @param person whose own channel is meant; empty for the channel itself
 * @param urgent goes before others that wait
 * @param made when it was filed
 * @param due before that it is not tried
 * @param changed since when it is in this state
 * @param tries so far
 * @param why it waits, was given up or is over; empty where there is nothing to say
 * @param handle what the channel gave back
 */
public record Delivery(
    String id,
    String channel,
    String person,
    State state,
    Form form,
    boolean urgent,
    String sameness,
    Instant made,
    Instant due,
    Instant changed,
    int tries,
    String why,
    String handle,
    Letter letter) {

  /** Where it stands. */
  public enum State {
    WAITING,
    DELIVERED,
    /** Given up. */
    DEAD,
    /** What it would have told is no longer so. */
    OVER
  }

  /** What kind of letter. */
  public enum Form {
    /** One notice. */
    SINGLE,
    /** One notice that was told just before; more of the same are counted in it. */
    REPEATED,
    /** Notices that are collected until it is due. */
    COLLECTED,
    /** Changes a message. */
    CHANGE
  }

  Delivery with(State next, int triesNow, Instant dueThen, Instant now, String because, String by) {
    return new Delivery(
        id, channel, person, next, form, urgent, sameness, made, dueThen, now, triesNow, because,
        by, letter);
  }

  Delivery carrying(Letter other) {
    return new Delivery(
        id, channel, person, state, form, urgent, sameness, made, due, changed, tries, why, handle,
        other);
  }
}
