package io.nightjar.rules.load;

import io.nightjar.rules.language.Location;
import io.nightjar.rules.language.SourceFile;
import io.nightjar.rules.language.SourceText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads the documents of a YAML file with marks, within limits of size and nesting. */
public final class YamlReader {
  /** Characters of the largest file. */
  public static final int SIZE_LIMIT = 4 * 1024 * 1024;

  private static final int DEPTH_LIMIT = 64;
  private static final int NODE_LIMIT = 1_000_000;

  private final SourceFile file;
  private final Problems problems;
  private int nodes;

  private YamlReader(SourceFile file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /** The documents that are not empty; none if the file is not YAML, which is then a problem. */
  public static List<YamlValue> read(SourceFile file, Problems problems) {
    if (file.text().length() > SIZE_LIMIT) {
      problems.add(file.at(0).error("the file is larger than " + SIZE_LIMIT + " characters"));
      return List.of();
    }
    try {
      return new YamlReader(file, problems).documents();
    } catch (MarkedYamlEngineException e) {
      problems.add(place(file, e).error("not valid YAML: " + problem(e)));
    } catch (ReaderException e) {
      problems.add(file.atCodePoint(e.getPosition()).error("not valid YAML: a special character"));
    } catch (YamlEngineException e) {
      problems.add(file.at(0).error("not valid YAML: " + e.getMessage()));
    }
    return List.of();
  }

  private List<YamlValue> documents() {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file.name())
            .setUseMarks(true)
            .setCodePointLimit(SIZE_LIMIT)
            .setMaxAliasesForCollections(100)
            .setAllowRecursiveKeys(false)
            .build();
    checkDepth(settings);
    List<YamlValue> documents = new ArrayList<>();
    for (Node root : new Compose(settings).composeAllFromString(file.text())) {
      YamlValue value = convert(root, 0);
      if (!(value instanceof YamlValue.Scalar scalar && scalar.isNull())) {
        documents.add(value);
      }
    }
    return documents;
  }

  /** The composer works recursively, so the nesting is counted in the flat events before it. */
  private void checkDepth(LoadSettings settings) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(file.text())) {
      switch (event.getEventId()) {
        case SequenceStart, MappingStart -> depth++;
        case SequenceEnd, MappingEnd -> depth--;
        case Alias, Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> {
          continue;
        }
      }
      if (depth > DEPTH_LIMIT) {
        throw new MarkedDepth(event.getStartMark());
      }
    }
  }

  private YamlValue convert(Node node, int depth) {
    Location at = start(node);
    if (depth > DEPTH_LIMIT || ++nodes > NODE_LIMIT) {
      throw new MarkedDepth(node.getStartMark());
    }
    return switch (node) {
      case ScalarNode scalar -> scalar(scalar, at);
      case SequenceNode sequence -> {
        List<YamlValue> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
          items.add(convert(item, depth + 1));
        }
        yield new YamlValue.Sequence(items, at);
      }
      case MappingNode mapping -> mapping(mapping, at, depth);
      default -> throw new IllegalStateException("a node that is not resolved");
    };
  }

  private YamlValue.Scalar scalar(ScalarNode node, Location at) {
    boolean isNull = node.isPlain() && node.getTag().equals(Tag.NULL);
    int end = node.getEndMark().map(m -> file.atCodePoint(m.getIndex()).offset()).orElse(0);
    SourceText text = ScalarText.of(file, node.getValue(), node.getScalarStyle(), at.offset(), end);
    return new YamlValue.Scalar(text, isNull, at);
  }

  private YamlValue mapping(MappingNode node, Location at, int depth) {
    Map<String, YamlValue.Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      Location keyAt = start(tuple.getKeyNode());
      YamlValue value = convert(tuple.getValueNode(), depth + 1);
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(keyAt.error("a key has to be a single word"));
      } else if (entries.containsKey(key.getValue())) {
        problems.add(keyAt.error("the key '" + key.getValue() + "' stands here twice"));
      } else {
        entries.put(key.getValue(), new YamlValue.Entry(key.getValue(), keyAt, value));
      }
    }
    return new YamlValue.Mapping(entries, at);
  }

  private Location start(Node node) {
    return node.getStartMark().map(m -> file.atCodePoint(m.getIndex())).orElse(file.at(0));
  }

  private static Location place(SourceFile file, MarkedYamlEngineException e) {
    Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
    return mark.map(m -> file.atCodePoint(m.getIndex())).orElse(file.at(0));
  }

  private static String problem(MarkedYamlEngineException e) {
    @Nullable String problem = e.getProblem();
    @Nullable String context = e.getContext();
    String text = problem == null ? "cannot be read" : problem;
    return context == null ? text : context + ", " + text;
  }

  private static final class MarkedDepth extends MarkedYamlEngineException {
    private static final long serialVersionUID = 1L;

    MarkedDepth(Optional<Mark> mark) {
      super("", Optional.empty(), "nested deeper or larger than a rule file can be", mark);
    }

    @Override
    public @Nullable String getContext() {
      return null;
    }
  }
}
