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
  private @Nullable Column last;

  /** A place within the line that begins at {@code start}. */
  private record Column(int start, int offset, int column) {}

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
    return new Problem(
        severity, name, line + 1, column(start, offset), message, hint, snippet(start, offset));
  }

  /** Counted on from the place before, as a line may be long and hold a thousand mistakes. */
  private int column(int start, int offset) {
    Column before = last;
    boolean further = before != null && before.start == start && before.offset <= offset;
    int column =
        before != null && further
            ? before.column + text.codePointCount(before.offset, offset)
            : text.codePointCount(start, offset) + 1;
    last = new Column(start, offset, column);
    return column;
  }

  /** A window of the line around the offset; control characters become blanks or marks. */
  private String snippet(int start, int offset) {
    int from = offset - start > SNIPPET_WIDTH - 20 ? offset - SNIPPET_WIDTH / 2 : start;
    int to = from;
    while (to < Math.min(text.length(), from + SNIPPET_WIDTH)
        && text.charAt(to) != '\n'
        && text.charAt(to) != '\r') {
      to++;
    }
    String line = printable(text.substring(from, to));
    int caret = Math.min(offset, to) - from;
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
