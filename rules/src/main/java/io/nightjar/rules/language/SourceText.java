package io.nightjar.rules.language;

import java.util.Arrays;

/**
 * A text that remembers for each of its characters which character of which file it came from, so
 * that an error in a folded, appended and list-expanded condition still points at the right place.
 */
public final class SourceText {
  private final String text;
  private final SourceFile[] files;
  private final int[] offsets;

  private SourceText(String text, SourceFile[] files, int[] offsets) {
    this.text = text;
    this.files = files;
    this.offsets = offsets;
  }

  /** A text whose characters all stand for one place. */
  public static SourceText of(String text, Location at) {
    return new Builder().append(text, at).build();
  }

  public String text() {
    return text;
  }

  public int length() {
    return text.length();
  }

  /** The text without white space before and behind it. */
  public SourceText strip() {
    int from = text.length() - text.stripLeading().length();
    int to = text.stripTrailing().length();
    return new Builder().append(this, Math.min(from, to), to).build();
  }

  /** Place of a character; the end of the text is the place after its last character. */
  public Location at(int index) {
    if (offsets.length == 0) {
      throw new IllegalStateException("an empty text has no place");
    }
    if (index < offsets.length) {
      return files[index].at(offsets[index]);
    }
    int last = offsets.length - 1;
    return files[last].at(offsets[last] + 1);
  }

  /** Collects text piece by piece. */
  public static final class Builder {
    private final StringBuilder text = new StringBuilder();
    private SourceFile[] files = new SourceFile[64];
    private int[] offsets = new int[64];

    public int length() {
      return text.length();
    }

    public Builder append(char c, SourceFile file, int offset) {
      int at = text.length();
      if (at == offsets.length) {
        files = Arrays.copyOf(files, at * 2);
        offsets = Arrays.copyOf(offsets, at * 2);
      }
      files[at] = file;
      offsets[at] = offset;
      text.append(c);
      return this;
    }

    /** Appends a text that stands as a whole for one place. */
    public Builder append(String piece, Location at) {
      for (int i = 0; i < piece.length(); i++) {
        append(piece.charAt(i), at.file(), at.offset());
      }
      return this;
    }

    public Builder append(SourceText source) {
      return append(source, 0, source.length());
    }

    public Builder append(SourceText source, int from, int to) {
      for (int i = from; i < to; i++) {
        append(source.text.charAt(i), source.files[i], source.offsets[i]);
      }
      return this;
    }

    public SourceText build() {
      int length = text.length();
      return new SourceText(
          text.toString(), Arrays.copyOf(files, length), Arrays.copyOf(offsets, length));
    }
  }
}
