package io.nightjar.rules.language;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the name that was probably meant. */
public final class Suggestion {
  private static final int LONGEST = 200;

  private Suggestion() {}

  /** {@code did you mean x?} for the nearest candidate, or null when none is near. */
  public static @Nullable String didYouMean(String wrong, Collection<String> candidates) {
    String nearest = nearest(wrong, candidates);
    return nearest == null ? null : "did you mean " + nearest + "?";
  }

  /** The candidate with the smallest edit distance, if it is small enough to be a slip. */
  public static @Nullable String nearest(String wrong, Collection<String> candidates) {
    if (wrong.length() > LONGEST) {
      return null;
    }
    String best = null;
    int bestDistance = Math.max(1, Math.min(3, wrong.length() / 3)) + 1;
    for (String candidate : candidates) {
      if (Math.abs(candidate.length() - wrong.length()) >= bestDistance) {
        continue;
      }
      int distance = distance(wrong.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return best;
  }

  /** Insertions, deletions, replacements and swaps of neighbours, each counts one. */
  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[b.length()];
  }
}
