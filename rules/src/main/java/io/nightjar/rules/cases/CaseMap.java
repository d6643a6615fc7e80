package io.nightjar.rules.cases;

import io.nightjar.rules.language.Location;
import io.nightjar.rules.language.Suggestion;
import io.nightjar.rules.load.YamlValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A map of a case file with typed access; a key that nobody knows is a mistake. */
final class CaseMap {
  private final YamlValue.Mapping mapping;

  private CaseMap(YamlValue.Mapping mapping) {
    this.mapping = mapping;
  }

  static CaseMap of(YamlValue value, Collection<String> keys) throws CaseFormatException {
    if (!(value instanceof YamlValue.Mapping mapping)) {
      throw new CaseFormatException(value.at(), "expected a map, found " + value.kind());
    }
    for (YamlValue.Entry entry : mapping.entries().values()) {
      if (!keys.contains(entry.key())) {
        throw new CaseFormatException(
            entry.keyAt(),
            "unknown key '" + entry.key() + "'",
            Suggestion.didYouMean(entry.key(), keys));
      }
    }
    return new CaseMap(mapping);
  }

  Location at() {
    return mapping.at();
  }

  Location at(String key) {
    YamlValue value = mapping.get(key);
    return value == null ? mapping.at() : value.at();
  }

  boolean has(String key) {
    return mapping.has(key);
  }

  @Nullable YamlValue get(String key) {
    return mapping.get(key);
  }

  Collection<YamlValue.Entry> entries() {
    return mapping.entries().values();
  }

  String required(String key) throws CaseFormatException {
    String text = text(key, "");
    if (text.isEmpty()) {
      throw new CaseFormatException(mapping.at(), "'" + key + "' is missing");
    }
    return text;
  }

  String text(String key, String otherwise) throws CaseFormatException {
    YamlValue value = mapping.get(key);
    return value == null ? otherwise : text(value);
  }

  static String text(YamlValue value) throws CaseFormatException {
    if (value instanceof YamlValue.Scalar scalar) {
      return scalar.text();
    }
    throw new CaseFormatException(value.at(), "expected a text, found " + value.kind());
  }

  long number(String key, long otherwise) throws CaseFormatException {
    YamlValue value = mapping.get(key);
    if (value == null) {
      return otherwise;
    }
    try {
      return Long.decode(text(value));
    } catch (NumberFormatException e) {
      throw new CaseFormatException(value.at(), "'" + text(value) + "' is not a number");
    }
  }

  @Nullable Boolean flag(String key) throws CaseFormatException {
    if (!mapping.has(key)) {
      return null;
    }
    return switch (text(key, "")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new CaseFormatException(at(key), "expected true or false");
    };
  }

  List<YamlValue> list(String key) throws CaseFormatException {
    YamlValue value = mapping.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof YamlValue.Sequence sequence) {
      return sequence.items();
    }
    throw new CaseFormatException(value.at(), "expected a list, found " + value.kind());
  }

  List<String> texts(String key) throws CaseFormatException {
    List<String> texts = new ArrayList<>();
    for (YamlValue item : list(key)) {
      texts.add(text(item));
    }
    return texts;
  }

  SortedMap<String, String> labels(String key) throws CaseFormatException {
    SortedMap<String, String> labels = new TreeMap<>();
    if (mapping.get(key) instanceof YamlValue.Mapping inner) {
      for (YamlValue.Entry entry : inner.entries().values()) {
        labels.put(entry.key(), text(entry.value()));
      }
    } else if (mapping.has(key)) {
      throw new CaseFormatException(at(key), "expected a map of texts");
    }
    return labels;
  }
}
