package io.nightjar.driver;

import java.util.EnumMap;
import java.util.Map;

/** A {@link KernelFilter} as the kernel takes it: a table for each type, and the texts of all. */
final class FilterTables {
  private final Map<EventType, TypeTable> types = new EnumMap<>(EventType.class);
  private final TextSets texts = new TextSets();

  FilterTables(KernelFilter filter) {
    for (EventType type : filter.types()) {
      types.put(type, TypeTable.of(type, filter.clauses(type), texts));
    }
  }

  Map<EventType, TypeTable> types() {
    return types;
  }

  TextSets texts() {
    return texts;
  }
}
