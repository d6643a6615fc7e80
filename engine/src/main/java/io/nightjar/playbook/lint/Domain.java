package io.nightjar.playbook.lint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one property can still be after some conditions; immutable.
 *
 * @param allowed the only texts that it may be, or null for any
 * @param excluded texts that it may not be
 * @param wanted what else its text has to fulfil
 * @param prefixes what its text has to begin with
 * @param low least number, inclusive
 * @param high greatest number, inclusive
 * @param holes numbers that it may not be
 */
record Domain(
    @Nullable Set<String> allowed,
    Set<String> excluded,
    List<Predicate<String>> wanted,
    Set<String> prefixes,
    long low,
    long high,
    Set<Long> holes) {
  static final Domain ANYTHING =
      new Domain(null, Set.of(), List.of(), Set.of(), Long.MIN_VALUE, Long.MAX_VALUE, Set.of());

  Domain among(Set<String> texts) {
    Set<String> both = new HashSet<>(texts);
    if (allowed != null) {
      both.retainAll(allowed);
    }
    return new Domain(both, excluded, wanted, prefixes, low, high, holes);
  }

  Domain without(Set<String> texts) {
    Set<String> more = new HashSet<>(excluded);
    more.addAll(texts);
    return new Domain(allowed, more, wanted, prefixes, low, high, holes);
  }

  Domain fulfilling(Predicate<String> condition) {
    List<Predicate<String>> more = new ArrayList<>(wanted);
    more.add(condition);
    return new Domain(allowed, excluded, more, prefixes, low, high, holes);
  }

  Domain beginningWith(String prefix) {
    Set<String> more = new HashSet<>(prefixes);
    more.add(prefix);
    return new Domain(allowed, excluded, wanted, more, low, high, holes);
  }

  Domain between(long from, long to) {
    return new Domain(
        allowed, excluded, wanted, prefixes, Math.max(low, from), Math.min(high, to), holes);
  }

  Domain not(long number) {
    Set<Long> more = new HashSet<>(holes);
    more.add(number);
    return new Domain(allowed, excluded, wanted, prefixes, low, high, more);
  }

  /** The texts that it can be; null when they cannot be listed. */
  @Nullable Set<String> texts() {
    if (allowed == null) {
      return null;
    }
    Set<String> left = new HashSet<>(allowed);
    left.removeAll(excluded);
    left.removeIf(text -> !wanted.stream().allMatch(condition -> condition.test(text)));
    left.removeIf(text -> !prefixes.stream().allMatch(text::startsWith));
    return left;
  }

  boolean hasNumber(long number) {
    return number >= low && number <= high && !holes.contains(number);
  }

  /** Whether nothing is left that it can be; false when that cannot be told. */
  boolean isEmpty() {
    Set<String> texts = texts();
    if (texts != null && texts.isEmpty()) {
      return true;
    }
    for (String one : prefixes) {
      for (String other : prefixes) {
        if (!one.startsWith(other) && !other.startsWith(one)) {
          return true;
        }
      }
    }
    return low > high || (low == high && holes.contains(low));
  }
}
