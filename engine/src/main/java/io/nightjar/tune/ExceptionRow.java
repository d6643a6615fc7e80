package io.nightjar.tune;

import java.util.Comparator;
import java.util.List;

/**
 * Values that an exception takes together.
 *
 * @param values one for each field, as they were seen; hostile, but plain printable ASCII
 * @param seen how often they were
 */
public record ExceptionRow(List<String> values, long seen) {

  /** The most frequent first. */
  static final Comparator<ExceptionRow> ORDER =
      Comparator.comparingLong(ExceptionRow::seen)
          .reversed()
          .thenComparing(row -> String.join("\0", row.values()));

  public ExceptionRow {
    values = List.copyOf(values);
  }
}
