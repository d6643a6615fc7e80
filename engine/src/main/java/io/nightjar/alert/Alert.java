package io.nightjar.alert;

import io.nightjar.detect.Detection;
import io.nightjar.rules.Match;

/** Something that goes out by the outputs; immutable. */
public sealed interface Alert {

  /** A rule matched. */
  record Matched(Match match) implements Alert {}

  /** Nightjar found out something about itself. */
  record Internal(Detection detection) implements Alert {}
}
