package io.nightjar.export;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object that leaves out what is not known: empty texts, empty objects, empty lists. */
final class Tree {

  private final Map<String, Object> values = new LinkedHashMap<>();

  Tree put(String name, @Nullable Object value) {
    Object plain = value instanceof Tree tree ? tree.values : value;
    boolean known =
        switch (plain) {
          case null -> false;
          case String text -> !text.isEmpty();
          case Map<?, ?> map -> !map.isEmpty();
          case Collection<?> list -> !list.isEmpty();
          default -> true;
        };
    if (known && plain != null) {
      values.put(name, plain);
    }
    return this;
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  Map<String, Object> values() {
    return values;
  }

  /** Those that hold anything. */
  static List<Map<String, Object>> list(Tree... trees) {
    return Arrays.stream(trees).filter(tree -> !tree.isEmpty()).map(Tree::values).toList();
  }
}
