package io.nightjar.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The keys of several documents as one, each node with the place where it stands. */
final class FalcoKeyTree {

  private final Map<String, NodeTuple> keys = new LinkedHashMap<>();
  // kept apart, so that a key that is given twice in one document is still told
  private final List<NodeTuple> repeated = new ArrayList<>();

  /** What becomes of a key that is there already. */
  enum Merge {
    /** Lists grow, anything else is replaced. */
    APPEND,
    /** It is replaced. */
    OVERRIDE,
    /** It stays. */
    ADD_ONLY;

    static @Nullable Merge of(@Nullable String word) {
      return switch (word) {
        case null -> null;
        case "append" -> APPEND;
        case "override" -> OVERRIDE;
        case "add-only" -> ADD_ONLY;
        default -> null;
      };
    }
  }

  void add(MappingNode document, Merge merge) {
    Map<String, NodeTuple> own = new LinkedHashMap<>();
    for (NodeTuple tuple : document.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)
          || own.putIfAbsent(key.getValue(), tuple) != null) {
        repeated.add(tuple);
      }
    }
    own.forEach((key, tuple) -> keys.merge(key, tuple, (old, next) -> merged(old, next, merge)));
  }

  private static NodeTuple merged(NodeTuple old, NodeTuple next, Merge merge) {
    return switch (merge) {
      case ADD_ONLY -> old;
      case OVERRIDE -> next;
      case APPEND -> {
        if (old.getValueNode() instanceof SequenceNode first
            && next.getValueNode() instanceof SequenceNode second) {
          yield new NodeTuple(old.getKeyNode(), joined(first, second.getValue()));
        }
        yield next;
      }
    };
  }

  private static SequenceNode joined(SequenceNode first, List<Node> more) {
    List<Node> all = new ArrayList<>(first.getValue());
    all.addAll(more);
    return new SequenceNode(
        Tag.SEQ, true, all, FlowStyle.BLOCK, first.getStartMark(), first.getEndMark());
  }

  /** Takes a key out; null where there is none. */
  @Nullable Node remove(String key) {
    NodeTuple tuple = keys.remove(key);
    return tuple == null ? null : tuple.getValueNode();
  }

  /**
   * Sets one key, whatever stands there.
   *
   * @param append adds to the list that stands there
   */
  void put(List<String> path, Node value, boolean append) {
    String first = path.getFirst();
    NodeTuple old = keys.get(first);
    Node oldValue = old == null ? null : old.getValueNode();
    keys.put(first, new NodeTuple(name(first, value), put(oldValue, path, 1, value, append)));
  }

  private static Node put(
      @Nullable Node old, List<String> path, int depth, Node value, boolean append) {
    if (depth == path.size()) {
      if (!append) {
        return value;
      }
      SequenceNode list =
          old instanceof SequenceNode sequence
              ? sequence
              : new SequenceNode(
                  Tag.SEQ,
                  true,
                  List.of(),
                  FlowStyle.BLOCK,
                  value.getStartMark(),
                  value.getEndMark());
      return joined(list, List.of(value));
    }
    String key = path.get(depth);
    List<NodeTuple> tuples = new ArrayList<>();
    Node below = null;
    if (old instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key)) {
          below = tuple.getValueNode();
        } else {
          tuples.add(tuple);
        }
      }
    }
    tuples.add(new NodeTuple(name(key, value), put(below, path, depth + 1, value, append)));
    return mapping(tuples, value);
  }

  private static ScalarNode name(String key, Node place) {
    return new ScalarNode(
        Tag.STR, true, key, ScalarStyle.PLAIN, place.getStartMark(), place.getEndMark());
  }

  private static MappingNode mapping(List<NodeTuple> tuples, Node place) {
    return new MappingNode(
        Tag.MAP, true, tuples, FlowStyle.BLOCK, place.getStartMark(), place.getEndMark());
  }

  /** Everything as one document. */
  MappingNode mapping() {
    List<NodeTuple> all = new ArrayList<>(keys.values());
    all.addAll(repeated);
    return all.isEmpty()
        ? new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK)
        : mapping(all, all.getFirst().getKeyNode());
  }
}
