package io.nightjar.rules.pushdown;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.FilterClause;
import io.nightjar.driver.NumberTest;
import io.nightjar.driver.PathTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says a clause in plain words; the paths in it are texts of rule files. */
final class ClauseText {
  private ClauseText() {}

  /** {@code in a container, succeeded, opened for reading, path starts with /root/.ssh/}. */
  static String of(FilterClause clause, EventType type) {
    List<String> parts = new ArrayList<>();
    switch (clause.scope()) {
      case CONTAINER -> parts.add("in a container");
      case HOST -> parts.add("on the host");
      case ANY -> {}
    }
    switch (clause.outcome()) {
      case SUCCEEDED -> parts.add("succeeded");
      case FAILED -> parts.add("failed");
      case ANY -> {}
    }
    for (NumberTest test : clause.numbers()) {
      parts.add(NumberText.of(test, type));
    }
    for (PathTest test : clause.paths()) {
      parts.add(of(test));
    }
    return parts.isEmpty() ? "all" : String.join(", ", parts);
  }

  private static String of(PathTest test) {
    boolean not = test.negated();
    List<String> parts = new ArrayList<>();
    add(parts, not ? "is not" : "is", test.exact());
    add(parts, not ? "does not start with" : "starts with", test.prefixes());
    add(parts, not ? "does not end with" : "ends with", test.suffixes());
    add(parts, not ? "is not named" : "is named", test.names());
    if (parts.isEmpty()) {
      parts.add(not ? "is any" : "is unknown");
    }
    return nameOf(test.arg()) + " " + String.join(not ? " and " : " or ", parts);
  }

  private static void add(List<String> parts, String verb, Iterable<String> texts) {
    List<String> all = new ArrayList<>();
    texts.forEach(all::add);
    if (!all.isEmpty()) {
      parts.add(verb + " " + oneOf(all));
    }
  }

  /** The first of them and how many there are besides. */
  static String oneOf(List<String> all) {
    return all.size() <= 3
        ? String.join(" or ", all)
        : all.get(0) + " or one of " + (all.size() - 1) + " more";
  }

  static String nameOf(Arg arg) {
    return arg.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
