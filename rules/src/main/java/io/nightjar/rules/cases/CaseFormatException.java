package io.nightjar.rules.cases;

import io.nightjar.rules.Problem;
import io.nightjar.rules.language.Location;
import org.jspecify.annotations.Nullable;

/** A case cannot be read; ends the reading of that case only. */
final class CaseFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  CaseFormatException(Location at, String message, @Nullable String hint) {
    super(message);
    this.problem = at.error(message, hint);
  }

  CaseFormatException(Location at, String message) {
    this(at, message, null);
  }

  Problem problem() {
    return problem;
  }
}
