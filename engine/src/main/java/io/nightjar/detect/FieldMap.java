package io.nightjar.detect;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The output fields of a detection, sorted by name and unmodifiable: two arrays in place of an
 * entry for each field, for the detections of an hour stay in memory and are walked through at each
 * collection of garbage. Short texts are {@link Shared}.
 */
@SuppressWarnings("JdkObsolete") // nobody goes through the fields of a detection backwards
public final class FieldMap extends AbstractMap<String, Object>
    implements SortedMap<String, Object> {

  private static final FieldMap EMPTY = new FieldMap(new String[0], new Object[0]);

  private final String[] names;
  private final @Nullable Object[] values;

  private FieldMap(String[] names, @Nullable Object[] values) {
    this.names = names;
    this.values = values;
  }

  /**
   * The same fields; a map that is one already is not copied, and what was stored without them has
   * none.
   */
  public static SortedMap<String, Object> copyOf(SortedMap<String, Object> fields) {
    if (fields == null || fields instanceof FieldMap) {
      return fields;
    }
    if (fields.isEmpty()) {
      return EMPTY;
    }
    Map<String, Object> sorted = fields;
    if (fields.comparator() != null) {
      sorted = new TreeMap<>();
      sorted.putAll(fields);
    }
    String[] names = new String[sorted.size()];
    @Nullable Object[] values = new Object[names.length];
    int i = 0;
    for (Map.Entry<String, Object> field : sorted.entrySet()) {
      names[i] = Shared.text(field.getKey());
      values[i++] = field.getValue() instanceof String text ? Shared.text(text) : field.getValue();
    }
    return new FieldMap(names, values);
  }

  /** Where it is, or below zero where it is not. */
  private int find(@Nullable Object name) {
    return name instanceof String text ? Arrays.binarySearch(names, text) : -1;
  }

  @Override
  public @Nullable Object get(@Nullable Object name) {
    int at = find(name);
    return at < 0 ? null : values[at];
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return find(name) >= 0;
  }

  @Override
  public int size() {
    return names.length;
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<String, Object>> iterator() {
        return new Entries();
      }

      @Override
      public int size() {
        return names.length;
      }
    };
  }

  private final class Entries implements Iterator<Map.Entry<String, Object>> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < names.length;
    }

    @Override
    public Map.Entry<String, Object> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int at = next++;
      return new SimpleImmutableEntry<>(names[at], values[at]);
    }
  }

  /** Null: by the order of the names themselves. */
  @Override
  public @Nullable Comparator<? super String> comparator() {
    return null;
  }

  /** Unmodifiable, too; no view, for nothing changes. */
  @Override
  public SortedMap<String, Object> subMap(String from, String to) {
    if (from.compareTo(to) > 0) {
      throw new IllegalArgumentException("the end comes before the beginning");
    }
    return between(place(from), place(to));
  }

  @Override
  public SortedMap<String, Object> headMap(String to) {
    return between(0, place(to));
  }

  @Override
  public SortedMap<String, Object> tailMap(String from) {
    return between(place(from), names.length);
  }

  /** Of the first name that is not before {@code name}. */
  private int place(String name) {
    int at = find(name);
    return at < 0 ? -at - 1 : at;
  }

  private FieldMap between(int from, int to) {
    return new FieldMap(Arrays.copyOfRange(names, from, to), Arrays.copyOfRange(values, from, to));
  }

  @Override
  public String firstKey() {
    return key(0);
  }

  @Override
  public String lastKey() {
    return key(names.length - 1);
  }

  private String key(int at) {
    if (names.length == 0) {
      throw new NoSuchElementException();
    }
    return names[at];
  }
}
