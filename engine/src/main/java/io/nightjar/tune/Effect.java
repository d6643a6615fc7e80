package io.nightjar.tune;

import java.util.List;

/**
 * What other rules would have done to the past.
 *
 * @param silenced detections that would not have been raised
 * @param unjudged detections of which too little was kept to tell
 * @param which the silenced ones, the most frequent first; a few
 * @param gone responses all of whose detections are silenced
 * @param partly responses of which some are, or of which not all lie in the window
 * @param missed known attacks that would no longer be seen
 * @param loose exceptions that whoever is inside of a container can meet by names alone
 */
public record Effect(
    long silenced,
    long unjudged,
    List<Which> which,
    List<Gone> gone,
    int partly,
    List<KnownAttacks.Missed> missed,
    List<LooseExceptions.Loose> loose) {

  static final Effect NONE = new Effect(0, 0, List.of(), List.of(), 0, List.of(), List.of());

  /** Some of the silenced detections. */
  public record Which(String rule, String where, String lineage, long detections) {}

  /**
   * A response that would not have been asked for.
   *
   * @param word what a person said of it, in lower case; empty without one
   */
  public record Gone(
      String response, String playbook, String action, String state, String word, String who) {

    boolean takenForReal() {
      return word.equals("approved") || word.equals("wanted");
    }
  }

  public Effect {
    which = List.copyOf(which);
    gone = List.copyOf(gone);
    missed = List.copyOf(missed);
    loose = List.copyOf(loose);
  }

  Effect with(List<KnownAttacks.Missed> newMissed, List<LooseExceptions.Loose> newLoose) {
    return new Effect(silenced, unjudged, which, gone, partly, newMissed, newLoose);
  }

  /** Whether it would hide what must be seen. */
  public boolean isDangerous() {
    return !missed.isEmpty() || !loose.isEmpty() || gone.stream().anyMatch(Gone::takenForReal);
  }
}
