package io.nightjar.rules.load;

import io.nightjar.rules.language.SourceFile;
import io.nightjar.rules.language.SourceText;
import org.snakeyaml.engine.v2.common.ScalarStyle;

/**
 * Finds for each character of a YAML scalar the character of the file it came from.
 *
 * <p>Folding and indentation only ever change blanks, so all other characters stand in the file in
 * the same order and the two texts can be walked side by side; in double quotes an escape counts as
 * the one character that it means.
 */
final class ScalarText {
  private final SourceFile file;
  private final String raw;
  private final int end;
  private final SourceText.Builder out = new SourceText.Builder();
  private int position;

  private ScalarText(SourceFile file, int start, int end) {
    this.file = file;
    this.raw = file.text();
    this.position = start;
    this.end = end;
  }

  /**
   * @param start offset in the file where the scalar's node begins, quotes and block header
   *     included
   * @param end offset behind the node
   */
  static SourceText of(SourceFile file, String value, ScalarStyle style, int start, int end) {
    ScalarText scalar = new ScalarText(file, start, Math.max(start, end));
    switch (style) {
      case DOUBLE_QUOTED -> scalar.doubleQuoted(value);
      case SINGLE_QUOTED -> scalar.singleQuoted(value);
      case LITERAL, FOLDED -> scalar.block(value);
      case PLAIN, JSON_SCALAR_STYLE -> scalar.aligned(value);
    }
    return scalar.out.build();
  }

  private void block(String value) {
    while (position < end && raw.charAt(position) != '\n') {
      position++;
    }
    position++;
    aligned(value);
  }

  private void aligned(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (isBlank(c)) {
        blank(c);
      } else {
        seek(c);
        emit(c);
        position++;
      }
    }
  }

  private void singleQuoted(String value) {
    position++;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (isBlank(c)) {
        blank(c);
      } else {
        seek(c);
        emit(c);
        position += c == '\'' ? 2 : 1;
      }
    }
  }

  private void doubleQuoted(String value) {
    position++;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      skipEscapedLineBreaks();
      if (at(position) == '\\') {
        emit(c);
        if (i + 1 < value.length() && Character.isHighSurrogate(c)) {
          emit(value.charAt(++i));
        }
        position += escapeLength(at(position + 1));
      } else if (isBlank(c)) {
        blank(c);
      } else {
        while (position < end && isBlank(at(position))) {
          position++;
          skipEscapedLineBreaks();
        }
        emit(c);
        position++;
      }
    }
  }

  private void skipEscapedLineBreaks() {
    while (at(position) == '\\' && (at(position + 1) == '\n' || at(position + 1) == '\r')) {
      position++;
      while (position < end && isBlank(at(position))) {
        position++;
      }
    }
  }

  private void blank(char c) {
    emit(c);
    if (position < end && isBlank(at(position))) {
      position++;
    }
  }

  private void seek(char c) {
    while (position < end && at(position) != c) {
      position++;
    }
  }

  private void emit(char c) {
    out.append(c, file, Math.min(position, Math.max(0, end - 1)));
  }

  private char at(int index) {
    return index < end ? raw.charAt(index) : '\0';
  }

  private static int escapeLength(char kind) {
    return switch (kind) {
      case 'x' -> 4;
      case 'u' -> 6;
      case 'U' -> 10;
      default -> 2;
    };
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
}
