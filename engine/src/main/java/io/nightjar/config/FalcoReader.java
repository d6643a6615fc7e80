package io.nightjar.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads Falco's keys: from a {@code falco.yaml} as it is, with the files that its {@code
 * config_files} names, or from the section {@code falco} of our own file; over them what was said
 * with {@code -o}.
 */
final class FalcoReader {

  /**
   * What was read.
   *
   * @param notes what is in the files and means nothing here, a line each
   * @param files that were read
   */
  record Reading(FalcoConfig config, List<String> notes, List<Path> files) {}

  private static final String CONFIG_FILES = "config_files";

  private final Map<String, String> environment;
  private final Map<String, YamlSource> sources = new LinkedHashMap<>();
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();

  FalcoReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Reads a {@code falco.yaml}. Relative paths in it start at the working directory, as Falco's do;
   * keys that nobody knows are noted, not refused, because other versions of Falco have other keys.
   *
   * @param overrides as {@code key=value}
   * @throws ConfigErrors with everything that is wrong
   */
  Reading file(Path file, List<String> overrides) throws ConfigErrors {
    YamlSource source = source(file);
    FalcoKeyTree tree = new FalcoKeyTree();
    source.compose().ifPresent(node -> addDocument(tree, source, node, FalcoKeyTree.Merge.APPEND));
    for (ConfigFile more : configFiles(tree)) {
      YamlSource next = source(more.file());
      next.compose().ifPresent(node -> addDocument(tree, next, node, more.merge()));
    }
    return bind(tree, source, Path.of("").toAbsolutePath(), overrides, "", true);
  }

  /**
   * Reads the section of our own file, whose relative paths start at {@code folder}; a key that
   * nobody knows is an error there.
   *
   * @throws ConfigErrors with everything that is wrong
   */
  Reading section(
      YamlSource source, @Nullable Node section, Path folder, String path, List<String> overrides)
      throws ConfigErrors {
    FalcoKeyTree tree = new FalcoKeyTree();
    if (section != null) {
      addDocument(tree, source, section, FalcoKeyTree.Merge.APPEND);
    }
    return bind(tree, source, folder, overrides, path, false);
  }

  private void addDocument(
      FalcoKeyTree tree, YamlSource source, Node node, FalcoKeyTree.Merge merge) {
    if (node instanceof MappingNode mapping) {
      tree.add(mapping, merge);
    } else {
      problems.add(source.at(node, "", "must be a mapping of keys to values", ""));
    }
  }

  private Reading bind(
      FalcoKeyTree tree,
      YamlSource first,
      Path folder,
      List<String> overrides,
      String path,
      boolean lenient)
      throws ConfigErrors {
    overrides.forEach(override -> override(tree, override));
    FalcoCleaning cleaning = new FalcoCleaning(environment, lenient);
    MappingNode cleaned = cleaning.clean(tree.mapping());
    RecordBinder binder = new RecordBinder(first.among(sources), ScalarReader.forFalco(folder));
    FalcoConfig config = binder.bind(FalcoConfig.class, cleaned, path, FalcoConfig.defaults());
    problems.addAll(binder.problems());
    if (config == null || !problems.isEmpty()) {
      throw new ConfigErrors(problems);
    }
    return new Reading(config, cleaning.notes(), List.copyOf(files));
  }

  private void override(FalcoKeyTree tree, String override) {
    int equals = override.indexOf('=');
    String key = equals < 0 ? override : override.substring(0, equals);
    String label = "-o " + key;
    String value = equals < 0 ? "" : override.substring(equals + 1);
    YamlSource source = new YamlSource(label, value);
    sources.put(label, source);
    if (equals < 0 || !key.matches("[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*(\\[\\])?")) {
      problems.add(
          new ConfigProblem(
              label, 0, 0, "", "must be written as key=value", "", "as json_output=true"));
      return;
    }
    try {
      Optional<Node> node = source.compose();
      if (node.isPresent()) {
        boolean append = key.endsWith("[]");
        String plain = append ? key.substring(0, key.length() - 2) : key;
        tree.put(List.of(plain.split("\\.")), node.get(), append);
      }
    } catch (ConfigErrors e) {
      problems.addAll(e.problems());
    }
  }

  private record ConfigFile(Path file, FalcoKeyTree.Merge merge) {}

  /** The files that {@code config_files} names; what is not there is left out, as Falco does. */
  private List<ConfigFile> configFiles(FalcoKeyTree tree) {
    List<ConfigFile> found = new ArrayList<>();
    Node node = tree.remove(CONFIG_FILES);
    if (!(node instanceof SequenceNode sequence)) {
      return found;
    }
    for (Node entry : sequence.getValue()) {
      String path = text(entry, "path");
      FalcoKeyTree.Merge merge = FalcoKeyTree.Merge.of(text(entry, "strategy"));
      if (path == null || merge == null) {
        problems.add(
            sources
                .values()
                .iterator()
                .next()
                .among(sources)
                .at(
                    entry,
                    CONFIG_FILES,
                    "must be a path, or a path and a strategy of append, override, add-only",
                    ""));
      } else {
        filesOf(Path.of(FalcoCleaning.expanded(path, environment)))
            .forEach(file -> found.add(new ConfigFile(file, merge)));
      }
    }
    return found;
  }

  private static @Nullable String text(Node entry, String key) {
    if (entry instanceof ScalarNode scalar) {
      return key.equals("path") ? scalar.getValue() : "append";
    }
    if (entry instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode name
            && name.getValue().equals(key)
            && tuple.getValueNode() instanceof ScalarNode value) {
          return value.getValue();
        }
      }
      return key.equals("path") ? null : "append";
    }
    return null;
  }

  private List<Path> filesOf(Path path) {
    if (!Files.isDirectory(path)) {
      return Files.exists(path) ? List.of(path) : List.of();
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .filter(file -> file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      problems.add(
          new ConfigProblem(
              path.toString(), 0, 0, "", "cannot be read: " + e.getMessage(), "", ""));
      return List.of();
    }
  }

  private YamlSource source(Path file) throws ConfigErrors {
    YamlSource source = new YamlSource(file.toString(), ConfigLoader.text(file, file.toString()));
    sources.put(file.toString(), source);
    files.add(file);
    return source;
  }
}
