package io.nightjar.playbook.talon;

import io.nightjar.detect.Priority;
import io.nightjar.playbook.author.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which events a rule of Falco Talon takes.
 *
 * @param rules any of these; none for every rule
 * @param priority such as {@code >=Warning}; empty for any
 * @param source empty for any
 * @param tags one entry is enough; in an entry all between the commas
 * @param outputFields one entry is enough; in an entry all between the commas
 */
record TalonMatch(
    List<String> rules,
    String priority,
    String source,
    List<String> tags,
    List<String> outputFields) {
  private static final Pattern PRIORITY = Pattern.compile("([<>]?=?)\\s*([A-Za-z]+)");
  private static final Pattern FIELD =
      Pattern.compile("([A-Za-z0-9_.\\[\\]-]+)\\s*(!=|=)\\s*([^=!,]+)");

  /** Names of Falco that Nightjar knows better itself, for it finds the pod of a container. */
  private static final Map<String, String> KNOWN =
      Map.of(
          "k8s.ns.name", "namespace",
          "k8s.pod.name", "podName",
          "proc.name", "processName",
          "container.name", "containerName");

  TalonMatch {
    rules = List.copyOf(rules);
    tags = List.copyOf(tags);
    outputFields = List.copyOf(outputFields);
  }

  /** A comparison of an output field. */
  record Field(String name, boolean equal, String value) {}

  TalonMatch laidOver(TalonMatch later) {
    return new TalonMatch(
        grown(rules, later.rules),
        later.priority,
        later.source,
        grown(tags, later.tags),
        grown(outputFields, later.outputFields));
  }

  private static List<String> grown(List<String> one, List<String> other) {
    List<String> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }

  /** The same in conditions of a playbook, all of which must be met. */
  List<String> conditions() throws Untranslatable {
    List<String> all = new ArrayList<>();
    if (!rules.isEmpty()) {
      List<String> names = new ArrayList<>();
      for (String rule : rules) {
        names.add(quoted(rule, "the name of a rule"));
      }
      all.add(
          names.size() == 1
              ? "rule == " + names.getFirst()
              : "rule in (" + String.join(", ", names) + ")");
    }
    if (!priority.isEmpty()) {
      all.add(priorityCondition());
    }
    if (!source.isEmpty()) {
      all.add("source == " + quoted(normalSource(), "the source"));
    }
    if (!tags.isEmpty()) {
      all.add(oneOf(tagConditions()));
    }
    if (!outputFields.isEmpty()) {
      all.add(oneOf(fieldConditions()));
    }
    return all;
  }

  private static String oneOf(List<List<String>> alternatives) {
    if (alternatives.size() == 1) {
      return String.join(" && ", alternatives.getFirst());
    }
    return alternatives.stream()
        .map(all -> all.size() == 1 ? all.getFirst() : "(" + String.join(" && ", all) + ")")
        .collect(Collectors.joining(" || ", "(", ")"));
  }

  /** Falcosidekick says syscalls where Falco says syscall. */
  String normalSource() {
    return source.equals("syscalls") ? "syscall" : source;
  }

  private String priorityCondition() throws Untranslatable {
    List<Priority> wanted = priorities();
    Priority least = wanted.getFirst();
    Priority most = wanted.getLast();
    if (least == most) {
      return "priority == Priority." + least;
    }
    return most == Priority.EMERGENCY
        ? "priority >= Priority." + least
        : "priority <= Priority." + most;
  }

  /** Those that it takes, from the least severe on. */
  List<Priority> priorities() throws Untranslatable {
    List<Priority> all = List.of(Priority.values());
    if (priority.isEmpty()) {
      return all;
    }
    Matcher form = PRIORITY.matcher(priority);
    Priority named = form.matches() ? named(form.group(2)) : null;
    if (named == null) {
      throw new Untranslatable("'" + priority + "' is no priority");
    }
    int at = all.indexOf(named);
    List<Priority> wanted =
        switch (form.group(1)) {
          case ">" -> all.subList(at + 1, all.size());
          case ">=" -> all.subList(at, all.size());
          case "<" -> all.subList(0, at);
          case "<=" -> all.subList(0, at + 1);
          default -> List.of(named);
        };
    if (wanted.isEmpty()) {
      throw new Untranslatable("no priority is " + priority);
    }
    return wanted;
  }

  private static @Nullable Priority named(String word) {
    for (Priority each : Priority.values()) {
      if (each.name().equals(word.toUpperCase(Locale.ROOT))) {
        return each;
      }
    }
    return null;
  }

  List<List<String>> tagEntries() {
    return tags.stream().map(entry -> List.of(entry.replace(" ", "").split(",", -1))).toList();
  }

  private List<List<String>> tagConditions() throws Untranslatable {
    List<List<String>> alternatives = new ArrayList<>();
    for (List<String> entry : tagEntries()) {
      List<String> all = new ArrayList<>();
      for (String tag : entry) {
        all.add("tagged(" + quoted(tag, "a tag") + ")");
      }
      alternatives.add(all);
    }
    return alternatives;
  }

  List<List<Field>> fieldEntries() throws Untranslatable {
    List<List<Field>> entries = new ArrayList<>();
    for (String entry : outputFields) {
      List<Field> all = new ArrayList<>();
      for (String part : entry.split(",", -1)) {
        Matcher form = FIELD.matcher(part.strip());
        if (!form.matches()) {
          throw new Untranslatable("'" + part.strip() + "' is no comparison of an output field");
        }
        String value = form.group(3).replace("\"", "").strip();
        if (value.isEmpty()) {
          throw new Untranslatable(
              "'" + part.strip() + "' asks whether a field is there but empty; a playbook cannot");
        }
        all.add(new Field(form.group(1), form.group(2).equals("="), value));
      }
      entries.add(all);
    }
    return entries;
  }

  private List<List<String>> fieldConditions() throws Untranslatable {
    List<List<String>> alternatives = new ArrayList<>();
    for (List<Field> entry : fieldEntries()) {
      List<String> all = new ArrayList<>();
      for (Field field : entry) {
        all.add(condition(field));
      }
      alternatives.add(all);
    }
    return alternatives;
  }

  /** What is known by both names must not be it by either; one that says it is enough. */
  private static String condition(Field field) throws Untranslatable {
    String operator = field.equal() ? " == " : " != ";
    String value = quoted(field.value(), "the value of a field");
    String plain = "field(" + quoted(field.name(), "a field") + ")" + operator + value;
    String property = KNOWN.get(field.name());
    return property == null
        ? plain
        : "(" + property + operator + value + (field.equal() ? " || " : " && ") + plain + ")";
  }

  static String quoted(String text, String what) throws Untranslatable {
    try {
      return Quoted.drl(text);
    } catch (IllegalArgumentException e) {
      throw new Untranslatable(what + " holds characters that a playbook cannot hold");
    }
  }

  /** Whether it takes an event; only of one that could be translated. */
  boolean takes(Sample event) throws Untranslatable {
    if (!rules.isEmpty() && !rules.contains(event.rule())) {
      return false;
    }
    if (!priorities().contains(event.priority())
        || (!source.isEmpty() && !normalSource().equals(event.source()))) {
      return false;
    }
    if (!tags.isEmpty() && tagEntries().stream().noneMatch(event.tags()::containsAll)) {
      return false;
    }
    List<List<Field>> entries = fieldEntries();
    return entries.isEmpty()
        || entries.stream()
            .anyMatch(
                entry ->
                    entry.stream()
                        .allMatch(
                            field ->
                                field.equal() == field.value().equals(event.field(field.name()))));
  }

  /** Events that it takes, one for each way to be taken. */
  List<Sample> samples() throws Untranslatable {
    List<Sample> samples = new ArrayList<>();
    List<String> names = rules.isEmpty() ? List.of("Any rule") : rules;
    List<List<String>> tagSets = tags.isEmpty() ? List.of(List.of()) : tagEntries();
    List<List<Field>> fieldSets = outputFields.isEmpty() ? List.of(List.of()) : fieldEntries();
    List<Priority> wanted = priorities();
    Priority one = wanted.contains(Priority.WARNING) ? Priority.WARNING : wanted.getFirst();
    for (String name : names) {
      for (List<String> tagSet : tagSets) {
        for (List<Field> fieldSet : fieldSets) {
          Map<String, String> fields = new LinkedHashMap<>();
          for (Field field : fieldSet) {
            if (field.equal()) {
              fields.put(field.name(), field.value());
            }
          }
          String from = source.isEmpty() ? "syscall" : normalSource();
          Sample sample = new Sample(name, one, from, tagSet, fields);
          if (takes(sample)) {
            samples.add(sample);
          }
        }
      }
    }
    return samples;
  }
}
