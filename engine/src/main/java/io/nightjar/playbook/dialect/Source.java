package io.nightjar.playbook.dialect;

import java.util.List;

/**
 * The text of one file with the way from an offset to line and column.
 *
 * @param file path for people
 */
public record Source(String file, String text) {

  /** A problem at a character offset of the text. */
  public Problem problem(int offset, String message, String hint) {
    int end = Math.clamp(offset, 0, text.length());
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new Problem(file, line, end - lineStart + 1, message, hint, lineText(line));
  }

  /** A problem at a line (from 1; 0 for the whole file) and a column (from 1; 0 for none). */
  public Problem problemAt(int line, int column, String message, String hint) {
    return new Problem(file, line, column, message, hint, lineText(line));
  }

  /** Offset of a line (from 1) and a column (from 0), as the DRL parser counts them. */
  public int offset(int line, int column) {
    int start = 0;
    for (int i = 1; i < line; i++) {
      int newline = text.indexOf('\n', start);
      if (newline < 0) {
        return text.length();
      }
      start = newline + 1;
    }
    return Math.min(start + Math.max(column, 0), text.length());
  }

  private String lineText(int line) {
    List<String> lines = text.lines().toList();
    return line >= 1 && line <= lines.size() ? lines.get(line - 1) : "";
  }
}
