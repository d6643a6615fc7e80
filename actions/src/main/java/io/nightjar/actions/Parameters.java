package io.nightjar.actions;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The parameters of one request, sorted by name so that equal parameters have equal JSON. Every
 * value is a list of strings; a scalar is a list of one.
 */
public record Parameters(@JsonValue SortedMap<String, List<String>> values) {

  /** Directories that a container was seen to write to: an observation, not a wish. */
  public static final String WRITTEN_DIRECTORIES = "writtenDirectories";

  /** Images that detections accuse: an observation, not a wish. */
  public static final String ACCUSED_IMAGES = "accusedImages";

  /** What a detection told, each as {@code name=value}: an observation, not a wish. */
  public static final String SEEN = "seen";

  private static final Set<String> OBSERVED = Set.of(WRITTEN_DIRECTORIES, ACCUSED_IMAGES, SEEN);

  public static final Parameters NONE = new Parameters(new TreeMap<>());

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Parameters {
    TreeMap<String, List<String>> copy = new TreeMap<>();
    values.forEach((name, list) -> copy.put(name, List.copyOf(list)));
    values = Collections.unmodifiableSortedMap(copy);
  }

  public List<String> list(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** The single value of {@code name}, or {@code fallback} when it is not set. */
  public String text(String name, String fallback) {
    List<String> list = list(name);
    return list.isEmpty() ? fallback : list.getFirst();
  }

  public Parameters with(String name, List<String> list) {
    TreeMap<String, List<String>> copy = new TreeMap<>(values);
    copy.put(name, list);
    return new Parameters(copy);
  }

  public Parameters with(String name, String value) {
    return with(name, List.of(value));
  }

  /** These and {@code others}, which count where both have a name. */
  public Parameters and(Parameters others) {
    TreeMap<String, List<String>> copy = new TreeMap<>(values);
    copy.putAll(others.values);
    return new Parameters(copy);
  }

  /**
   * Whether they ask for the same; what was merely observed until then may differ.
   *
   * @see #WRITTEN_DIRECTORIES
   * @see #ACCUSED_IMAGES
   * @see #SEEN
   */
  public boolean asksTheSameAs(Parameters other) {
    return asked().equals(other.asked());
  }

  /** What stands in texts such as {@code name=value}; what has no name is left out. */
  public static SortedMap<String, String> namesAndValues(List<String> texts) {
    SortedMap<String, String> values = new TreeMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals > 0) {
        values.put(text.substring(0, equals), text.substring(equals + 1));
      }
    }
    return values;
  }

  private Map<String, List<String>> asked() {
    TreeMap<String, List<String>> copy = new TreeMap<>(values);
    copy.keySet().removeAll(OBSERVED);
    return copy;
  }
}
