package io.nightjar.rules;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong, or doubtful, in a rule file, with the place in the file.
 *
 * @param line from 1
 * @param column from 1, in characters
 * @param hint what to do about it, or null
 * @param snippet the source line and below it a caret under the column; printable text
 */
public record Problem(
    Severity severity,
    String file,
    int line,
    int column,
    String message,
    @Nullable String hint,
    String snippet) {

  /** Whether the rules can be used in spite of the problem. */
  public enum Severity {
    ERROR,
    WARNING
  }

  /** {@code file:line:column: error: message}, the source line, a caret and the hint. */
  public String render() {
    StringBuilder text = new StringBuilder();
    text.append(file).append(':').append(line).append(':').append(column).append(": ");
    text.append(severity == Severity.ERROR ? "error: " : "warning: ").append(message);
    if (!snippet.isEmpty()) {
      text.append('\n').append(snippet);
    }
    if (hint != null) {
      text.append("\n  hint: ").append(hint);
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return render();
  }
}
