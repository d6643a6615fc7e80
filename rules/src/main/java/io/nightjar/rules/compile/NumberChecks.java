package io.nightjar.rules.compile;

import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.field.BoundField;
import io.nightjar.rules.field.EventContext;
import io.nightjar.rules.field.Extractor;
import io.nightjar.rules.field.FieldType;
import io.nightjar.rules.language.Expression.Check;
import io.nightjar.rules.language.Literal;
import io.nightjar.rules.language.Operator;
import io.nightjar.rules.language.Quantifier;
import io.nightjar.rules.language.Suggestion;
import io.nightjar.rules.load.Problems;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Checks of numbers, ports and booleans. */
final class NumberChecks {
  private static final int MAX_ANCESTORS = 64;

  /** Names of ports that rules use instead of the number. */
  private static final Map<String, Long> SERVICES =
      Map.ofEntries(
          Map.entry("ftp", 21L),
          Map.entry("ssh", 22L),
          Map.entry("telnet", 23L),
          Map.entry("smtp", 25L),
          Map.entry("domain", 53L),
          Map.entry("http", 80L),
          Map.entry("kerberos", 88L),
          Map.entry("pop3", 110L),
          Map.entry("ntp", 123L),
          Map.entry("imap2", 143L),
          Map.entry("ldap", 389L),
          Map.entry("https", 443L),
          Map.entry("ldaps", 636L),
          Map.entry("imaps", 993L),
          Map.entry("mysql", 3306L),
          Map.entry("postgresql", 5432L));

  private final Check check;
  private final BoundField field;
  private final FieldType type;
  private final Problems problems;

  NumberChecks(Check check, BoundField field, FieldType type, Problems problems) {
    this.check = check;
    this.field = field;
    this.type = type;
    this.problems = problems;
  }

  @Nullable Condition compile() {
    long[] constants = new long[check.values().size()];
    for (int i = 0; i < constants.length; i++) {
      Long constant = constant(check.values().get(i));
      if (constant == null) {
        return null;
      }
      constants[i] = constant;
    }
    LongPredicate matcher = matcher(constants);
    if (field.field().name().equals("evt.around")) {
      long nanos = TimeUnit.MILLISECONDS.toNanos(constants[0]);
      matcher = distance -> distance <= nanos;
    }
    return condition(matcher);
  }

  private Condition condition(LongPredicate matcher) {
    return switch (field.extractor()) {
      case Extractor.Numeric number -> context -> holds(number, matcher, context);
      case Extractor.AncestorNumber number -> context -> anyAncestor(context, number, matcher);
      case Extractor.Ends ends -> ofEnds(ends, matcher);
      case Extractor.Text t -> throw TextChecks.unexpected(t);
      case Extractor.AncestorText t -> throw TextChecks.unexpected(t);
      case Extractor.TextList t -> throw TextChecks.unexpected(t);
      case Extractor.Address a -> throw TextChecks.unexpected(a);
    };
  }

  private static boolean holds(
      Extractor.Numeric number, LongPredicate matcher, EventContext context) {
    long value = number.number(context);
    return value != Extractor.ABSENT && matcher.test(value);
  }

  /** Either end may fit, but for "different" both have to. */
  private Condition ofEnds(Extractor.Ends ends, LongPredicate matcher) {
    if (!(ends.first() instanceof Extractor.Numeric first)
        || !(ends.second() instanceof Extractor.Numeric second)) {
      throw TextChecks.unexpected(ends);
    }
    if (check.operator() != Operator.NOT_EQUAL) {
      return context -> holds(first, matcher, context) || holds(second, matcher, context);
    }
    return context -> {
      long one = first.number(context);
      long other = second.number(context);
      boolean any = one != Extractor.ABSENT || other != Extractor.ABSENT;
      return any
          && (one == Extractor.ABSENT || matcher.test(one))
          && (other == Extractor.ABSENT || matcher.test(other));
    };
  }

  private static boolean anyAncestor(
      EventContext context, Extractor.AncestorNumber number, LongPredicate matcher) {
    ProcessInfo process = context.process();
    ProcessInfo next = process == null ? null : process.parent();
    for (int i = 0; next != null && i < MAX_ANCESTORS; i++) {
      if (matcher.test(number.number(next))) {
        return true;
      }
      next = next.parent();
    }
    return false;
  }

  private LongPredicate matcher(long[] constants) {
    if (check.quantifier() != Quantifier.SINGLE) {
      boolean equal = check.operator() == Operator.EQUAL;
      return value -> {
        long count = Arrays.stream(constants).filter(c -> (c == value) == equal).count();
        return check.quantifier().holds(count, constants.length);
      };
    }
    return switch (check.operator()) {
      case EQUAL -> value -> value == constants[0];
      case NOT_EQUAL -> value -> value != constants[0];
      case LESS -> value -> value < constants[0];
      case LESS_OR_EQUAL -> value -> value <= constants[0];
      case GREATER -> value -> value > constants[0];
      case GREATER_OR_EQUAL -> value -> value >= constants[0];
      case IN, INTERSECTS -> {
        long[] sorted = constants.clone();
        Arrays.sort(sorted);
        yield value -> Arrays.binarySearch(sorted, value) >= 0;
      }
      case CONTAINS,
          ICONTAINS,
          STARTS_WITH,
          ENDS_WITH,
          GLOB,
          IGLOB,
          REGEX,
          BINARY_CONTAINS,
          BINARY_STARTS_WITH,
          PATH_MATCH,
          EXISTS ->
          throw new IllegalStateException(check.operator() + " does not compare numbers");
    };
  }

  private @Nullable Long constant(Literal value) {
    String text = value.text();
    if (type == FieldType.BOOLEAN) {
      if (text.equals("true") || text.equals("false")) {
        return text.equals("true") ? 1L : 0L;
      }
      problems.add(
          value
              .at()
              .error(
                  "'" + text + "' is not true or false",
                  Suggestion.didYouMean(text, List.of("true", "false"))));
      return null;
    }
    Long number = number(text);
    if (number == null && type == FieldType.PORT) {
      number = SERVICES.get(text);
    }
    if (number == null) {
      problems.add(value.at().error("'" + text + "' is not a number, " + field.key() + " is one"));
    }
    return number;
  }

  private static @Nullable Long number(String text) {
    try {
      boolean hex = text.startsWith("0x") || text.startsWith("0X");
      return hex ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
