package io.nightjar.crash;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the processes of a night have acknowledged, and what was seen between them. */
final class CrashRecord {

  private final List<Line> lines = new ArrayList<>();
  private final Map<String, Set<String>> byWord = new TreeMap<>();
  private final List<String> checkpoints = new ArrayList<>();
  private final Map<String, Integer> mayBeToldAgain = new TreeMap<>();
  private int round;

  /** One acknowledgement. */
  record Line(String word, String about) {

    /** Null for what is no acknowledgement: the log, or a line that was cut short. */
    static @Nullable Line parse(String text) {
      String[] parts = text.split(" ", 3);
      return parts.length == 3 && parts[0].equals(">") && parts[2].endsWith(Said.END)
          ? new Line(parts[1], parts[2].substring(0, parts[2].length() - 1))
          : null;
    }

    boolean is(String what) {
      return word.equals(what);
    }
  }

  /**
   * @param halfDone responses whose escalation may be told once more
   */
  void begin(int number, Set<String> halfDone) {
    round = number;
    halfDone.forEach(id -> mayBeToldAgain.merge(id, 1, Integer::sum));
  }

  void add(Line line) {
    lines.add(line);
    byWord.computeIfAbsent(line.word(), word -> new HashSet<>()).add(line.about());
  }

  /** A checkpoint as a witness keeps it. */
  void keep(String checkpoint) {
    if (checkpoints.isEmpty() || !checkpoints.getLast().equals(checkpoint)) {
      checkpoints.add(checkpoint);
    }
  }

  List<String> checkpoints() {
    return checkpoints;
  }

  int rounds() {
    return round;
  }

  Set<String> acknowledged(String word) {
    return byWord.getOrDefault(word, Set.of());
  }

  /** Every word that was said of responses, with their ids. */
  Map<String, Set<String>> byWord() {
    return byWord;
  }

  long told(String word, String about) {
    return lines.stream().filter(line -> line.is(word) && line.about().equals(about)).count();
  }

  /** How often a restart found that it is not on record that people were told. */
  int mayBeToldAgain(String responseId) {
    return mayBeToldAgain.getOrDefault(responseId, 0);
  }
}
