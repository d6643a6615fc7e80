package io.nightjar.rules.load;

import io.nightjar.rules.language.Suggestion;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kinds of items of a rule file and the keys that each may have. */
@SuppressWarnings("ImmutableEnumChecker") // the lists and sets are the unmodifiable ones of the JDK
enum ItemKeys {
  ENGINE_VERSION("required_engine_version", List.of(), Set.of(), Set.of()),
  PLUGIN_VERSIONS("required_plugin_versions", List.of(), Set.of(), Set.of()),
  LIST("list", List.of("items"), Set.of("items"), Set.of("items")),
  MACRO("macro", List.of("condition"), Set.of("condition"), Set.of("condition")),
  RULE(
      "rule",
      List.of(
          "condition",
          "output",
          "desc",
          "priority",
          "source",
          "enabled",
          "capture",
          "capture_duration",
          "warn_evttypes",
          "skip-if-unknown-filter",
          "tags",
          "exceptions",
          "enforce"),
      Set.of("condition", "output", "desc", "tags", "exceptions"),
      Set.of(
          "condition",
          "output",
          "desc",
          "tags",
          "exceptions",
          "priority",
          "capture",
          "capture_duration",
          "enabled",
          "warn_evttypes",
          "skip-if-unknown-filter",
          "enforce"));

  private final String key;
  private final List<String> contentKeys;
  private final Set<String> appendable;
  private final Set<String> replaceable;

  ItemKeys(String key, List<String> contentKeys, Set<String> appendable, Set<String> replaceable) {
    this.key = key;
    this.contentKeys = contentKeys;
    this.appendable = appendable;
    this.replaceable = replaceable;
  }

  String key() {
    return key;
  }

  List<String> contentKeys() {
    return contentKeys;
  }

  boolean appendable(String contentKey) {
    return appendable.contains(contentKey);
  }

  boolean replaceable(String contentKey) {
    return replaceable.contains(contentKey);
  }

  /** The kind by the first of the kinds' own keys that is present, or null. */
  static @Nullable ItemKeys of(YamlValue.Mapping item) {
    for (ItemKeys kind : values()) {
      if (item.has(kind.key)) {
        return kind;
      }
    }
    return null;
  }

  /** Unknown keys are warnings, as files may be newer than this program. */
  void warnOfUnknown(YamlValue.Mapping item, Problems problems) {
    for (YamlValue.Entry entry : item.entries().values()) {
      String name = entry.key();
      boolean known =
          name.equals(key)
              || contentKeys.contains(name)
              || (!contentKeys.isEmpty() && (name.equals("append") || name.equals("override")));
      if (!known) {
        problems.add(
            entry
                .keyAt()
                .warning(
                    "unknown key '" + name + "' is ignored",
                    Suggestion.didYouMean(name, contentKeys)));
      }
    }
  }
}
