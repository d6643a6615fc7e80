package io.nightjar.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Lays the nodes of one file over a record of defaults: a key is a component, a nested record a
 * nested mapping. Goes on after a problem, so that all of them are told at once.
 */
final class RecordBinder {

  private final YamlSource source;
  private final ScalarReader scalars;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final Set<String> secretLines = new HashSet<>();
  private final Places places;

  RecordBinder(YamlSource source, ScalarReader scalars) {
    this.source = source;
    this.scalars = scalars;
    this.places = new Places(source);
  }

  /** Where the keys stand that were read. */
  Places places() {
    return places;
  }

  /** What was wrong; a line in which a secret stands is never shown. */
  List<ConfigProblem> problems() {
    return problems.stream()
        .map(
            problem ->
                secretLines.contains(problem.file() + ":" + problem.line())
                    ? problem.withoutSource()
                    : problem)
        .toList();
  }

  private void hide(Node secret) {
    secret
        .getStartMark()
        .ifPresent(
            start -> {
              int end = secret.getEndMark().map(Mark::getLine).orElse(start.getLine());
              for (int line = start.getLine(); line <= end; line++) {
                secretLines.add(start.getName() + ":" + (line + 1));
              }
            });
  }

  /**
   * @param defaults what absent keys take, or null when the record has no defaults
   * @return null when a problem stands in the way, which is then among {@link #problems()}
   */
  <R extends Record> @Nullable R bind(Class<R> type, Node node, String path, @Nullable R defaults) {
    if (!(node instanceof MappingNode mapping)) {
      problems.add(source.at(node, path, "must be a mapping of keys to values", ""));
      return defaults;
    }
    Map<String, NodeTuple> entries = entries(mapping, path);
    RecordComponent[] components = type.getRecordComponents();
    List<String> known = Arrays.stream(components).map(RecordBinder::key).toList();
    entries.forEach((key, entry) -> refuseUnknown(key, entry, known, path));
    @Nullable Object[] values = new @Nullable Object[components.length];
    int problemsBefore = problems.size();
    boolean complete = true;
    for (int i = 0; i < components.length; i++) {
      NodeTuple entry = entries.get(key(components[i]));
      Object fallback = defaults == null ? null : component(components[i], defaults);
      values[i] = value(components[i], entry, mapping, path, fallback);
      complete &= values[i] != null || nullable(components[i]);
    }
    if (!complete) {
      return null;
    }
    boolean sound = problems.size() == problemsBefore;
    return construct(type, values, mapping, entries, path, sound);
  }

  private static boolean holdsSecrets(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .anyMatch(component -> component.getType() == Secret.class);
  }

  private @Nullable Object value(
      RecordComponent component,
      @Nullable NodeTuple entry,
      MappingNode parent,
      String path,
      @Nullable Object fallback) {
    String childPath = child(path, key(component));
    if (entry != null && !isNull(entry.getValueNode())) {
      Object value = convert(component.getGenericType(), entry.getValueNode(), childPath, fallback);
      // a value that could not be read leaves the default, so that the others are still checked
      return value == null ? fallback : value;
    }
    if (fallback != null || nullable(component)) {
      return fallback;
    }
    Setting setting = component.getAnnotation(Setting.class);
    if (setting != null && !setting.absent().isEmpty()) {
      return absent(component, setting.absent());
    }
    // the line shown is another key's, which may be a secret under a misspelt name
    problems.add(
        holdsSecrets(component.getDeclaringRecord())
            ? source.atSecret(parent, childPath, "is missing")
            : source.at(parent, childPath, "is missing", ""));
    return null;
  }

  private @Nullable Object absent(RecordComponent component, String yaml) {
    try {
      Node node = new YamlSource("default", yaml).compose().orElseThrow();
      return convert(component.getGenericType(), node, key(component), null);
    } catch (ConfigErrors e) {
      throw new IllegalStateException("default of " + component, e);
    }
  }

