package io.nightjar.rules.load;

import io.nightjar.rules.language.Location;
import io.nightjar.rules.language.SourceText;
import io.nightjar.rules.language.Suggestion;
import io.nightjar.rules.load.Entries.ListEntry;
import io.nightjar.rules.load.Entries.MacroEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies the items of the files one after another to what was defined before them. */
final class Definitions {
  private static final String LIST_NAME = "[^()\"'\\s=,]+";
  private static final String MACRO_NAME = "[a-zA-Z]+[a-zA-Z0-9_]*";

  private final Entries entries;
  private final Problems problems;
  private final RuleDefinitions rules;

  Definitions(Entries entries, Problems problems) {
    this.entries = entries;
    this.problems = problems;
    this.rules = new RuleDefinitions(entries, problems);
  }

  /** One document: a list of items. */
  void apply(YamlValue document) {
    if (!(document instanceof YamlValue.Sequence sequence)) {
      problems.add(document.at().error("a rule file is a list of items, found " + document.kind()));
      return;
    }
    for (YamlValue item : sequence.items()) {
      if (item instanceof YamlValue.Mapping mapping) {
        applyItem(mapping);
      } else if (!(item instanceof YamlValue.Scalar scalar && scalar.isNull())) {
        problems.add(item.at().error("an item has to be a map, found " + item.kind()));
      }
    }
  }

  private void applyItem(YamlValue.Mapping item) {
    ItemKeys kind = ItemKeys.of(item);
    if (kind == null) {
      List<String> kinds = List.of(ItemKeys.values()).stream().map(ItemKeys::key).toList();
      String first = item.entries().isEmpty() ? "" : item.entries().keySet().iterator().next();
      problems.add(
          item.at()
              .warning(
                  "an item that is no list, macro or rule is ignored",
                  Suggestion.didYouMean(first, kinds)));
      return;
    }
    ItemReader reader = new ItemReader(item, problems);
    switch (kind) {
      case ENGINE_VERSION -> EngineVersion.check(reader, problems);
      case PLUGIN_VERSIONS -> EngineVersion.checkPlugins(reader, problems);
      case LIST, MACRO, RULE -> {
        kind.warnOfUnknown(item, problems);
        SourceText name = reader.text(kind.key());
        Change change = Change.of(reader, kind, problems);
        if (name == null || change == null) {
          return;
        }
        switch (kind) {
          case LIST -> applyList(reader, name, change);
          case MACRO -> applyMacro(reader, name, change);
          case RULE, ENGINE_VERSION, PLUGIN_VERSIONS -> rules.apply(reader, name, change);
        }
      }
    }
  }

  private void applyList(ItemReader reader, SourceText name, Change change) {
    int index = entries.nextIndex();
    if (!reader.has("items")) {
      problems.add(name.at(0).error("the list '" + name.text() + "' has no items"));
      return;
    }
    List<SourceText> items = reader.texts("items");
    if (items == null) {
      return;
    }
    warnName(name, LIST_NAME, "list");
    ListEntry earlier = entries.lists.get(name.text());
    if (change.changesEarlier() && earlier == null) {
      unknown("list", name, entries.lists.keySet());
      return;
    }
    if (earlier == null) {
      entries.lists.put(name.text(), new ListEntry(name.text(), name.at(0), index, items));
      return;
    }
    if (change.appends("items")) {
      earlier.items.addAll(items);
    } else {
      earlier.items = new ArrayList<>(items);
    }
    earlier.visibility = index;
  }

  private void applyMacro(ItemReader reader, SourceText name, Change change) {
    int index = entries.nextIndex();
    SourceText condition = reader.text("condition");
    if (condition == null) {
      if (!reader.has("condition")) {
        problems.add(name.at(0).error("the macro '" + name.text() + "' has no condition"));
      }
      return;
    }
    warnName(name, MACRO_NAME, "macro");
    MacroEntry earlier = entries.macros.get(name.text());
    if (change.changesEarlier() && earlier == null) {
      unknown("macro", name, entries.macros.keySet());
      return;
    }
    if (earlier == null) {
      entries.macros.put(name.text(), new MacroEntry(name.text(), name.at(0), index, condition));
      return;
    }
    earlier.condition =
        change.appends("condition") ? joined(earlier.condition, condition) : condition;
    earlier.visibility = index;
  }

  private void unknown(String kind, SourceText name, java.util.Set<String> known) {
    problems.add(
        name.at(0)
            .error(
                "there is no " + kind + " '" + name.text() + "' before this one to change",
                Suggestion.didYouMean(name.text(), known)));
  }

  private void warnName(SourceText name, String pattern, String kind) {
    if (!name.text().matches(pattern)) {
      problems.add(
          name.at(0)
              .warning("'" + name.text() + "' cannot be used as the name of a " + kind, null));
    }
  }

  /** Two texts with a blank between them. */
  static SourceText joined(SourceText first, SourceText second) {
    return new SourceText.Builder().append(first).append(" ", second.at(0)).append(second).build();
  }

  static @Nullable Location keyPlace(ItemReader reader, String key) {
    YamlValue.Entry entry = reader.item().entry(key);
    return entry == null ? null : entry.keyAt();
  }
}
