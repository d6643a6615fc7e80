package io.nightjar.driver;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which events the kernel has to send: for each type a list of alternatives ({@link FilterClause});
 * an event is sent if one of them holds. What the process table lives on is sent besides.
 *
 * <p>The contract is one-sided: the kernel may send more than this says (where a test is beyond it,
 * or beyond its memory), never less. {@link #sends} is the exact meaning, and so what both the
 * compiler of rules and the kernel are tested against. Immutable.
 */
public final class KernelFilter {
  /** No event but those of the process table. */
  public static final KernelFilter NOTHING = builder().build();

  private final Map<EventType, List<FilterClause>> clauses;

  private KernelFilter(Map<EventType, Set<FilterClause>> clauses) {
    Map<EventType, List<FilterClause>> all = new EnumMap<>(EventType.class);
    clauses.forEach((type, set) -> all.put(type, simplest(set)));
    this.clauses = Collections.unmodifiableMap(all);
  }

  /** Every event of these types. */
  public static KernelFilter all(Collection<EventType> types) {
    Builder builder = builder();
    types.forEach(type -> builder.send(type, FilterClause.ALL));
    return builder.build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** What one of the two sends. */
  public KernelFilter or(KernelFilter other) {
    Builder builder = builder();
    clauses.forEach((type, list) -> list.forEach(clause -> builder.send(type, clause)));
    other.clauses.forEach((type, list) -> list.forEach(clause -> builder.send(type, clause)));
    return builder.build();
  }

  /** The types of which something is sent. */
  public Set<EventType> types() {
    return clauses.keySet();
  }

  /**
   * The alternatives for a type; empty if nothing of it is sent, {@link FilterClause#ALL} alone if
   * all.
   */
  public List<FilterClause> clauses(EventType type) {
    return clauses.getOrDefault(type, List.of());
  }

  /**
   * Whether the event is to be sent.
   *
   * @param inContainer whether the process's cgroup is that of a container ({@link
   *     ContainerIdentity})
   */
  public boolean sends(EventView event, boolean inContainer) {
    for (FilterClause clause : clauses(event.type())) {
      if (clause.holds(event, inContainer)) {
        return true;
      }
    }
    return false;
  }

  private static List<FilterClause> simplest(Set<FilterClause> set) {
    return set.contains(FilterClause.ALL) ? List.of(FilterClause.ALL) : List.copyOf(set);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KernelFilter filter && clauses.equals(filter.clauses);
  }

  @Override
  public int hashCode() {
    return clauses.hashCode();
  }

  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    clauses.forEach((type, list) -> lines.add(type.callName() + " " + list));
    return String.join("\n", lines);
  }

  /** Collects alternatives; equal ones count once. */
  public static final class Builder {
    private final Map<EventType, Set<FilterClause>> clauses = new EnumMap<>(EventType.class);

    private Builder() {}

    public Builder send(EventType type, FilterClause clause) {
      clauses.computeIfAbsent(type, t -> new LinkedHashSet<>()).add(clause);
      return this;
    }

    public KernelFilter build() {
      return new KernelFilter(clauses);
    }
  }
}
