package io.nightjar.rules.language;

import io.nightjar.rules.Problem;
import org.jspecify.annotations.Nullable;

/** A place in a rule file; the offset counts characters of its text. */
public record Location(SourceFile file, int offset) {
  public Problem error(String message, @Nullable String hint) {
    return file.problem(Problem.Severity.ERROR, offset, message, hint);
  }

  public Problem error(String message) {
    return error(message, null);
  }

  public Problem warning(String message, @Nullable String hint) {
    return file.problem(Problem.Severity.WARNING, offset, message, hint);
  }
}
