package io.nightjar.playbook.talon;

import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.talon.TalonRule.Action;
import io.nightjar.playbook.talon.TalonRule.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads files of Falco Talon in their order. As there, a rule or a block of a name that was there
 * before is laid over it: lists grow, single values are replaced, {@code priority} and {@code
 * source} of a match always.
 */
final class TalonReader {
  private final Map<String, Action> blocks = new LinkedHashMap<>();
  private final Map<String, TalonRule> rules = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  void read(String file, String yaml) {
    Node root;
    try {
      root =
          new Compose(LoadSettings.builder().setLabel(file).build())
              .composeString(yaml)
              .orElse(null);
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().orElse(null);
      int line = mark == null ? 0 : mark.getLine() + 1;
      problems.add(problem(new Place(file, line), "this is not YAML: " + e.getProblem()));
      return;
    } catch (YamlEngineException e) {
      problems.add(problem(new Place(file, 0), "this is not YAML: " + e.getMessage()));
      return;
    }
    if (!(root instanceof SequenceNode items)) {
      problems.add(problem(new Place(file, 1), "a file of Falco Talon is a list"));
      return;
    }
    items.getValue().forEach(item -> item(item, file));
  }

  List<Problem> problems() {
    return problems;
  }

  /** Every rule with its blocks, in the order in which Talon would try them. */
  List<TalonRule> rules() {
    return rules.values().stream().map(this::withBlocks).toList();
  }

  private static Problem problem(Place place, String message) {
    return new Problem(place.file(), place.line(), 0, message, "", "");
  }

  private void item(Node item, String file) {
    Map<String, Node> keys = keys(item);
    Place place = place(item, file);
    if (keys.containsKey("rule")) {
      rule(keys, place, file);
    } else if (keys.containsKey("action")) {
      Action block = action(keys, place);
      blocks.merge(block.name(), block, TalonReader::laidOver);
    } else {
      problems.add(problem(place, "this is neither a rule nor an action"));
    }
  }

  private void rule(Map<String, Node> keys, Place place, String file) {
    Map<String, Node> match = keys(keys.get("match"));
    List<Action> actions = new ArrayList<>();
    if (keys.get("actions") instanceof SequenceNode list) {
      list.getValue().forEach(node -> actions.add(action(keys(node), place(node, file))));
    }
    TalonRule rule =
        new TalonRule(
            text(keys.get("rule")),
            place,
            text(keys.get("description")),
            text(keys.get("continue")),
            text(keys.get("dry_run")),
            new TalonMatch(
                texts(match.get("rules")),
                text(match.get("priority")),
                text(match.get("source")),
                texts(match.get("tags")),
                texts(match.get("output_fields"))),
            actions,
            texts(keys.get("notifiers")));
    rules.merge(rule.name(), rule, TalonReader::laidOver);
  }

  private static TalonRule laidOver(TalonRule first, TalonRule later) {
    return new TalonRule(
        first.name(),
        first.place(),
        or(later.description(), first.description()),
        or(later.goesOn(), first.goesOn()),
        or(later.dryRun(), first.dryRun()),
        first.match().laidOver(later.match()),
        both(first.actions(), later.actions()),
        both(first.notifiers(), later.notifiers()));
  }

  private static Action laidOver(Action first, Action later) {
    Map<String, Object> parameters = new LinkedHashMap<>(first.parameters());
    later
        .parameters()
        .forEach(
            (name, value) ->
                parameters.merge(name, value, (one, other) -> grown(one, other, other)));
    return new Action(
        first.name(),
        first.place(),
        or(later.actionner(), first.actionner()),
        parameters,
        or(later.goesOn(), first.goesOn()),
        both(first.contexts(), later.contexts()),
        or(first.outputTarget(), later.outputTarget()));
  }

  /** An action of a rule keeps its own single values; lists and maps are joined. */
  private TalonRule withBlocks(TalonRule rule) {
    List<Action> actions = new ArrayList<>();
    for (Action action : rule.actions()) {
      Action block = blocks.get(action.name());
      actions.add(block == null ? action : inBlock(action, block));
    }
    return new TalonRule(
        rule.name(),
        rule.place(),
        rule.description(),
        rule.goesOn(),
        rule.dryRun(),
        rule.match(),
        actions,
        rule.notifiers());
  }

  private static Action inBlock(Action action, Action block) {
    Map<String, Object> parameters = new LinkedHashMap<>(block.parameters());
    action
        .parameters()
        .forEach(
            (name, own) ->
                parameters.merge(name, own, (theirs, mine) -> grown(theirs, mine, mine)));
    // of a map, what the block says counts
    block.parameters().forEach((name, value) -> overlay(parameters, name, value));
    return new Action(
        action.name(),
        action.place(),
        or(action.actionner(), block.actionner()),
        parameters,
        or(action.goesOn(), block.goesOn()),
        action.contexts().isEmpty() ? block.contexts() : action.contexts(),
        or(action.outputTarget(), block.outputTarget()));
  }

  private static void overlay(Map<String, Object> parameters, String name, Object value) {
    if (value instanceof Map<?, ?> theirs && parameters.get(name) instanceof Map<?, ?> both) {
      Map<Object, Object> all = new LinkedHashMap<>(both);
      all.putAll(theirs);
      parameters.put(name, all);
    }
  }

  private static Object grown(Object one, Object other, Object single) {
    if (one instanceof List<?> first && other instanceof List<?> second) {
      return both(first, second);
    }
    if (one instanceof Map<?, ?> first && other instanceof Map<?, ?> second) {
      Map<Object, Object> all = new LinkedHashMap<>(first);
      all.putAll(second);
      return all;
    }
    return single;
  }

  private static <T> List<T> both(List<? extends T> one, List<? extends T> other) {
    List<T> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }

  private static String or(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }

  private static Action action(Map<String, Node> keys, Place place) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    keys(keys.get("parameters")).forEach((name, node) -> parameters.put(name, value(node)));
    return new Action(
        text(keys.get("action")),
        place,
        text(keys.get("actionner")),
        parameters,
        text(keys.get("continue")),
        texts(keys.get("additional_contexts")),
        text(keys(keys.get("output")).get("target")));
  }

  private static Object value(Node node) {
    if (node instanceof SequenceNode) {
      return texts(node);
    }
    if (node instanceof MappingNode) {
      Map<String, String> map = new LinkedHashMap<>();
      keys(node).forEach((name, each) -> map.put(name, text(each)));
      return map;
    }
    return text(node);
  }

  private static Map<String, Node> keys(@Nullable Node node) {
    Map<String, Node> keys = new LinkedHashMap<>();
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        keys.put(text(tuple.getKeyNode()), tuple.getValueNode());
      }
    }
    return keys;
  }

  private static List<String> texts(@Nullable Node node) {
    return node instanceof SequenceNode sequence
        ? sequence.getValue().stream().map(TalonReader::text).toList()
        : List.of();
  }

  private static String text(@Nullable Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue().strip() : "";
  }

  private static Place place(Node node, String file) {
    return new Place(file, node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0));
  }
}
