package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.nightjar.actions.DisplayText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Where an object is no longer as the action left it, a line for each path. */
final class Differences {
  private static final int MOST = 20;

  /** What went through a store may come back as another type of number. */
  private static final Comparator<JsonNode> BY_VALUE =
      (one, other) ->
          one.isNumber() && other.isNumber()
              ? one.decimalValue().compareTo(other.decimalValue())
              : one.equals(other) ? 0 : 1;

  private final List<String> lines = new ArrayList<>();

  private Differences() {}

  /**
   * @param path JSON pointer of the compared part, put before every line
   */
  static List<String> between(String path, JsonNode left, JsonNode now) {
    Differences differences = new Differences();
    differences.compare(path, left, now);
    List<String> lines = differences.lines;
    if (lines.size() <= MOST) {
      return List.copyOf(lines);
    }
    List<String> cut = new ArrayList<>(lines.subList(0, MOST));
    cut.add("and " + (lines.size() - MOST) + " more");
    return List.copyOf(cut);
  }

  private void compare(String path, JsonNode left, JsonNode now) {
    if (left.equals(BY_VALUE, now)) {
      return;
    }
    if (left.isObject() && now.isObject()) {
      TreeSet<String> fields = new TreeSet<>();
      left.fieldNames().forEachRemaining(fields::add);
      now.fieldNames().forEachRemaining(fields::add);
      fields.forEach(
          field -> compare(path + "/" + escaped(field), left.path(field), now.path(field)));
    } else if (left.isArray() && now.isArray()) {
      for (int index = 0; index < Math.max(left.size(), now.size()); index++) {
        compare(path + "/" + index, left.path(index), now.path(index));
      }
    } else {
      lines.add(DisplayText.of(path) + ": left " + shown(left) + ", now " + shown(now));
    }
  }

  private static String escaped(String field) {
    return field.replace("~", "~0").replace("/", "~1");
  }

  private static String shown(JsonNode value) {
    return value instanceof MissingNode ? "absent" : DisplayText.of(value.toString());
  }
}
