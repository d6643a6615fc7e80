package io.nightjar.rules.field;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The reference of the fields: of each its type, what it means and a condition with it. */
public final class FieldGuide {
  private static final Map<String, String> EXAMPLES = examples();

  private FieldGuide() {}

  /**
   * One field.
   *
   * @param type text, list, number, boolean, port, address, network or time
   * @param argument none, optional or required: what may stand in brackets
   * @param example a condition; empty for a field that is never known
   * @param absence why no event has a value for it; empty where events have
   * @param refused whether a condition with it cannot be loaded
   */
  public record Entry(
      String name,
      String type,
      String argument,
      String meaning,
      String example,
      String absence,
      boolean refused) {}

  /** All fields of a source, by name. */
  public static List<Entry> entries(RuleSource source) {
    return FieldRegistry.all(source).stream().map(FieldGuide::entry).toList();
  }

  private static Entry entry(Field field) {
    Absence absence = field.absence();
    return new Entry(
        field.name(),
        type(field),
        field.argument().name().toLowerCase(Locale.ROOT),
        field.summary(),
        absence == null ? EXAMPLES.getOrDefault(field.name(), "") : "",
        absence == null ? "" : absence.reason(),
        absence != null && absence.refused());
  }

  private static String type(Field field) {
    boolean required = field.argument() == Field.Argument.REQUIRED;
    boolean list = !required && field.bind().apply(null) instanceof Extractor.TextList;
    return list ? "list" : field.type().name().toLowerCase(Locale.ROOT);
  }

  /** Each line is a condition that begins with its field; an argument may stand behind that. */
  private static Map<String, String> examples() {
    Collection<String> names = new TreeSet<>();
    for (RuleSource source : RuleSource.values()) {
      FieldRegistry.all(source).forEach(field -> names.add(field.name()));
    }
    Map<String, String> examples = new HashMap<>();
    for (String line : NameTable.lines("examples.txt")) {
      String written = line.substring(0, line.indexOf(' '));
      String name = written.contains("[") ? written.substring(0, written.indexOf('[')) : written;
      while (!names.contains(name) && name.contains(".")) {
        name = name.substring(0, name.lastIndexOf('.'));
      }
      examples.put(name, line);
    }
    return examples;
  }
}
