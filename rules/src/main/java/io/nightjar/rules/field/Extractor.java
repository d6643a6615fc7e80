package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.match.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one field, its argument already bound, from an event; a missing value has its own sign. */
public sealed interface Extractor {
  /** The number that means "no value"; no field can have it. */
  long ABSENT = Long.MIN_VALUE;

  /** A text, or null. */
  @FunctionalInterface
  non-sealed interface Text extends Extractor {
    @Nullable String text(EventContext context);

    /**
     * The argument of this event whose bytes are the very value of {@link #text}, so that a check
     * need not make a string of them; null if there is none.
     */
    default @Nullable Arg argument(EventContext context) {
      return null;
    }
  }

  /** Several texts, or null for none; only {@code in} (all), {@code intersects} (any), exists. */
  @FunctionalInterface
  non-sealed interface TextList extends Extractor {
    @Nullable List<String> texts(EventContext context);
  }

  /** A number, port, time or boolean (0 and 1), or {@link #ABSENT}. */
  @FunctionalInterface
  non-sealed interface Numeric extends Extractor {
    long number(EventContext context);
  }

  /** An address, or null. */
  @FunctionalInterface
  non-sealed interface Address extends Extractor {
    @Nullable IpAddress address(EventContext context);
  }

  /** A text of each ancestor; a check holds if it holds for any of them. */
  @FunctionalInterface
  non-sealed interface AncestorText extends Extractor {
    @Nullable String text(ProcessInfo ancestor);
  }

  /** A number of each ancestor; a check holds if it holds for any of them. */
  @FunctionalInterface
  non-sealed interface AncestorNumber extends Extractor {
    long number(ProcessInfo ancestor);
  }

  /** Both ends of a connection: equal if one end is, different if both are. */
  record Ends(Extractor first, Extractor second) implements Extractor {}
}
