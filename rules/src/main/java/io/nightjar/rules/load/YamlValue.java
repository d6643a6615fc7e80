package io.nightjar.rules.load;

import io.nightjar.rules.language.Location;
import io.nightjar.rules.language.SourceText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A YAML node reduced to what rule files use, each with its place in the file. */
public sealed interface YamlValue {
  Location at();

  /** What the node is, for error messages. */
  String kind();

  /** Text, number, boolean or nothing; {@code isNull} for an empty or null value. */
  record Scalar(SourceText source, boolean isNull, Location at) implements YamlValue {
    public String text() {
      return source.text();
    }

    @Override
    public String kind() {
      return isNull ? "nothing" : "a single value";
    }
  }

  /** A list of nodes. */
  record Sequence(List<YamlValue> items, Location at) implements YamlValue {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /** Keys and values in their order. */
  record Mapping(Map<String, Entry> entries, Location at) implements YamlValue {
    public @Nullable Entry entry(String key) {
      return entries.get(key);
    }

    public boolean has(String key) {
      return entries.containsKey(key);
    }

    public @Nullable YamlValue get(String key) {
      Entry entry = entries.get(key);
      return entry == null ? null : entry.value();
    }

    @Override
    public String kind() {
      return "a map";
    }
  }

  /** One key with its value. */
  record Entry(String key, Location keyAt, YamlValue value) {}
}
