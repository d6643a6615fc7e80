package io.nightjar.rules.pushdown;

import io.nightjar.driver.FilterClause;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Alternatives of which one has to hold; immutable, none implied by another, and never more than
 * {@link #LIMIT}: where there would be more, the most alike are replaced by something weaker that
 * covers both.
 */
final class Clauses {
  static final int LIMIT = 24;

  /** Products of this many clauses are looked at; beyond, the factors are weakened first. */
  private static final int PRODUCT_LIMIT = 16 * LIMIT;

  static final Clauses NEVER = new Clauses(List.of());
  static final Clauses ALWAYS = new Clauses(List.of(FilterClause.ALL));

  private final List<FilterClause> list;

  private Clauses(List<FilterClause> list) {
    this.list = List.copyOf(list);
  }

  static Clauses of(FilterClause clause) {
    if (ClauseAlgebra.isAlways(clause)) {
      return ALWAYS;
    }
    FilterClause normal = ClauseAlgebra.both(FilterClause.ALL, clause);
    return normal == null ? NEVER : new Clauses(List.of(normal));
  }

  /** At most {@link #LIMIT} clauses that cover all of these. */
  static Clauses of(List<FilterClause> clauses) {
    Clauses all = NEVER;
    for (FilterClause clause : clauses) {
      all = all.or(of(clause));
    }
    return all;
  }

  List<FilterClause> list() {
    return list;
  }

  boolean isNever() {
    return list.isEmpty();
  }

  boolean isAlways() {
    return list.size() == 1 && ClauseAlgebra.isAlways(list.get(0));
  }

  Clauses or(Clauses other) {
    if (isNever() || other.isAlways()) {
      return other;
    }
    if (other.isNever() || isAlways()) {
      return this;
    }
    List<FilterClause> all = new ArrayList<>(list);
    other.list.forEach(clause -> add(all, clause));
    return new Clauses(all).atMost(LIMIT);
  }

  Clauses and(Clauses other) {
    if (isNever() || other.isAlways()) {
      return this;
    }
    if (other.isNever() || isAlways()) {
      return other;
    }
    Clauses small = list.size() < other.list.size() ? this : other;
    Clauses large = (small == this ? other : this).atMost(PRODUCT_LIMIT / small.list.size());
    List<FilterClause> all = new ArrayList<>();
    for (FilterClause one : small.list) {
      for (FilterClause two : large.list) {
        FilterClause both = ClauseAlgebra.both(one, two);
        if (both != null) {
          add(all, both);
        }
      }
    }
    return new Clauses(all).atMost(LIMIT);
  }

  /** Adds a clause unless it is covered, and takes out what it covers. */
  private static void add(List<FilterClause> all, FilterClause added) {
    for (int i = 0; i < all.size(); i++) {
      FilterClause united = ClauseAlgebra.either(all.get(i), added);
      if (united != null) {
        FilterClause before = all.remove(i);
        if (united.equals(before)) {
          all.add(i, before);
        } else {
          add(all, united);
        }
        return;
      }
    }
    all.add(added);
  }

  private Clauses atMost(int limit) {
    if (list.size() <= limit) {
      return this;
    }
    List<FilterClause> all = new ArrayList<>(list);
    while (all.size() > Math.max(1, limit)) {
      joinMostAlike(all);
    }
    return new Clauses(all);
  }

  private static void joinMostAlike(List<FilterClause> all) {
    int first = 0;
    int second = 1;
    int least = Integer.MAX_VALUE;
    @Nullable FilterClause best = null;
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        FilterClause weaker = ClauseAlgebra.weaker(all.get(i), all.get(j));
        int loss = ClauseAlgebra.loss(all.get(i), all.get(j), weaker);
        if (loss < least) {
          least = loss;
          first = i;
          second = j;
          best = weaker;
        }
      }
    }
    all.remove(second);
    all.remove(first);
    add(all, best == null ? FilterClause.ALL : best);
  }

  @Override
  public String toString() {
    return list.toString();
  }
}
