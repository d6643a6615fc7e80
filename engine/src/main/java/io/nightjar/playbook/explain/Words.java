package io.nightjar.playbook.explain;

import io.nightjar.playbook.dialect.Value;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How single things of a playbook are said. */
final class Words {
  private static final Map<String, String> FACTS =
      Map.of(
          "Detection", "detection",
          "ResponseUpdate", "response",
          "ApprovalUnanswered", "unanswered approval",
          "ApprovalAnswer", "answer to an approval",
          "CalendarOpened", "beginning of a calendar",
          "Incident", "incident");

  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("podUid", "pod"),
          Map.entry("podName", "name of the pod"),
          Map.entry("workloadUid", "workload"),
          Map.entry("workloadName", "name of the workload"),
          Map.entry("workloadKind", "kind of the workload"),
          Map.entry("containerId", "container"),
          Map.entry("containerName", "name of the container"),
          Map.entry("processName", "name of the process"),
          Map.entry("processPath", "path of the process"),
          Map.entry("processAncestors", "list of ancestors of the process"),
          Map.entry("parentName", "name of the parent process"),
          Map.entry("commandLine", "command line"),
          Map.entry("imageRegistry", "registry of the image"),
          Map.entry("imageRepository", "repository of the image"),
          Map.entry("imageTag", "tag of the image"),
          Map.entry("imageDigest", "digest of the image"),
          Map.entry("timeMillis", "time"),
          Map.entry("responseId", "response"),
          Map.entry("incidentId", "incident"));

  private static final Map<String, String> OPERATORS =
      Map.of(
          "==", "is",
          "!=", "is not",
          "<", "is below",
          "<=", "is at most",
          ">", "is above",
          ">=", "is at least");

  private Words() {}

  /** {@code detection}. */
  static String fact(String type) {
    String known = FACTS.get(type);
    return known == null ? apart(type) : known;
  }

  /** With its article, {@code a detection}. */
  static String aFact(String type) {
    String word = fact(type);
    return ("aeiou".indexOf(word.charAt(0)) >= 0 ? "an " : "a ") + word;
  }

  /** {@code name of the process}, from {@code processName}. */
  static String property(Value.Path path) {
    Value.Step last = path.last();
    if (last.call() && last.arguments().size() == 1) {
      String of = last.arguments().getFirst().spelt();
      return switch (last.name()) {
        case "label" -> "label " + of + " of the pod";
        case "namespaceLabel" -> "label " + of + " of the namespace";
        case "field" -> "field " + of;
        default -> path.toString();
      };
    }
    String known = PROPERTIES.get(last.name());
    return known == null ? apart(last.name()) : known;
  }

  /** {@code writtenDirectories} as {@code written directories}. */
  static String apart(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
  }

  static String operator(String operator) {
    return OPERATORS.getOrDefault(operator, operator);
  }

  static String value(Value value) {
    return switch (value) {
      case Value.Text text -> '"' + text.text() + '"';
      case Value.Whole number -> Long.toString(number.number());
      case Value.Truth truth -> truth.truth() ? "true" : "false";
      case Value.Path path -> path.last().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }

  /** {@code "a", "b" or "c"}. */
  static String either(List<String> texts) {
    if (texts.size() < 2) {
      return String.join("", texts);
    }
    return String.join(", ", texts.subList(0, texts.size() - 1)) + " or " + texts.getLast();
  }

  /** {@code a, b and c}. */
  static String both(List<String> texts) {
    if (texts.size() < 2) {
      return String.join("", texts);
    }
    return String.join(", ", texts.subList(0, texts.size() - 1)) + " and " + texts.getLast();
  }

  /** {@code 5 minutes}. */
  static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (duration.toMillis() % 1000 != 0) {
      return amount(duration.toMillis(), "millisecond");
    }
    if (seconds == 0 || seconds % 60 != 0) {
      return amount(seconds, "second");
    }
    if (seconds % 3600 != 0) {
      return amount(seconds / 60, "minute");
    }
    return seconds % 86_400 == 0 ? amount(seconds / 86_400, "day") : amount(seconds / 3600, "hour");
  }

  private static String amount(long number, String unit) {
    return number + " " + unit + (number == 1 ? "" : "s");
  }
}
