package io.nightjar.rules.pushdown;

import io.nightjar.driver.Arg;
import io.nightjar.driver.PathTest;
import io.nightjar.rules.field.Origin;
import io.nightjar.rules.field.Origin.Part;
import io.nightjar.rules.language.Expression.Check;
import io.nightjar.rules.language.Operator;
import io.nightjar.rules.language.Quantifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Judges checks of paths. For each constant there are two sets: what the check holds for lies in
 * the one, and it holds for all of the other; so the first covers where it holds, and what is
 * outside of the second covers where it fails. A missing path passes every test.
 *
 * <p>The kernel compares bytes and the evaluator characters, where bytes that are not UTF-8 have
 * become replacement characters; so a constant with a replacement character is left to the
 * evaluator. For all others the two agree.
 */
final class PathJudge {
  private static final char REPLACEMENT = '\uFFFD';

  private PathJudge() {}

  static Arg directoryOf(Arg path) {
    return switch (path) {
      case OLD_PATH -> Arg.OLD_DIRECTORY;
      case NEW_PATH -> Arg.NEW_DIRECTORY;
      default -> Arg.DIRECTORY;
    };
  }

  /**
   * @param may all that the check holds for, as tests that hold together; none if it may be
   *     anything
   * @param must nothing but what the check holds for
   */
  private record Bounds(List<PathSet> may, PathSet must) {
    static final Bounds NONE = new Bounds(List.of(), PathSet.NONE);

    static Bounds exactly(PathSet set) {
      return new Bounds(List.of(set), set);
    }

    static Bounds atMost(PathSet... sets) {
      return new Bounds(List.of(sets), PathSet.NONE);
    }
  }

  /**
   * @param normal whether an absolute path of this event is without {@code .}, {@code ..} and
   *     double slashes
   */
  static Judged judge(Check check, Origin.Path path, boolean normal) {
    if (check.operator() == Operator.EXISTS) {
      return Judged.UNKNOWN;
    }
    List<Bounds> all = new ArrayList<>();
    for (String constant : Constants.texts(check)) {
      all.add(
          constant.indexOf(REPLACEMENT) >= 0
              ? Bounds.NONE
              : bounds(check.operator(), constant, path.part(), normal));
    }
    Judged judged = new Judged(holds(check, path.arg(), all), fails(check, path.arg(), all));
    return check.operator() == Operator.NOT_EQUAL ? judged.not() : judged;
  }

  private static Clauses holds(Check check, Arg arg, List<Bounds> all) {
    if (check.quantifier() == Quantifier.ALL_OF) {
      Clauses every = Clauses.ALWAYS;
      for (Bounds bounds : all) {
        every = every.and(tests(arg, bounds.may()));
      }
      return every;
    }
    if (all.stream().anyMatch(bounds -> bounds.may().isEmpty())) {
      return Clauses.ALWAYS;
    }
    if (all.size() == 1) {
      return tests(arg, all.get(0).may());
    }
    List<PathSet> sets = new ArrayList<>(all.size());
    all.forEach(bounds -> sets.add(bounds.may().get(0)));
    return tests(arg, List.of(PathSet.union(sets)));
  }

  private static Clauses tests(Arg arg, List<PathSet> sets) {
    return CheckJudge.clause(
        sets.stream().map(set -> set.test(arg, false)).toArray(PathTest[]::new));
  }

  private static Clauses fails(Check check, Arg arg, List<Bounds> all) {
    if (!Constants.anyOf(check)) {
      return Clauses.ALWAYS;
    }
    List<PathSet> sets = new ArrayList<>(all.size());
    all.forEach(bounds -> sets.add(bounds.must()));
    return CheckJudge.clause(PathSet.union(sets).test(arg, true));
  }

  private static Bounds bounds(Operator operator, String constant, Part part, boolean normal) {
    return switch (part) {
      case WHOLE -> ofWhole(operator, constant, normal);
      case NAME -> ofName(operator, constant);
      case DIRECTORY -> ofDirectory(operator, constant, normal);
    };
  }

