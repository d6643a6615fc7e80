package io.nightjar.rules.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads short options out of a command line, after the manner of getopt(3): {@code n:t} says that
 * {@code -t} stands alone and {@code -n} takes a value. Long options are passed over; the first
 * word that is no option ends it, and so does {@code --}.
 */
public final class OptionLetters {
  private static final char UNKNOWN = '\0';

  private final String letters;

  public OptionLetters(String letters) {
    this.letters = letters;
  }

  /** Each option's letter and, where it takes one, its value; {@code ?} for an unknown letter. */
  public List<String> all(List<String> words) {
    List<String> found = new ArrayList<>();
    read(
        words,
        (letter, value) -> {
          if (letter == UNKNOWN) {
            found.add("?");
          } else if (value == null) {
            found.add(takesValue(letter) ? "" : String.valueOf(letter));
          } else {
            found.add(String.valueOf(letter));
            found.add(value);
          }
        });
    return found;
  }

  /** The value of the last option of this letter, the letter if it takes none, null without it. */
  public @Nullable String last(List<String> words, char wanted) {
    List<String> found = new ArrayList<>();
    read(
        words,
        (letter, value) -> {
          if (letter == wanted) {
            found.add(value != null ? value : takesValue(letter) ? "" : String.valueOf(letter));
          }
        });
    return found.isEmpty() ? null : found.getLast();
  }

  private interface Option {
    void found(char letter, @Nullable String value);
  }

  private void read(List<String> words, Option option) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith("--") && word.length() > 2) {
        continue;
      }
      if (word.equals("--") || word.length() < 2 || word.charAt(0) != '-') {
        return;
      }
      i += readWord(word, i + 1 < words.size() ? words.get(i + 1) : null, option);
    }
  }

  /** How many of the words behind this one were its value. */
  private int readWord(String word, @Nullable String next, Option option) {
    for (int at = 1; at < word.length(); at++) {
      char letter = word.charAt(at);
      if (letter == ':' || letters.indexOf(letter) < 0) {
        option.found(UNKNOWN, null);
      } else if (!takesValue(letter)) {
        option.found(letter, null);
      } else if (at + 1 < word.length()) {
        option.found(letter, word.substring(at + 1));
        return 0;
      } else {
        option.found(letter, next);
        return next == null ? 0 : 1;
      }
    }
    return 0;
  }

  private boolean takesValue(char letter) {
    int at = letters.indexOf(letter);
    return at + 1 < letters.length() && letters.charAt(at + 1) == ':';
  }
}
