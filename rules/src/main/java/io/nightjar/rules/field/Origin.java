package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.NumberTest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the value of a field is made of for one type of event, said so that a check of it can be
 * judged without the evaluator. A number that the event lacks is a missing value or 0; whoever
 * judges has to be right for both.
 */
public sealed interface Origin {

  /** The event never has a value. */
  record Missing() implements Origin {}

  /** Nothing is known; the value may be missing too. */
  record Unknown() implements Origin {}

  /** A text that is always the same. */
  record FixedText(String value) implements Origin {}

  /** A number that is always the same; 0 or 1 for a boolean. */
  record FixedNumber(long value) implements Origin {}

  /** Some number from 1 on. */
  record Positive() implements Origin {}

  /** The id of a container, hexadecimal digits, never empty. */
  record ContainerId() implements Origin {}

  /** Addresses and ports of a connection as {@code 10.0.0.1:80->10.0.0.2:443}. */
  record Tuple() implements Origin {}

  /** A numeric field that is an argument; null for the result of the call. */
  record NumberOf(@Nullable Arg arg) implements Origin {}

  /** A text field: the decimal digits of an argument; null for the result of the call. */
  record Decimal(@Nullable Arg arg) implements Origin {}

  /** A path made absolute, or a part of it. */
  record Path(Arg arg, Part part) implements Origin {}

  /** Which part of a path. */
  enum Part {
    WHOLE,
    /** Up to the last slash and without it, but {@code /} for what lies in the root. */
    DIRECTORY,
    /** Behind the last slash. */
    NAME
  }

  /** The names of those words whose test holds, with bars between; without any decimal digits. */
  record Words(List<Word> words) implements Origin {
    public Words {
      words = List.copyOf(words);
    }
  }

  /** A word stands in the text if the test holds. */
  record Word(String name, NumberTest test) {}

  /**
   * One name for each number.
   *
   * @param arg null for the result of the call
   * @param otherwise the name of all other numbers; null if that is their decimal digits without
   *     sign
   */
  record Choice(@Nullable Arg arg, Map<Long, String> names, @Nullable String otherwise)
      implements Origin {
    public Choice {
      names = Map.copyOf(names);
    }
  }
}
