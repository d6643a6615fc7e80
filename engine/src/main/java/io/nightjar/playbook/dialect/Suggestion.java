package io.nightjar.playbook.dialect;

import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;

/** "Did you mean": the known word that is nearest to a mistyped one. */
public final class Suggestion {
  private Suggestion() {}

  /** A hint that names the nearest word, or else lists the words (the first twenty). */
  public static String hint(String wrong, Collection<String> known) {
    String best = "";
    int bestDistance = Math.max(2, wrong.length() / 3) + 1;
    for (String word : new TreeSet<>(known)) {
      int distance = distance(wrong.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        best = word;
        bestDistance = distance;
      }
    }
    if (!best.isEmpty()) {
      return "did you mean '" + best + "'?";
    }
    if (known.isEmpty()) {
      return "none is known";
    }
    return "known: " + String.join(", ", new TreeSet<>(known).stream().limit(20).toList());
  }

  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
