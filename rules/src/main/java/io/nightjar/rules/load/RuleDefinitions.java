package io.nightjar.rules.load;

import io.nightjar.rules.RulePriority;
import io.nightjar.rules.language.SourceText;
import io.nightjar.rules.language.Suggestion;
import io.nightjar.rules.load.Entries.RuleEntry;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Defines, appends to, overrides and toggles rules. */
final class RuleDefinitions {
  private static final List<String> REQUIRED = List.of("condition", "output", "desc", "priority");

  private final Entries entries;
  private final Problems problems;
  private final ExceptionReader exceptions;

  RuleDefinitions(Entries entries, Problems problems) {
    this.entries = entries;
    this.problems = problems;
    this.exceptions = new ExceptionReader(problems);
  }

  void apply(ItemReader reader, SourceText name, Change change) {
    int index = entries.nextIndex();
    RuleEntry earlier = entries.rules.get(name.text());
    boolean full = REQUIRED.stream().anyMatch(reader::has);
    if (change.changesEarlier() || !full) {
      if (earlier == null) {
        unknown(name);
      } else if (change.changesEarlier()) {
        change(reader, earlier, change);
        earlier.visibility = index;
      } else {
        toggle(reader, name, earlier);
      }
      return;
    }
    define(reader, name, index, earlier);
  }

  private void unknown(SourceText name) {
    problems.add(
        name.at(0)
            .error(
                "there is no rule '" + name.text() + "' before this one to change",
                Suggestion.didYouMean(name.text(), entries.rules.keySet())));
  }

  private void toggle(ItemReader reader, SourceText name, RuleEntry earlier) {
    Boolean enabled = reader.flag("enabled");
    if (enabled != null) {
      earlier.enabled = enabled;
      problems.add(
          reader
              .at("enabled")
              .warning(
                  "'enabled' without 'override' is deprecated",
                  "add override: {enabled: replace}"));
    } else if (!reader.has("enabled")) {
      problems.add(
          name.at(0).error("the rule has no condition, output, desc, priority or enabled"));
    }
  }

  private void define(ItemReader reader, SourceText name, int index, @Nullable RuleEntry earlier) {
    for (String key : REQUIRED) {
      if (!reader.has(key)) {
        problems.add(name.at(0).error("the rule '" + name.text() + "' has no " + key));
      }
    }
    SourceText condition = reader.text("condition");
    SourceText output = output(reader);
    if (condition == null) {
      return;
    }
    // the rest is looked at all the same: everything that is wrong is told at once
    output = output == null ? SourceText.of(" ", name.at(0)) : output;
    int position = earlier == null ? index : earlier.index;
    RuleEntry rule = new RuleEntry(name.text(), name.at(0), position, condition, output);
    rule.visibility = index;
    setContent(reader, rule);
    SourceText source = reader.text("source");
    rule.source = source == null ? "syscall" : source.text();
    if (earlier != null && !earlier.source.equals(rule.source)) {
      problems.add(
          reader.at("source").error("the rule was defined before with source " + earlier.source));
    }
    YamlValue ownExceptions = reader.item().get("exceptions");
    if (ownExceptions != null) {
      exceptions.merge(ownExceptions, rule.exceptions, false);
    }
    entries.rules.put(name.text(), rule);
  }

  /** Without what YAML leaves at the end of a folded text, which would break an alert's line. */
  private static @Nullable SourceText output(ItemReader reader) {
    SourceText output = reader.text("output");
    return output == null ? null : output.strip();
  }

  /** Everything that is simply replaced. */
  private void setContent(ItemReader reader, RuleEntry rule) {
    SourceText desc = reader.text("desc");
    rule.description = desc == null ? rule.description : desc.text();
    List<SourceText> tags = reader.texts("tags");
    if (tags != null) {
      rule.tags = new TreeSet<>(tags.stream().map(SourceText::text).toList());
    }
    setPriority(reader, rule);
    setEnforcement(reader, rule);
    rule.enabled = orElse(reader.flag("enabled"), rule.enabled);
    rule.warnEventTypes = orElse(reader.flag("warn_evttypes"), rule.warnEventTypes);
    rule.skipIfUnknownFilter =
        orElse(reader.flag("skip-if-unknown-filter"), rule.skipIfUnknownFilter);
  }

  private static boolean orElse(@Nullable Boolean value, boolean otherwise) {
    return value == null ? otherwise : value;
  }

  private void setPriority(ItemReader reader, RuleEntry rule) {
    SourceText text = reader.text("priority");
    if (text == null) {
      return;
    }
    RulePriority priority = RulePriority.of(text.text());
    if (priority == null) {
      List<String> names =
          Arrays.stream(RulePriority.values()).map(RulePriority::displayName).toList();
      problems.add(
          text.at(0)
              .error(
                  "'" + text.text() + "' is not a priority",
                  Suggestion.didYouMean(text.text(), names)));
      return;
    }
    rule.priority = priority;
  }

  private void setEnforcement(ItemReader reader, RuleEntry rule) {
    SourceText text = reader.text("enforce");
    if (text == null) {
      return;
    }
    switch (text.text()) {
      case "kill" -> rule.killAt = text.at(0);
      case "none" -> rule.killAt = null;
      default ->
          problems.add(
              text.at(0)
                  .error(
                      "'" + text.text() + "' cannot be enforced",
                      "write kill, or none to take back an earlier one"));
    }
  }

  private void change(ItemReader reader, RuleEntry rule, Change change) {
    if (change.appendsAll() && !reader.has("condition") && !reader.has("exceptions")) {
      problems.add(
          reader.item().at().error("only a condition or exceptions can be appended to a rule"));
      return;
    }
    SourceText condition = reader.text("condition");
    if (condition != null) {
      rule.condition =
          change.appends("condition") ? Definitions.joined(rule.condition, condition) : condition;
    }
    YamlValue more = reader.item().get("exceptions");
    if (more != null) {
      if (!change.appends("exceptions")) {
        rule.exceptions = new LinkedHashMap<>();
      }
      exceptions.merge(more, rule.exceptions, change.appends("exceptions"));
    }
    if (change.overrides()) {
      override(reader, rule, change);
    }
  }

  private void override(ItemReader reader, RuleEntry rule, Change change) {
    SourceText output = output(reader);
    if (output != null) {
      rule.output = change.appends("output") ? Definitions.joined(rule.output, output) : output;
    }
    String earlierDescription = rule.description;
    TreeSet<String> earlierTags = rule.tags;
    setContent(reader, rule);
    if (change.appends("desc")) {
      rule.description = earlierDescription + " " + rule.description;
    }
    if (change.appends("tags")) {
      rule.tags.addAll(earlierTags);
    }
  }
}
