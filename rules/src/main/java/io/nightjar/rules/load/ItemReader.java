package io.nightjar.rules.load;

import io.nightjar.rules.language.Location;
import io.nightjar.rules.language.SourceText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Takes typed values out of one item; a value of the wrong kind is a problem and then absent. */
final class ItemReader {
  private final YamlValue.Mapping item;
  private final Problems problems;

  ItemReader(YamlValue.Mapping item, Problems problems) {
    this.item = item;
    this.problems = problems;
  }

  YamlValue.Mapping item() {
    return item;
  }

  boolean has(String key) {
    return item.has(key);
  }

  /** Place of the value, or of the item if the key is missing. */
  Location at(String key) {
    YamlValue value = item.get(key);
    return value == null ? item.at() : value.at();
  }

  /** A text that is not empty. */
  @Nullable SourceText text(String key) {
    YamlValue value = item.get(key);
    if (value == null) {
      return null;
    }
    if (value instanceof YamlValue.Scalar scalar && !scalar.text().isBlank()) {
      return scalar.source();
    }
    String found = value instanceof YamlValue.Scalar ? "nothing" : value.kind();
    problems.add(value.at().error("'" + key + "' has to be a text, found " + found));
    return null;
  }

  /** The texts of a list; an empty or null list gives none. */
  @Nullable List<SourceText> texts(String key) {
    YamlValue value = item.get(key);
    if (value == null) {
      return null;
    }
    if (value instanceof YamlValue.Scalar scalar && scalar.isNull()) {
      return List.of();
    }
    if (!(value instanceof YamlValue.Sequence sequence)) {
      problems.add(value.at().error("'" + key + "' has to be a list, found " + value.kind()));
      return null;
    }
    List<SourceText> texts = new ArrayList<>();
    for (YamlValue element : sequence.items()) {
      if (element instanceof YamlValue.Scalar scalar && scalar.source().length() > 0) {
        texts.add(scalar.source());
      } else {
        problems.add(
            element.at().error("'" + key + "' has to hold texts, found " + element.kind()));
      }
    }
    return texts;
  }

  @Nullable Boolean flag(String key) {
    YamlValue value = item.get(key);
    if (value == null) {
      return null;
    }
    if (value instanceof YamlValue.Scalar scalar) {
      switch (scalar.text().toLowerCase(Locale.ROOT)) {
        case "true", "yes", "on" -> {
          return true;
        }
        case "false", "no", "off" -> {
          return false;
        }
        default -> {
          // told below
        }
      }
    }
    problems.add(value.at().error("'" + key + "' has to be true or false"));
    return null;
  }
}