  private static Bounds ofWhole(Operator operator, String constant, boolean normal) {
    return switch (operator) {
      case EQUAL, NOT_EQUAL, IN, INTERSECTS -> Bounds.exactly(PathSet.exact(Set.of(constant)));
      case STARTS_WITH ->
          constant.isEmpty() ? Bounds.NONE : Bounds.exactly(PathSet.prefix(constant));
      case ENDS_WITH -> constant.isEmpty() ? Bounds.NONE : Bounds.exactly(PathSet.suffix(constant));
      case GLOB -> ofGlob(constant);
      case PATH_MATCH -> normal ? ofPathMatch(constant) : Bounds.NONE;
      default -> Bounds.NONE;
    };
  }

  private static Bounds ofName(Operator operator, String constant) {
    if (constant.isEmpty() || constant.indexOf('/') >= 0) {
      return Bounds.NONE;
    }
    return switch (operator) {
      case EQUAL, NOT_EQUAL, IN, INTERSECTS -> Bounds.exactly(PathSet.name(constant));
      case ENDS_WITH -> Bounds.exactly(PathSet.suffix(constant));
      default -> Bounds.NONE;
    };
  }

  private static Bounds ofDirectory(Operator operator, String constant, boolean normal) {
    return switch (operator) {
      // "different" fails for a path without a directory too, so its negation is not covered
      case EQUAL, IN, INTERSECTS ->
          Bounds.atMost(PathSet.prefix(constant.equals("/") ? "/" : constant + "/"));
      case STARTS_WITH ->
          constant.isEmpty()
              ? Bounds.NONE
              : new Bounds(List.of(PathSet.prefix(constant)), PathSet.prefix(constant + "/"));
      case PATH_MATCH ->
          normal ? new Bounds(ofPathMatch(constant).may(), PathSet.NONE) : Bounds.NONE;
      default -> Bounds.NONE;
    };
  }

  /** What stands before the first special character, and what stands behind the last. */
  private static Bounds ofGlob(String pattern) {
    int first = 0;
    while (first < pattern.length() && !isSpecial(pattern.charAt(first))) {
      first++;
    }
    if (first == pattern.length()) {
      return Bounds.exactly(PathSet.exact(Set.of(pattern)));
    }
    int last = pattern.length();
    while (last > 0 && !isSpecial(pattern.charAt(last - 1))) {
      last--;
    }
    String prefix = pattern.substring(0, first);
    // behind a bracket or a backslash it is not certain what is literal
    String suffix = pattern.charAt(last - 1) == '*' ? pattern.substring(last) : "";
    boolean oneStar = first == last - 1 && pattern.charAt(first) == '*';
    List<PathSet> may = new ArrayList<>();
    if (!prefix.isEmpty()) {
      may.add(PathSet.prefix(prefix));
    }
    if (!suffix.isEmpty()) {
      may.add(PathSet.suffix(suffix));
    }
    boolean exactly = oneStar && may.size() == 1;
    return new Bounds(may, exactly ? may.get(0) : PathSet.NONE);
  }

  private static boolean isSpecial(char c) {
    return c == '*' || c == '?' || c == '[' || c == ']' || c == '\\';
  }

  /** A path without a known directory stays relative and is compared like an absolute one. */
  private static Bounds ofPathMatch(String constant) {
    StringBuilder plain = new StringBuilder();
    boolean literal = true;
    for (String component : constant.split("/")) {
      if (literal && !component.isEmpty()) {
        literal = component.chars().noneMatch(c -> isSpecial((char) c));
        plain.append(literal ? "/" + component : "/");
      }
    }
    if (plain.length() < 2) {
      return Bounds.NONE;
    }
    String path = plain.toString();
    int second = path.indexOf('/', 1);
    PathSet relative = PathSet.prefix(path.substring(1, second < 0 ? path.length() : second));
    PathSet absolute =
        literal ? PathSet.exact(Set.of(path)).or(PathSet.prefix(path + "/")) : PathSet.prefix(path);
    return new Bounds(List.of(absolute.or(relative)), literal ? absolute : PathSet.NONE);
  }
}
