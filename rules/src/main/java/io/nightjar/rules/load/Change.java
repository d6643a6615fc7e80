package io.nightjar.rules.load;

import io.nightjar.rules.language.Location;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an item does to an earlier one of its name: {@code append} or {@code override}. */
final class Change {
  private enum Mode {
    APPEND,
    REPLACE
  }

  private final boolean appendAll;
  private final Map<String, Mode> modes;

  private Change(boolean appendAll, Map<String, Mode> modes) {
    this.appendAll = appendAll;
    this.modes = modes;
  }

  /** The change, or null after telling the problem. */
  static @Nullable Change of(ItemReader reader, ItemKeys kind, Problems problems) {
    Boolean append = reader.flag("append");
    YamlValue override = reader.item().get("override");
    if (override == null) {
      if (Boolean.TRUE.equals(append)) {
        problems.add(
            reader
                .at("append")
                .warning("'append: true' is deprecated", "use override: {condition: append}"));
      }
      return new Change(Boolean.TRUE.equals(append), Map.of());
    }
    if (append != null) {
      problems.add(reader.at("append").error("'append' and 'override' exclude each other"));
      return null;
    }
    if (!(override instanceof YamlValue.Mapping mapping)) {
      problems.add(override.at().error("'override' has to be a map of keys to append or replace"));
      return null;
    }
    return overrides(reader, kind, mapping, problems);
  }

  private static @Nullable Change overrides(
      ItemReader reader, ItemKeys kind, YamlValue.Mapping override, Problems problems) {
    Map<String, Mode> modes = new HashMap<>();
    boolean fine = true;
    for (YamlValue.Entry entry : override.entries().values()) {
      Mode mode = mode(entry, kind, problems);
      if (mode == null) {
        fine = false;
      } else if (!reader.has(entry.key())) {
        problems.add(
            entry
                .keyAt()
                .error("'" + entry.key() + "' is overridden but the item has no such key"));
        fine = false;
      } else {
        modes.put(entry.key(), mode);
      }
    }
    for (String key : kind.contentKeys()) {
      Location keyAt = Definitions.keyPlace(reader, key);
      if (keyAt != null && !override.has(key)) {
        problems.add(
            keyAt.error(
                "'" + key + "' is not named in 'override'", "add " + key + ": replace to it"));
        fine = false;
      }
    }
    return fine ? new Change(false, modes) : null;
  }

  private static @Nullable Mode mode(YamlValue.Entry entry, ItemKeys kind, Problems problems) {
    String text = entry.value() instanceof YamlValue.Scalar scalar ? scalar.text() : "";
    if (text.equals("append") && kind.appendable(entry.key())) {
      return Mode.APPEND;
    }
    if (text.equals("replace") && kind.replaceable(entry.key())) {
      return Mode.REPLACE;
    }
    boolean word = text.equals("append") || text.equals("replace");
    String why =
        word
            ? "'" + entry.key() + "' of a " + kind.key() + " cannot be overridden with " + text
            : "an override is either append or replace";
    problems.add(entry.value().at().error(why));
    return null;
  }

  /** True if the item needs an earlier one. */
  boolean changesEarlier() {
    return appendAll || !modes.isEmpty();
  }

  /** True for {@code append: true}. */
  boolean appendsAll() {
    return appendAll;
  }

  boolean overrides() {
    return !modes.isEmpty();
  }

  boolean appends(String key) {
    return appendAll || modes.get(key) == Mode.APPEND;
  }
}
