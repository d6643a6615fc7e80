package io.nightjar.tune;

import io.nightjar.detect.Detection;
import io.nightjar.rules.Rule;
import io.nightjar.rules.compile.Kept;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts detections into groups. Bounded: of too many groups the smallest are forgotten, which is
 * told, and those that come later know how much they may have missed. One thread.
 */
final class Groups {
  private static final int SHAPES = 32;
  private static final int TEXTS = 20_000;

  private static final Comparator<Group> LARGEST_FIRST =
      Comparator.comparingLong(Group::count).reversed().thenComparingLong(Group::order);

  private final Window window;
  private final People people;
  private final int most;
  private final Map<GroupKey, Group> groups = new HashMap<>();
  private final Map<GroupKey, Integer> shapes = new HashMap<>();
  private final Map<String, List<TuningField>> fields = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private long made;
  private long forgotten;
  private long largestForgotten;

  /**
   * @param most groups at a time; a test takes fewer
   */
  Groups(Window window, People people, int most) {
    this.window = window;
    this.people = people;
    this.most = most;
  }

  /**
   * @param rule null where it is not loaded, and nothing can be proposed
   */
  void add(Detection detection, @Nullable Rule rule, Kept.Fields kept) {
    List<TuningField> named =
        rule == null
            ? List.of()
            : fields.computeIfAbsent(rule.name(), name -> TuningField.of(rule));
    Group group = group(GroupKey.of(detection), named);
    @Nullable String[] values = new String[named.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = shared(text(kept.of(named.get(i).key())));
    }
    int day = window.day(detection.getTimeMillis());
    group.add(detection, values, day, people.of(detection.id()));
  }

  private Group group(GroupKey key, List<TuningField> named) {
    Group known = groups.get(key);
    if (known != null) {
      return known;
    }
    GroupKey various = key.various();
    int different = shapes.merge(various, 1, Integer::sum);
    GroupKey taken = different > SHAPES ? various : key;
    Group group = groups.get(taken);
    if (group == null) {
      if (groups.size() >= 2 * most) {
        forget();
      }
      group = new Group(taken, made++, largestForgotten, window, named);
      groups.put(taken, group);
    }
    return group;
  }

  private void forget() {
    List<Group> sorted = new ArrayList<>(groups.values());
    sorted.sort(LARGEST_FIRST);
    for (Group small : sorted.subList(most, sorted.size())) {
      groups.remove(small.key());
      forgotten += small.count();
      largestForgotten = Math.max(largestForgotten, small.count());
    }
    if (shapes.size() > 4 * most) {
      shapes.keySet().retainAll(groups.keySet().stream().map(GroupKey::various).toList());
    }
  }

  private static @Nullable String text(Kept kept) {
    return switch (kept) {
      case Kept.Text text -> text.text().isEmpty() ? null : text.text();
      case Kept.Whole number -> Long.toString(number.number());
      case Kept.AnyOf any -> null;
      case Kept.None none -> null;
    };
  }

  /** The same text once: what groups keep of millions of detections is mostly alike. */
  private @Nullable String shared(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (texts.size() > TEXTS) {
      texts.clear();
    }
    String known = texts.putIfAbsent(text, text);
    return known == null ? text : known;
  }

  /** The largest first. */
  List<Group> all() {
    List<Group> sorted = new ArrayList<>(groups.values());
    sorted.sort(LARGEST_FIRST);
    return sorted;
  }

  /** Detections of groups that were forgotten. */
  long forgotten() {
    return forgotten;
  }
}
