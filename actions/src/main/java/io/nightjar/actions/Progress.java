package io.nightjar.actions;

/**
 * How far the pods that a change replaces have come.
 *
 * @param words for people: {@code 3 of 3 pods are ready}
 */
public record Progress(State state, String words) {

  /** Where a replacement of pods stands. */
  public enum State {
    UNDER_WAY,
    READY,
    /** The cluster itself gave up waiting for it. */
    STUCK
  }
}
