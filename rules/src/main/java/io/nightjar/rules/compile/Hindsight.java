package io.nightjar.rules.compile;

import io.nightjar.rules.field.BoundField;
import io.nightjar.rules.field.EventContext;
import io.nightjar.rules.field.Extractor;
import io.nightjar.rules.field.Field;
import io.nightjar.rules.field.FieldRegistry;
import io.nightjar.rules.field.FieldType;
import io.nightjar.rules.field.RuleSource;
import io.nightjar.rules.field.Slots;
import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.FieldReference;
import io.nightjar.rules.language.Operator;
import io.nightjar.rules.load.Problems;
import io.nightjar.rules.match.IpAddress;
import io.nightjar.rules.match.TextMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges a condition when its event is gone, by the fields that were kept of it. The checks are
 * compiled as those of live events are, so that both mean the same; what was not kept gives no
 * answer, and neither does a condition that hangs on it. One thread.
 */
public final class Hindsight {

  /** What can be said afterwards. */
  public enum Answer {
    HOLDS,
    FAILS,
    UNKNOWN;

    private Answer negated() {
      return switch (this) {
        case HOLDS -> FAILS;
        case FAILS -> HOLDS;
        case UNKNOWN -> UNKNOWN;
      };
    }
  }

  /** A part of the condition. */
  @FunctionalInterface
  private interface Part {
    Answer judge(Kept.Fields fields);
  }

  private final RuleSource source;
  private final Set<String> given;
  private final EventContext nowhere = new EventContext("", Slots.NONE);
  private final Part whole;
  private long number;
  private @Nullable IpAddress address;

  private Hindsight(Expression condition, Set<String> given, RuleSource source) {
    this.source = source;
    this.given = given;
    this.whole = all(conjuncts(condition));
  }

  /** Judges the condition by nothing but what was kept. */
  public static Hindsight of(Expression condition, RuleSource source) {
    return new Hindsight(condition, Set.of(), source);
  }

  /**
   * Judges the condition of events that {@code before} is known to have held for: what both have in
   * common holds.
   */
  public static Hindsight knowing(Expression before, Expression condition, RuleSource source) {
    Set<String> given = new HashSet<>();
    conjuncts(before).forEach(part -> given.add(key(part)));
    return new Hindsight(condition, given, source);
  }

  public Answer judge(Kept.Fields fields) {
    return whole.judge(fields);
  }

  /** The parts that all have to hold. */
  public static List<Expression> conjuncts(Expression condition) {
    List<Expression> parts = new ArrayList<>();
    collect(condition, parts);
    return parts;
  }

  private static void collect(Expression condition, List<Expression> parts) {
    if (condition instanceof Expression.And and) {
      and.operands().forEach(operand -> collect(operand, parts));
    } else {
      parts.add(condition);
    }
  }

  /** Equal for conditions that are written the same, wherever they stand. */
  public static String key(Expression condition) {
    return switch (condition) {
      case Expression.And and -> "and(" + keys(and.operands()) + ")";
      case Expression.Or or -> "or(" + keys(or.operands()) + ")";
      case Expression.Not not -> "not(" + keys(List.of(not.operand())) + ")";
      case Expression.Check check -> check.key();
      case Expression.Name name -> name.name();
    };
  }

  private static String keys(List<Expression> parts) {
    StringBuilder keys = new StringBuilder();
    for (Expression part : parts) {
      String key = key(part);
      keys.append(key.length()).append(':').append(key);
    }
    return keys.toString();
  }

  private Part part(Expression condition) {
    return switch (condition) {
      case Expression.And and -> all(and.operands());
      case Expression.Or or -> any(or.operands());
      case Expression.Not not -> {
        Part inner = part(not.operand());
        yield fields -> inner.judge(fields).negated();
      }
      case Expression.Check check -> check(check);
      case Expression.Name name -> fields -> Answer.UNKNOWN;
    };
  }

  private Part all(List<Expression> operands) {
    List<Part> parts = new ArrayList<>();
    for (Expression operand : operands) {
      if (!given.contains(key(operand))) {
        parts.add(part(operand));
      }
    }
    return fields -> settled(parts, fields, Answer.FAILS, Answer.HOLDS);
  }

