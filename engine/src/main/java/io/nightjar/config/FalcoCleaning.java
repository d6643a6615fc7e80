package io.nightjar.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Prepares Falco's keys for the binder: puts variables of the environment in place of <code>${NAME}
 * </code>, takes out what is empty, and takes out and notes what means nothing here.
 */
final class FalcoCleaning {

  private static final Pattern VARIABLE = Pattern.compile("(\\$?)\\$\\{([^}]*)\\}");

  private final Map<String, String> environment;
  private final boolean lenient;
  private final List<String> notes = new ArrayList<>();

  /**
   * @param lenient whether unknown keys are noted instead of left for the binder to refuse
   */
  FalcoCleaning(Map<String, String> environment, boolean lenient) {
    this.environment = environment;
    this.lenient = lenient;
  }

  MappingNode clean(MappingNode document) {
    return mapping(document, FalcoConfig.class, "");
  }

  /** What was taken out, a line each: the key and the reason. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  private MappingNode mapping(MappingNode mapping, Class<?> type, String prefix) {
    List<NodeTuple> kept = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        kept.add(tuple);
        continue;
      }
      String path = prefix + key.getValue();
      RecordComponent component = component(type, key.getValue());
      if (component != null) {
        Node value = value(tuple.getValueNode(), component.getGenericType(), path);
        if (!(value instanceof ScalarNode scalar) || !scalar.getValue().isEmpty()) {
          kept.add(new NodeTuple(tuple.getKeyNode(), value));
        }
      } else if (!left(path, tuple.getValueNode(), type)) {
        kept.add(tuple);
      }
    }
    return new MappingNode(
        Tag.MAP, true, kept, FlowStyle.BLOCK, mapping.getStartMark(), mapping.getEndMark());
  }

  /** Whether a key that is not ours is left out; it is noted then. */
  private boolean left(String path, Node value, Class<?> type) {
    String reason = FalcoKeys.reason(path);
    if (reason != null) {
      if (!isOff(path, value)) {
        notes.add(path + ": " + reason);
      }
      return true;
    }
    if (!lenient) {
      return false;
    }
    List<String> known = Arrays.stream(type.getRecordComponents()).map(RecordBinder::key).toList();
    String name = path.substring(path.lastIndexOf('.') + 1);
    String near = Suggestion.didYouMean(name, known);
    notes.add(path + ": not known" + (near.isEmpty() ? "" : "; " + near));
    return true;
  }

  private static boolean isOff(String path, Node value) {
    if (value instanceof MappingNode mapping) {
      return mapping.getValue().stream()
          .filter(
              tuple ->
                  tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals("enabled"))
          .anyMatch(
              tuple ->
                  tuple.getValueNode() instanceof ScalarNode off
                      && FalcoKeys.saysOff(path, off.getValue()));
    }
    return value instanceof SequenceNode list && list.getValue().isEmpty();
  }

  private Node value(Node node, Type form, String path) {
    if (form instanceof ParameterizedType generic
        && generic.getRawType() == List.class
        && node instanceof SequenceNode sequence) {
      Type element = generic.getActualTypeArguments()[0];
      List<Node> all = new ArrayList<>();
      for (Node child : sequence.getValue()) {
        if (element == FalcoConfig.FieldEntry.class) {
          all.addAll(fieldEntries(child));
        } else {
          all.add(value(child, element, path + "[]"));
        }
      }
      return new SequenceNode(
          Tag.SEQ, true, all, FlowStyle.BLOCK, node.getStartMark(), node.getEndMark());
    }
    if (form instanceof Class<?> type
        && ScalarReader.isSection(type)
        && node instanceof MappingNode mapping) {
      return mapping(mapping, type, path + ".");
    }
    return node instanceof ScalarNode scalar ? expanded(scalar) : node;
  }

  /** {@code a} and {@code a: "text"} both become a name and a format. */
  private List<Node> fieldEntries(Node node) {
    if (node instanceof MappingNode mapping) {
      List<Node> entries = new ArrayList<>();
      for (NodeTuple tuple : mapping.getValue()) {
        entries.add(fieldEntry(tuple.getKeyNode(), tuple.getValueNode()));
      }
      return entries;
    }
    return List.of(node instanceof ScalarNode ? fieldEntry(node, null) : node);
  }

  private static MappingNode fieldEntry(Node name, @Nullable Node format) {
    List<NodeTuple> tuples = new ArrayList<>();
    tuples.add(new NodeTuple(scalar("name", name), name));
    if (format != null) {
      tuples.add(new NodeTuple(scalar("format", format), format));
    }
    return new MappingNode(
        Tag.MAP, true, tuples, FlowStyle.BLOCK, name.getStartMark(), name.getEndMark());
  }

  private static ScalarNode scalar(String text, Node place) {
    return new ScalarNode(
        Tag.STR, true, text, ScalarStyle.PLAIN, place.getStartMark(), place.getEndMark());
  }

  /** Falco puts an unset variable as nothing, and {@code $${NAME}} as <code>${NAME}</code>. */
  private ScalarNode expanded(ScalarNode scalar) {
    String text = scalar.getValue();
    return text.contains("${") ? scalar(expanded(text, environment), scalar) : scalar;
  }

  static String expanded(String text, Map<String, String> environment) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1).isEmpty()
                        ? environment.getOrDefault(found.group(2), "")
                        : "${" + found.group(2) + "}"));
  }

  private static @Nullable RecordComponent component(Class<?> type, String key) {
    for (RecordComponent component : type.getRecordComponents()) {
      if (RecordBinder.key(component).equals(key)) {
        return component;
      }
    }
    return null;
  }
}
