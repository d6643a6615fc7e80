package io.nightjar.rules.compile;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.nightjar.driver.Arg;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.field.BoundField;
import io.nightjar.rules.field.EventContext;
import io.nightjar.rules.field.Extractor;
import io.nightjar.rules.language.Expression.Check;
import io.nightjar.rules.language.Literal;
import io.nightjar.rules.language.Operator;
import io.nightjar.rules.language.Quantifier;
import io.nightjar.rules.load.Problems;
import io.nightjar.rules.match.BinaryMatcher;
import io.nightjar.rules.match.Glob;
import io.nightjar.rules.match.PathPrefixes;
import io.nightjar.rules.match.TextMatcher;
import io.nightjar.rules.match.TextMatchers;
import io.nightjar.rules.match.TextSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks of texts, also of the texts of all ancestors. */
final class TextChecks {
  private static final int MAX_ANCESTORS = 64;

  private final Check check;
  private final BoundField field;
  private final Problems problems;

  TextChecks(Check check, BoundField field, Problems problems) {
    this.check = check;
    this.field = field;
    this.problems = problems;
  }

  @Nullable Condition compile() {
    TextMatcher matcher = matcher();
    if (matcher == null) {
      return null;
    }
    return switch (field.extractor()) {
      case Extractor.Text text -> ofText(text, matcher);
      case Extractor.AncestorText text -> context -> anyAncestor(context, text, matcher);
      case Extractor.TextList list ->
          check.operator() == Operator.INTERSECTS
              ? context -> anyFits(list.texts(context), matcher)
              : context -> allFit(list.texts(context), matcher);
      case Extractor.Numeric n -> throw unexpected(n);
      case Extractor.Address a -> throw unexpected(a);
      case Extractor.AncestorNumber n -> throw unexpected(n);
      case Extractor.Ends e -> throw unexpected(e);
    };
  }

  private Condition ofText(Extractor.Text text, TextMatcher matcher) {
    if (!matcher.judgesBytes()) {
      return context -> {
        String value = text.text(context);
        return value != null && matcher.matches(value);
      };
    }
    return context -> {
      Arg argument = text.argument(context);
      if (argument != null) {
        EventView event = context.event();
        return matcher.matches(
            event.buffer(), event.textOffset(argument), event.textLength(argument));
      }
      String value = text.text(context);
      return value != null && matcher.matches(value);
    };
  }

  private static boolean anyFits(@Nullable List<String> texts, TextMatcher matcher) {
    return texts != null && texts.stream().anyMatch(matcher::matches);
  }

  private static boolean allFit(@Nullable List<String> texts, TextMatcher matcher) {
    return texts != null && texts.stream().allMatch(matcher::matches);
  }

  private static boolean anyAncestor(
      EventContext context, Extractor.AncestorText text, TextMatcher matcher) {
    ProcessInfo process = context.process();
    ProcessInfo next = process == null ? null : process.parent();
    for (int i = 0; next != null && i < MAX_ANCESTORS; i++) {
      String value = text.text(next);
      if (value != null && matcher.matches(value)) {
        return true;
      }
      next = next.parent();
    }
    return false;
  }

  /** The comparison alone, or null after telling what is wrong. */
  @Nullable TextMatcher matcher() {
    List<Literal> values = check.values();
    List<String> texts = values.stream().map(Literal::text).toList();
    if (check.operator() == Operator.IN || check.operator() == Operator.INTERSECTS) {
      return texts.size() == 1 ? TextMatchers.equalTo(texts.get(0)) : new TextSet(texts);
    }
    if (check.operator() == Operator.PATH_MATCH) {
      return new PathPrefixes(texts);
    }
    List<TextMatcher> matchers = new ArrayList<>();
    for (Literal value : values) {
      TextMatcher matcher = single(value);
      if (matcher == null) {
        return null;
      }
      matchers.add(matcher);
    }
    return check.quantifier() == Quantifier.SINGLE ? matchers.get(0) : quantified(matchers);
  }

  private TextMatcher quantified(List<TextMatcher> matchers) {
    if (matchers.isEmpty()) {
      return text -> false;
    }
    return switch (check.quantifier()) {
      case ANY_OF -> TextMatchers.howMany(matchers, 1, matchers.size());
      case ONE_OF -> TextMatchers.howMany(matchers, 1, 1);
      case ALL_OF, SINGLE -> TextMatchers.howMany(matchers, matchers.size(), matchers.size());
    };
  }

  private @Nullable TextMatcher single(Literal value) {
    String text = value.text();
    return switch (check.operator()) {
      case EQUAL -> TextMatchers.equalTo(text);
      case NOT_EQUAL -> TextMatchers.not(TextMatchers.equalTo(text));
      case CONTAINS -> TextMatchers.contains(text);
      case ICONTAINS -> TextMatchers.containsIgnoringCase(text);
      case STARTS_WITH -> TextMatchers.startsWith(text);
      case ENDS_WITH -> TextMatchers.endsWith(text);
      case GLOB -> Glob.of(text, false);
      case IGLOB -> Glob.of(text, true);
      case REGEX -> regex(value);
      case LESS -> other -> TextMatchers.compare(other, text) < 0;
      case LESS_OR_EQUAL -> other -> TextMatchers.compare(other, text) <= 0;
      case GREATER -> other -> TextMatchers.compare(other, text) > 0;
      case GREATER_OR_EQUAL -> other -> TextMatchers.compare(other, text) >= 0;
      case BINARY_CONTAINS, BINARY_STARTS_WITH -> binary(value);
      case IN, INTERSECTS, PATH_MATCH, EXISTS ->
          throw new IllegalStateException(check.operator() + " has no single value");
    };
  }

  private @Nullable TextMatcher binary(Literal value) {
    TextMatcher matcher =
        BinaryMatcher.of(value.text(), check.operator() == Operator.BINARY_STARTS_WITH);
    if (matcher == null) {
      problems.add(
          value.at().error("'" + value.text() + "' is not a row of bytes", "write cafebabe"));
    }
    return matcher;
  }

  private @Nullable TextMatcher regex(Literal value) {
    try {
      return TextMatchers.regex(Pattern.compile(value.text()));
    } catch (PatternSyntaxException e) {
      problems.add(value.at().error("not a regular expression: " + e.getDescription()));
      return null;
    }
  }

  static IllegalStateException unexpected(Extractor extractor) {
    return new IllegalStateException("the type of the field does not fit " + extractor);
  }
}
