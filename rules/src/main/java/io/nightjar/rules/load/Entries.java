package io.nightjar.rules.load;

import io.nightjar.rules.RulePriority;
import io.nightjar.rules.language.Location;
import io.nightjar.rules.language.SourceText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The lists, macros and rules while the files are read: later items change earlier ones. */
final class Entries {
  final Map<String, ListEntry> lists = new LinkedHashMap<>();
  final Map<String, MacroEntry> macros = new LinkedHashMap<>();
  final Map<String, RuleEntry> rules = new LinkedHashMap<>();
  private int next;

  /** Number of an item in the order of the files. */
  int nextIndex() {
    return next++;
  }

  /** What lists, macros and rules share. */
  abstract static class Entry {
    final String name;
    final Location at;

    /** Position of the first definition, which later definitions keep. */
    final int index;

    /** Items before this one can be used in it; the position of the last change. */
    int visibility;

    Entry(String name, Location at, int index) {
      this.name = name;
      this.at = at;
      this.index = index;
      this.visibility = index;
    }
  }

  /** A list as written. */
  static final class ListEntry extends Entry {
    List<SourceText> items;

    ListEntry(String name, Location at, int index, List<SourceText> items) {
      super(name, at, index);
      this.items = new ArrayList<>(items);
    }
  }

  /** A macro as written. */
  static final class MacroEntry extends Entry {
    SourceText condition;

    MacroEntry(String name, Location at, int index, SourceText condition) {
      super(name, at, index);
      this.condition = condition;
    }
  }

  /** A rule as written. */
  static final class RuleEntry extends Entry {
    SourceText condition;
    SourceText output;
    String description;
    RulePriority priority;
    String source = "syscall";
    boolean enabled = true;
    boolean warnEventTypes = true;
    boolean skipIfUnknownFilter;

    /** Where the rule asks for the kill in the kernel; null where it does not. */
    @Nullable Location killAt;

    TreeSet<String> tags = new TreeSet<>();
    Map<String, ExceptionEntry> exceptions = new LinkedHashMap<>();

    RuleEntry(String name, Location at, int index, SourceText condition, SourceText output) {
      super(name, at, index);
      this.condition = condition;
      this.output = output;
      this.description = "";
      this.priority = RulePriority.DEBUG;
    }
  }

  /**
   * One exception of a rule: fields, how each is compared, and the rows of values.
   *
   * @param single true if {@code fields} was written as one field, whose values are not rows
   */
  record ExceptionEntry(
      String name,
      boolean single,
      List<SourceText> fields,
      List<SourceText> comparisons,
      List<List<Cell>> rows,
      Location at) {}

  /** A value of an exception: one text, or several if it was a list. */
  record Cell(List<SourceText> texts, boolean list, Location at) {
    @Nullable SourceText single() {
      return list ? null : texts.get(0);
    }
  }
}
