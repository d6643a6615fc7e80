package io.nightjar.playbook.dialect;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a playbook may be. Far more than a person writes, and little enough that neither a
 * parser nor the join of facts gets into trouble.
 */
final class Bounds {
  static final int RULES = 50;
  static final int TEXT = 1_000;

  /** Each detection more multiplies what is joined by all that happened in a pod within an hour. */
  static final int DETECTIONS = 3;

  private static final int CHARACTERS = 1 << 16;
  private static final int DEPTH = 30;
  private static final Pattern NEGATIONS = Pattern.compile("(?:!\\s*+){" + DEPTH + "}");

  private Bounds() {}

  /** Looks at the text alone, before any parser does; one problem at most. */
  static List<Problem> exceededBy(Source source) {
    String text = source.text();
    if (text.length() > CHARACTERS) {
      return List.of(
          source.problemAt(
              1,
              1,
              "this is longer than " + CHARACTERS + " characters",
              "split it into several playbooks"));
    }
    Matcher negations = NEGATIONS.matcher(text);
    if (negations.find()) {
      return List.of(tooDeep(source, negations.start()));
    }
    int depth = 0;
    for (int at = 0; at < text.length(); at++) {
      depth += step(text.charAt(at));
      if (depth > DEPTH) {
        return List.of(tooDeep(source, at));
      }
    }
    return List.of();
  }

  /** Those in texts and comments count too; nobody writes thirty more open than closed. */
  private static int step(char c) {
    return switch (c) {
      case '(', '[', '{' -> 1;
      case ')', ']', '}' -> -1;
      default -> 0;
    };
  }

  private static Problem tooDeep(Source source, int at) {
    return source.problem(
        at, "this is nested more than " + DEPTH + " deep", "split it into several rules");
  }
}
