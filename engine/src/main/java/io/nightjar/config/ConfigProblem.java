package io.nightjar.config;

/**
 * One thing that is wrong in a configuration file.
 *
 * @param line from 1; 0 when the file as a whole is meant
 * @param column from 1
 * @param path YAML path such as {@code calendars.night.zone}; empty for the document
 * @param source the line that it stands in, or empty where showing it could tell a secret
 * @param hint what to do, or empty
 */
public record ConfigProblem(
    String file, int line, int column, String path, String message, String source, String hint) {

  /** The same without the line that it stands in. */
  ConfigProblem withoutSource() {
    return new ConfigProblem(file, line, column, path, message, "", hint);
  }

  /** As a compiler says it: place, message, the line with a caret, the hint. */
  public String render() {
    StringBuilder text = new StringBuilder(file);
    if (line > 0) {
      text.append(':').append(line).append(':').append(column);
    }
    text.append(": ").append(path.isEmpty() ? "" : path + ": ").append(message);
    if (!source.isEmpty()) {
      String number = Integer.toString(line);
      text.append("\n  ").append(number).append(" | ").append(source);
      text.append("\n  ").append(" ".repeat(number.length())).append(" | ");
      text.append(" ".repeat(column - 1)).append('^');
    }
    return hint.isEmpty() ? text.toString() : text.append("\n  ").append(hint).toString();
  }
}
