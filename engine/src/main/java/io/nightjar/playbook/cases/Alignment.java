package io.nightjar.playbook.cases;

import io.nightjar.playbook.cases.Comparison.Difference;
import io.nightjar.playbook.cases.PlaybookCase.Expected;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Lays what was expected beside what came, in order, so that as much as possible stands beside its
 * like: one decision too many then shows as one, not as a difference of all that follow.
 */
final class Alignment {
  private static final int LACKING = 100;
  private static final int DETAIL = 1;

  private final List<Expected> expected;
  private final List<Came> came;
  private final int[][] cost;

  private Alignment(List<Expected> expected, List<Came> came) {
    this.expected = expected;
    this.came = came;
    this.cost = new int[expected.size() + 1][came.size() + 1];
  }

  /** Lines for people; none where everything is as expected. */
  static List<String> differences(List<Expected> expected, List<Came> came) {
    return new Alignment(expected, came).lines();
  }

  private List<String> lines() {
    for (int i = expected.size(); i >= 0; i--) {
      for (int j = came.size(); j >= 0; j--) {
        cost[i][j] = best(i, j);
      }
    }
    return cost[0][0] == 0 ? List.of() : walk();
  }

  private int best(int i, int j) {
    int rest = Integer.MAX_VALUE;
    if (i < expected.size()) {
      rest = Math.min(rest, LACKING + cost[i + 1][j]);
    }
    if (j < came.size()) {
      rest = Math.min(rest, LACKING + cost[i][j + 1]);
    }
    if (i < expected.size()
        && j < came.size()
        && Comparison.sameThing(expected.get(i), came.get(j))) {
      rest = Math.min(rest, pair(i, j) + cost[i + 1][j + 1]);
    }
    return rest == Integer.MAX_VALUE ? 0 : rest;
  }

  private int pair(int i, int j) {
    return DETAIL * Comparison.of(expected.get(i), came.get(j)).size();
  }

  private List<String> walk() {
    List<String> lines = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < expected.size() || j < came.size()) {
      boolean both =
          i < expected.size()
              && j < came.size()
              && Comparison.sameThing(expected.get(i), came.get(j))
              && cost[i][j] == pair(i, j) + cost[i + 1][j + 1];
      if (both) {
        beside(expected.get(i++), came.get(j++), lines);
      } else if (i < expected.size() && cost[i][j] == LACKING + cost[i + 1][j]) {
        lines.add("- expected, did not come: " + Comparison.describe(expected.get(i++)));
      } else {
        lines.add("+ came, not expected:     " + came.get(j++).describe());
      }
    }
    return lines;
  }

  private static void beside(Expected expected, Came came, List<String> lines) {
    List<Difference> differences = Comparison.of(expected, came);
    lines.add((differences.isEmpty() ? "  as expected: " : "~ differs:     ") + came.describe());
    int name = width(differences.stream().map(Difference::name).toList());
    int wanted = width(differences.stream().map(Difference::expected).toList());
    for (Difference difference : differences) {
      lines.add(
          "    "
              + padded(difference.name(), name)
              + "  expected "
              + padded(difference.expected(), wanted)
              + "  came "
              + difference.came());
    }
  }

  private static int width(List<String> texts) {
    return texts.isEmpty() ? 0 : Collections.max(texts.stream().map(String::length).toList());
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, Math.min(width, 60) - text.length()));
  }
}
