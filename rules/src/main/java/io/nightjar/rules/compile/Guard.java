package io.nightjar.rules.compile;

import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.Expression.Check;
import io.nightjar.rules.language.Literal;
import io.nightjar.rules.language.Operator;
import io.nightjar.rules.language.Quantifier;
import io.nightjar.rules.match.PlaceIndex;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cheap test of the event that a rule cannot match without: its file lies at one of some places,
 * or one of some checks holds.
 *
 * @param places where the file may lie
 * @param checks of which one may hold instead
 * @param cost the lower, the fewer events pass at less work
 */
record Guard(List<Place> places, List<Expression> checks, int cost) {

  /** What is known of a file's name. */
  record Place(PlaceIndex.Kind kind, String text) {}

  private static final int PLACES = 0;
  private static final int EQUALITY = 1;
  private static final int SEARCH = 2;
  private static final int ANYTHING = 3;

  /** Fields that have the same value for most events of a type, so that they select nothing. */
  private static final Set<String> BROAD =
      Set.of(
          "fd.type",
          "fd.typechar",
          "fd.num",
          "fd.l4proto",
          "fd.sockfamily",
          "evt.dir",
          "evt.res",
          "evt.rawres",
          "evt.failed");

  private static final Set<Operator> EQUALITIES = EnumSet.of(Operator.EQUAL, Operator.IN);

  /** The best guard of a condition, or null if there is none. */
  static @Nullable Guard of(Expression tree) {
    return switch (tree) {
      case Expression.And and -> best(and);
      case Expression.Or or -> any(or);
      case Expression.Not not -> null;
      case Check check -> ofCheck(check);
      case Expression.Name name -> null;
    };
  }

  private static @Nullable Guard best(Expression.And and) {
    Guard best = null;
    for (Expression operand : and.operands()) {
      Guard guard = of(operand);
      if (guard != null && (best == null || guard.cost < best.cost)) {
        best = guard;
      }
    }
    return best;
  }

  private static @Nullable Guard any(Expression.Or or) {
    List<Place> places = new ArrayList<>();
    List<Expression> checks = new ArrayList<>();
    int cost = PLACES;
    for (Expression operand : or.operands()) {
      Guard guard = of(operand);
      if (guard == null) {
        return null;
      }
      places.addAll(guard.places);
      checks.addAll(guard.checks);
      cost = Math.max(cost, guard.cost);
    }
    // the disjunction of nothing guards everything, but it never gets here: such a rule is dropped
    return places.isEmpty() && checks.isEmpty() ? null : new Guard(places, checks, cost);
  }

  private static @Nullable Guard ofCheck(Check check) {
    if (CheckScope.of(check) != CheckScope.EVENT) {
      return null;
    }
    List<Place> places = places(check);
    if (places != null) {
      return new Guard(places, List.of(), PLACES);
    }
    if (EQUALITIES.contains(check.operator())) {
      // a flag is true for half of the events, any other equality for few
      boolean flag = check.values().size() == 1 && check.values().getFirst().text().equals("true");
      boolean broad = flag || BROAD.contains(check.field().name());
      return new Guard(List.of(), List.of(check), broad ? ANYTHING : EQUALITY);
    }
    return new Guard(
        List.of(),
        List.of(check),
        check.operator() == Operator.NOT_EQUAL || BROAD.contains(check.field().name())
            ? ANYTHING
            : SEARCH);
  }

  private static @Nullable List<Place> places(Check check) {
    if (check.other() != null
        || (check.quantifier() != Quantifier.SINGLE && check.quantifier() != Quantifier.ANY_OF)) {
      return null;
    }
    List<Place> places = new ArrayList<>();
    for (Literal value : check.values()) {
      Place place =
          switch (check.field().display()) {
            case "fd.name" -> ofName(check.operator(), value.text());
            case "fd.directory" -> ofDirectory(check.operator(), value.text());
            case "fd.filename" -> ofFileName(check.operator(), value.text());
            default -> null;
          };
      if (place == null || place.text.isEmpty()) {
        return null;
      }
      places.add(place);
    }
    return places.isEmpty() ? null : places;
  }

  private static @Nullable Place ofName(Operator operator, String text) {
    return switch (operator) {
      case EQUAL, IN -> new Place(PlaceIndex.Kind.WHOLE, text);
      case STARTS_WITH -> new Place(PlaceIndex.Kind.START, text);
      case ENDS_WITH -> new Place(PlaceIndex.Kind.END, text);
      case CONTAINS -> new Place(PlaceIndex.Kind.PART, text);
      // components may be globs: the plain part before those; a resolved path has no double slash
      case PATH_MATCH -> new Place(PlaceIndex.Kind.START, plainStart(text));
      case GLOB -> ofGlob(text);
      default -> null;
    };
  }

  private static Place ofGlob(String pattern) {
    String start = plainStart(pattern);
    String end = plainEnd(pattern);
    return end.length() > start.length()
        ? new Place(PlaceIndex.Kind.END, end)
        : new Place(PlaceIndex.Kind.START, start);
  }

  private static @Nullable Place ofDirectory(Operator operator, String text) {
    return switch (operator) {
      case EQUAL, IN ->
          new Place(PlaceIndex.Kind.DIRECTORY, text.endsWith("/") ? text : text + "/");
      case STARTS_WITH -> new Place(PlaceIndex.Kind.START, text);
      default -> null;
    };
  }

  private static @Nullable Place ofFileName(Operator operator, String text) {
    return switch (operator) {
      case EQUAL, IN -> new Place(PlaceIndex.Kind.FILE, text);
      case ENDS_WITH -> new Place(PlaceIndex.Kind.END, text);
      default -> null;
    };
  }

  private static String plainStart(String pattern) {
    int end = 0;
    while (end < pattern.length()
        && isPlain(pattern.charAt(end))
        && !pattern.startsWith("//", end)) {
      end++;
    }
    String start = pattern.substring(0, end);
    return start.endsWith("/") ? start.substring(0, start.length() - 1) : start;
  }

  /** Empty if a backslash or bracket is there, which could make it part of something else. */
  private static String plainEnd(String pattern) {
    if (pattern.indexOf('[') >= 0 || pattern.indexOf('\\') >= 0) {
      return "";
    }
    int start = pattern.length();
    while (start > 0 && isPlain(pattern.charAt(start - 1))) {
      start--;
    }
    return pattern.substring(start);
  }

  private static boolean isPlain(char c) {
    return "*?[\\".indexOf(c) < 0;
  }
}
