package io.nightjar.actions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What became of one object of the cluster, or would become of it, a line for each path. What the
 * API server writes by itself (versions, times, status) is no change; the content of a Secret is
 * never in it.
 *
 * @param object for people: {@code Pod shop/checkout-7d4b9}
 * @param more how many lines beyond {@link #LINES_AT_MOST} were left out
 * @param notes how many annotations of Nightjar's own, which say whose work it is, are no lines
 */
public record ObjectChange(String object, What what, List<Line> lines, int more, int notes) {

  static final int LINES_AT_MOST = 40;

  private static final String OWN_NOTE = "metadata.annotations[nightjar.io/";
  private static final int VALUE_AT_MOST = 160;
  private static final Set<String> OF_THE_SERVER =
      Set.of(
          "/metadata/resourceVersion",
          "/metadata/generation",
          "/metadata/uid",
          "/metadata/creationTimestamp",
          "/metadata/managedFields",
          "/metadata/selfLink",
          "/status");
  private static final Set<String> NAMED_ALREADY =
      Set.of("/apiVersion", "/kind", "/metadata/name", "/metadata/namespace");
  private static final Set<String> SECRET = Set.of("/data", "/stringData");

  /** What is done to the whole of it. */
  public enum What {
    CREATED,
    CHANGED,
    DELETED,
    EVICTED
  }

  /** What is done to one path: the value before, or after, is empty where there is none. */
  public record Line(Sign sign, String path, String before, String after) {}

  /** How a diff marks a line. */
  public enum Sign {
    ADDED,
    REMOVED,
    CHANGED
  }

  public ObjectChange {
    lines = List.copyOf(lines);
  }

  /** Of an object that is there no more. */
  public static ObjectChange gone(String object, What what) {
    return new ObjectChange(object, what, List.of(), 0, 0);
  }

  /**
   * @param before missing for one that is created
   */
  public static ObjectChange between(String object, What what, JsonNode before, JsonNode after) {
    List<Line> lines = new ArrayList<>();
    compare("", "", before, after, lines);
    int all = lines.size();
    lines.removeIf(line -> line.path().startsWith(OWN_NOTE));
    int shown = Math.min(lines.size(), LINES_AT_MOST);
    return new ObjectChange(
        object, what, lines.subList(0, shown), lines.size() - shown, all - lines.size());
  }

  private static void compare(
      String pointer, String path, JsonNode before, JsonNode after, List<Line> lines) {
    if (OF_THE_SERVER.contains(pointer) || SECRET.contains(pointer) || before.equals(after)) {
      return;
    }
    if (before.isMissingNode() && NAMED_ALREADY.contains(pointer)) {
      return;
    }
    if (isTree(before) || isTree(after)) {
      TreeSet<String> fields = new TreeSet<>();
      before.fieldNames().forEachRemaining(fields::add);
      after.fieldNames().forEachRemaining(fields::add);
      for (String field : fields) {
        compare(
            pointer + "/" + field,
            path.isEmpty() ? field : path + step(field),
            before.path(field),
            after.path(field),
            lines);
      }
      items(pointer, path, before, after, lines);
    } else {
      Sign sign =
          before.isMissingNode() ? Sign.ADDED : after.isMissingNode() ? Sign.REMOVED : Sign.CHANGED;
      lines.add(new Line(sign, DisplayText.of(path), shown(before), shown(after)));
    }
  }

  private static void items(
      String pointer, String path, JsonNode before, JsonNode after, List<Line> lines) {
    int size = Math.max(before.isArray() ? before.size() : 0, after.isArray() ? after.size() : 0);
    for (int index = 0; index < size; index++) {
      compare(
          pointer + "/" + index,
          path + "[" + index + "]",
          before.path(index),
          after.path(index),
          lines);
    }
  }

  /** Has parts that can be told one by one; an empty one is told as it is. */
  private static boolean isTree(JsonNode node) {
    return node.isContainerNode() && !node.isEmpty();
  }

  private static String step(String field) {
    return field.indexOf('.') >= 0 || field.indexOf('/') >= 0 ? "[" + field + "]" : "." + field;
  }

  private static String shown(JsonNode value) {
    if (value.isMissingNode()) {
      return "";
    }
    return DisplayText.of(value.isTextual() ? value.textValue() : value.toString(), VALUE_AT_MOST);
  }
}