  private @Nullable Object convert(Type type, Node node, String path, @Nullable Object fallback) {
    places.put(path, node);
    if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
      return list(generic.getActualTypeArguments()[0], node, path);
    }
    if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
      return map(generic.getActualTypeArguments()[1], node, path, fallback);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == Secret.class) {
      hide(node);
    }
    if (ScalarReader.isSection(plain)) {
      Class<? extends Record> nested = plain.asSubclass(Record.class);
      return bindNested(nested, inFull(nested, node), path, fallback);
    }
    return scalar(plain, node, path);
  }

  /** The section that a single value stands for, where one may. */
  private static Node inFull(Class<?> section, Node node) {
    Shorthand shorthand = section.getAnnotation(Shorthand.class);
    if (shorthand == null || !(node instanceof ScalarNode)) {
      return node;
    }
    ScalarNode key =
        new ScalarNode(
            Tag.STR,
            true,
            shorthand.value(),
            ScalarStyle.PLAIN,
            node.getStartMark(),
            node.getEndMark());
    return new MappingNode(
        Tag.MAP,
        true,
        List.of(new NodeTuple(key, node)),
        FlowStyle.BLOCK,
        node.getStartMark(),
        node.getEndMark());
  }

  private <R extends Record> @Nullable R bindNested(
      Class<R> type, Node node, String path, @Nullable Object fallback) {
    return bind(type, node, path, type.cast(fallback));
  }

  private @Nullable Object scalar(Class<?> type, Node node, String path) {
    if (!(node instanceof ScalarNode scalar)) {
      problems.add(source.atKey(node, path, "must be a single value", ""));
      return null;
    }
    try {
      Object value = scalars.read(type, scalar.getValue());
      return value instanceof Secret secret ? secret.under(path) : value;
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      problems.add(
          type == Secret.class
              ? source.atSecret(node, path, message)
              : source.at(node, path, message, ""));
      return null;
    }
  }

  private @Nullable List<Object> list(Type element, Node node, String path) {
    if (!(node instanceof SequenceNode sequence)) {
      problems.add(source.atKey(node, path, "must be a list", "write each entry as \"- entry\""));
      return null;
    }
    List<Object> values = new ArrayList<>();
    int index = 0;
    for (Node child : sequence.getValue()) {
      Object value = convert(element, child, path + "[" + index++ + "]", null);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  private @Nullable Map<String, Object> map(
      Type element, Node node, String path, @Nullable Object fallback) {
    if (!(node instanceof MappingNode mapping)) {
      problems.add(source.atKey(node, path, "must be a mapping of names to values", ""));
      return null;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    // names of the file stand beside the default ones, as a new calendar must not remove "night"
    if (fallback instanceof Map<?, ?> defaults) {
      defaults.forEach((name, value) -> values.put((String) name, value));
    }
    entries(mapping, path)
        .forEach(
            (name, entry) -> {
              Object value = convert(element, entry.getValueNode(), child(path, name), null);
              if (value != null) {
                values.put(name, value);
              }
            });
    return values;
  }

  private Map<String, NodeTuple> entries(MappingNode mapping, String path) {
    Map<String, NodeTuple> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(source.atKey(tuple.getKeyNode(), path, "a key must be a single word", ""));
      } else if (entries.putIfAbsent(key.getValue(), tuple) != null) {
        String repeated = child(path, key.getValue());
        problems.add(source.atKey(key, repeated, "is given twice", "keep one of the two"));
      }
    }
    return entries;
  }

  private void refuseUnknown(String key, NodeTuple entry, List<String> known, String path) {
    if (!known.contains(key)) {
      String near = Suggestion.didYouMean(key, known);
      String hint = near.isEmpty() ? "known keys: " + String.join(", ", known) : near;
      problems.add(source.atKey(entry.getKeyNode(), child(path, key), "unknown key", hint));
    }
  }

  private <R extends Record> @Nullable R construct(
      Class<R> type,
      @Nullable Object[] values,
      MappingNode mapping,
      Map<String, NodeTuple> entries,
      String path,
      boolean sound) {
    try {
      return constructor(type).newInstance(values);
    } catch (InvocationTargetException e) {
      if (!(e.getCause() instanceof InvalidSettings invalid)) {
        throw new IllegalStateException("cannot construct " + type, e);
      }
      for (InvalidSettings.Violation violation : invalid.violations()) {
        if (violation.key().isEmpty() && !sound) {
          // what it says of the whole may only follow from a value that could not be read
          continue;
        }
        Node place = place(mapping, entries, violation.key());
        String at = violation.key().isEmpty() ? path : child(path, violation.key());
        problems.add(source.at(place, at, violation.message(), ""));
      }
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot construct " + type, e);
    }
  }

  /** The value of {@code key}, or the name within it where the key is {@code key.name}. */
  private static Node place(MappingNode mapping, Map<String, NodeTuple> entries, String key) {
    int dot = key.indexOf('.');
    NodeTuple entry = entries.get(dot < 0 ? key : key.substring(0, dot));
    if (entry == null) {
      return mapping;
    }
    if (dot >= 0 && entry.getValueNode() instanceof MappingNode nested) {
      for (NodeTuple child : nested.getValue()) {
        if (child.getKeyNode() instanceof ScalarNode name
            && name.getValue().equals(key.substring(dot + 1))) {
          return name;
        }
      }
    }
    return entry.getValueNode();
  }

  private static <R extends Record> Constructor<R> constructor(Class<R> type)
      throws NoSuchMethodException {
    Class<?>[] parameters =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    return type.getDeclaredConstructor(parameters);
  }

  static String key(RecordComponent component) {
    Setting setting = component.getAnnotation(Setting.class);
    return setting == null || setting.key().isEmpty() ? component.getName() : setting.key();
  }

  static boolean nullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  static @Nullable Object component(RecordComponent component, Object instance) {
    try {
      return component.getAccessor().invoke(instance);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private static String child(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
