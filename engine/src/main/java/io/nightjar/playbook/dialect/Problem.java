package io.nightjar.playbook.dialect;

import java.util.Comparator;

/**
 * Something wrong in a playbook's file, as a compiler would tell it.
 *
 * @param file path for people
 * @param line from 1; 0 when the whole file is meant
 * @param column from 1; 0 when the whole line is meant
 * @param message what is wrong
 * @param hint what to do, or empty
 * @param sourceLine the line itself, or empty
 */
public record Problem(
    String file, int line, int column, String message, String hint, String sourceLine)
    implements Comparable<Problem> {

  private static final Comparator<Problem> ORDER =
      Comparator.comparing(Problem::file)
          .thenComparingInt(Problem::line)
          .thenComparingInt(Problem::column)
          .thenComparing(Problem::message);

  @Override
  public int compareTo(Problem other) {
    return ORDER.compare(this, other);
  }

  /** Several lines: place and message, the source line with a caret below, the hint. */
  public String render() {
    StringBuilder text = new StringBuilder(file);
    if (line > 0) {
      text.append(':').append(line);
    }
    if (column > 0) {
      text.append(':').append(column);
    }
    text.append(": ").append(Printable.text(message, 500));
    if (!sourceLine.isBlank()) {
      text.append("\n  ").append(Printable.text(sourceLine.replace('\t', ' '), 200));
      if (column > 0 && column <= 200) {
        text.append("\n  ").append(" ".repeat(column - 1)).append('^');
      }
    }
    if (!hint.isEmpty()) {
      text.append("\n  hint: ").append(Printable.text(hint, 500));
    }
    return text.toString();
  }
}