  private Part any(List<Expression> operands) {
    List<Part> parts = operands.stream().map(this::part).toList();
    return fields -> settled(parts, fields, Answer.HOLDS, Answer.FAILS);
  }

  /** One part that says {@code decisive} settles it; the others all have to be known. */
  private static Answer settled(
      List<Part> parts, Kept.Fields fields, Answer decisive, Answer otherwise) {
    Answer answer = otherwise;
    for (Part part : parts) {
      Answer one = part.judge(fields);
      if (one == decisive) {
        return decisive;
      }
      answer = one == Answer.UNKNOWN ? Answer.UNKNOWN : answer;
    }
    return answer;
  }

  private Part check(Expression.Check check) {
    FieldReference reference = check.field();
    boolean plain = reference.call() == null && reference.transformers().isEmpty();
    BoundField field =
        plain && check.other() == null && !reference.name().endsWith("ip.name")
            ? bound(reference)
            : null;
    if (field == null) {
      return fields -> Answer.UNKNOWN;
    }
    String key = reference.bare();
    Part known = check.operator() == Operator.EXISTS ? fields -> Answer.HOLDS : known(check, field);
    return fields ->
        switch (fields.of(key)) {
          case Kept.None none -> none == Kept.None.MISSING ? Answer.FAILS : Answer.UNKNOWN;
          case Kept.Text text -> known.judge(fields);
          case Kept.Whole one -> known.judge(fields);
          case Kept.AnyOf any -> known.judge(fields);
        };
  }

  private @Nullable BoundField bound(FieldReference reference) {
    return switch (FieldRegistry.find(reference, source)) {
      case FieldRegistry.Found found -> found.field();
      case FieldRegistry.NotFound missing -> null;
    };
  }

  private Part known(Expression.Check check, BoundField field) {
    Problems problems = new Problems();
    return switch (field.type()) {
      case TEXT, TIME -> texts(check, field, problems);
      case NUMBER, PORT, BOOLEAN -> numbers(check, field, problems);
      case ADDRESS, NETWORK -> addresses(check, field, problems);
    };
  }

  private static Part texts(Expression.Check check, BoundField field, Problems problems) {
    TextMatcher matcher = new TextChecks(check, field, problems).matcher();
    boolean list = field.extractor() instanceof Extractor.TextList;
    if (matcher == null || list) {
      return fields -> Answer.UNKNOWN;
    }
    String key = check.field().bare();
    return fields ->
        switch (fields.of(key)) {
          case Kept.Text text -> answer(matcher.matches(text.text()));
          case Kept.AnyOf any -> answer(any.texts().stream().anyMatch(matcher::matches));
          case Kept.Whole one -> Answer.UNKNOWN;
          case Kept.None none -> Answer.UNKNOWN;
        };
  }

  private Part numbers(Expression.Check check, BoundField field, Problems problems) {
    if (!(field.extractor() instanceof Extractor.Numeric) || field.key().equals("evt.around")) {
      return fields -> Answer.UNKNOWN;
    }
    Extractor.Numeric kept = context -> number;
    Condition condition =
        new NumberChecks(check, standIn(field, kept), field.type(), problems).compile();
    String key = check.field().bare();
    return fields -> {
      if (condition == null || !(fields.of(key) instanceof Kept.Whole one)) {
        return Answer.UNKNOWN;
      }
      number = one.number();
      return answer(condition.holds(nowhere));
    };
  }

  private Part addresses(Expression.Check check, BoundField field, Problems problems) {
    if (!(field.extractor() instanceof Extractor.Address)) {
      return fields -> Answer.UNKNOWN;
    }
    Extractor.Address kept = context -> address;
    Condition condition = new AddressChecks(check, standIn(field, kept), problems).compile();
    String key = check.field().bare();
    return fields -> {
      address = fields.of(key) instanceof Kept.Text text ? IpAddress.parse(text.text()) : null;
      return condition == null || address == null
          ? Answer.UNKNOWN
          : answer(condition.holds(nowhere));
    };
  }

  private static BoundField standIn(BoundField field, Extractor extractor) {
    FieldType type = field.type();
    return new BoundField(
        field.key(), Field.computed(field.field().name(), type, null, extractor), extractor);
  }

  private static Answer answer(boolean holds) {
    return holds ? Answer.HOLDS : Answer.FAILS;
  }
}
