package io.nightjar.rules;

import io.nightjar.rules.output.OutputFormat;
import java.util.Collections;
import java.util.SortedMap;

/**
 * A rule that an event matched.
 *
 * @param output the filled output of the rule, without time and priority; printable text
 * @param fields the fields of the output that the event has, and {@code evt.time} in nanoseconds of
 *     the epoch; values are strings, longs and booleans as they came, so texts are hostile
 */
public record Match(Rule rule, String output, SortedMap<String, Object> fields) {
  public Match {
    fields = Collections.unmodifiableSortedMap(fields);
  }

  /** When the call returned, nanoseconds of the epoch. */
  public long timeNanos() {
    return fields.get(OutputFormat.TIME) instanceof Long nanos ? nanos : 0;
  }
}
