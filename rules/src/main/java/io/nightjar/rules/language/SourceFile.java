package io.nightjar.rules.language;

import io.nightjar.rules.Problem;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The text of one rule file and the way from an offset in it to line, column and snippet. */
public final class SourceFile {
  private static final int SNIPPET_WIDTH = 160;
  private static final String INDENT = "  ";

  private final String name;
  private final String text;
  private final int[] lineStarts;

  public SourceFile(String name, String text) {
    this.name = name;
    this.text = text;
    this.lineStarts = lineStarts(text);
  }

  public String name() {
    return name;
  }

  public String text() {
    return text;
  }

  public Location at(int offset) {
    return new Location(this, Math.clamp(offset, 0, text.length()));
  }

  /** Place of the n-th code point, which is how YAML marks count. */
  public Location atCodePoint(int index) {
    int count = Math.clamp(index, 0, text.codePointCount(0, text.length()));
    return at(text.offsetByCodePoints(0, count));
  }

  Problem problem(Problem.Severity severity, int offset, String message, @Nullable String hint) {
    int found = Arrays.binarySearch(lineStarts, offset);
    int line = found >= 0 ? found : -found - 2;
    int start = lineStarts[line];
    int column = text.codePointCount(start, offset) + 1;
    return new Problem(
        severity, name, line + 1, column, message, hint, snippet(start, lineEnd(start), offset));
  }

  private int lineEnd(int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }

  /** A window of the line around the offset; control characters become blanks or marks. */
  private String snippet(int start, int end, int offset) {
    int from = offset - start > SNIPPET_WIDTH - 20 ? offset - SNIPPET_WIDTH / 2 : start;
    int to = Math.min(end, from + SNIPPET_WIDTH);
    String line = printable(text.substring(from, Math.max(from, to)));
    int caret = Math.min(offset, Math.max(from, to)) - from;
    return INDENT + line.stripTrailing() + "\n" + INDENT + " ".repeat(caret) + "^";
  }

  private static String printable(String line) {
    StringBuilder shown = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean hidden = Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
      shown.append(c == '\t' ? ' ' : hidden ? '\uFFFD' : c);
    }
    return shown.toString();
  }

  private static int[] lineStarts(String text) {
    int[] starts = new int[16];
    int count = 1;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        starts = count == starts.length ? Arrays.copyOf(starts, count * 2) : starts;
        starts[count++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, count);
  }
}
