package io.nightjar.audit;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes one value as the one JSON text that it has: keys sorted by UTF-16 unit, no white space,
 * the escapes of RFC 8785. Whole numbers only, because a leaf needs no fractions and their text is
 * where implementations differ.
 */
public final class CanonicalJson {

  private final StringBuilder out = new StringBuilder();

  private CanonicalJson() {}

  /**
   * @param value maps with string keys, lists, strings, whole numbers, booleans and null
   * @throws IllegalArgumentException for anything else
   */
  public static byte[] write(@Nullable Object value) {
    CanonicalJson json = new CanonicalJson();
    json.append(value);
    return json.out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void append(@Nullable Object value) {
    switch (value) {
      case null -> out.append("null");
      case String text -> text(text);
      case Boolean flag -> out.append(flag);
      case Integer number -> out.append(number);
      case Long number -> out.append(number);
      case BigInteger number -> out.append(number);
      case Map<?, ?> map -> object(map);
      case List<?> list -> array(list);
      default ->
          throw new IllegalArgumentException("no canonical JSON for " + value.getClass().getName());
    }
  }

  private void object(Map<?, ?> map) {
    char separator = '{';
    for (Map.Entry<?, ?> entry : sorted(map).entrySet()) {
      out.append(separator);
      text((String) entry.getKey());
      out.append(':');
      append(entry.getValue());
      separator = ',';
    }
    out.append(map.isEmpty() ? "{}" : "}");
  }

  private static Map<?, ?> sorted(Map<?, ?> map) {
    return map instanceof SortedMap<?, ?> already && already.comparator() == null
        ? already
        : new TreeMap<>(map);
  }

  private void array(List<?> list) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      append(list.get(i));
    }
    out.append(']');
  }

  private void text(String text) {
    out.append('"');
    if (isPlain(text)) {
      out.append(text).append('"'); // at once, which most are
      return;
    }
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      switch (unit) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (unit < 0x20) {
            out.append("\\u").append(HexFormat.of().toHexDigits(unit));
          } else {
            out.append(unit);
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit < 0x20 || unit == '"' || unit == '\\') {
        return false;
      }
    }
    return true;
  }
}
