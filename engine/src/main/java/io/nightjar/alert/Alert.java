package io.nightjar.alert;

import io.nightjar.detect.Detection;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import io.nightjar.rules.Match;
import org.jspecify.annotations.Nullable;

/** Something that goes out by the outputs; immutable. */
public sealed interface Alert {

  /** A rule matched. */
  record Matched(Match match) implements Alert {}

  /** Nightjar found out something about itself. */
  record Internal(Detection detection) implements Alert {}

  /**
   * A response is in another state.
   *
   * @param previous null for a new one
   */
  record Changed(Response response, @Nullable ResponseState previous) implements Alert {}
}
