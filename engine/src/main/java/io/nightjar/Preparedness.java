package io.nightjar;

/**
 * Whether an engine that stands by could lead, as far as it has looked.
 *
 * @param reached whether the database answers
 * @param key why it is not known whether the audit key fits; empty when it was seen to fit
 * @param rehearsal how the rehearsal went
 */
record Preparedness(boolean reached, String key, DressRehearsal.Outcome rehearsal) {

  /** In plain words; they begin with "cannot" or "can take over, but" where something is amiss. */
  String words() {
    if (!reached) {
      return "cannot take over: the database cannot be reached";
    }
    if (!key.isEmpty()) {
      return "can take over, but whether its audit key fits is not known: " + key;
    }
    // it reads the store that the other one writes, so there is nothing that it could lag behind
    return switch (rehearsal.stage()) {
      case AHEAD -> "can take over, not rehearsed yet: the audit key fits; no lag, same store";
      case UNDER_WAY -> "can take over, rehearsing it now: the audit key fits; no lag, same store";
      case WENT_WELL ->
          "can take over at once: the audit key fits, rehearsed with "
              + rehearsal.words()
              + "; no lag, same store";
      case FAILED -> "can take over, but its rehearsal failed: " + rehearsal.words();
    };
  }
}
