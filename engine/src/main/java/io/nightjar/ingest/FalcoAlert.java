package io.nightjar.ingest;

import io.nightjar.detect.FieldMap;
import io.nightjar.detect.Priority;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One alert in Falco's words, whoever sent it. Every text is a claim of its sender.
 *
 * @param source as Falco spells it: {@code syscall}, {@code k8s_audit} …
 * @param tags sorted
 * @param time as it was told; nanoseconds
 * @param hostname what the sensor calls itself: the node, or its own pod; empty where it is not
 *     told
 * @param fields Falco's output fields: texts, longs, doubles, booleans and lists of them; what is
 *     null or {@code <NA>} is absent
 * @param cut names of the fields whose text was cut off on the way, sorted
 */
public record FalcoAlert(
    String rule,
    Priority priority,
    String source,
    SortedSet<String> tags,
    Instant time,
    String output,
    String hostname,
    SortedMap<String, Object> fields,
    List<String> cut) {

  public FalcoAlert {
    tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
    fields = FieldMap.copyOf(fields);
    cut = List.copyOf(cut);
  }

  /** The same with one field more, or another value of it. */
  FalcoAlert with(String name, String value) {
    SortedMap<String, Object> more = new TreeMap<>(fields);
    more.put(name, value);
    return new FalcoAlert(rule, priority, source, tags, time, output, hostname, more, cut);
  }

  /** A field as text, or empty when it is absent. */
  String field(String name) {
    Object value = fields.get(name);
    return value == null ? "" : value.toString();
  }

  /** A field as a whole number, or the given one when it is none. */
  long number(String name, long otherwise) {
    Object value = fields.get(name);
    return value instanceof Long number ? number : otherwise;
  }
}
