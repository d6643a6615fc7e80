package io.nightjar.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** The text of one YAML file as nodes with their places, and problems told at those places. */
final class YamlSource {

  private final String file;
  private final String[] lines;
  private final String text;
  private final Map<String, YamlSource> others;

  YamlSource(String file, String text) {
    this(file, text, Map.of());
  }

  private YamlSource(String file, String text, Map<String, YamlSource> others) {
    this.others = others;
    this.file = file;
    this.text = text;
    this.lines = text.split("\\R", -1);
  }

  /** The same, which tells a problem with a node of one of {@code others} at its place there. */
  YamlSource among(Map<String, YamlSource> others) {
    return new YamlSource(file, text, Map.copyOf(others));
  }

  /**
   * The document, or nothing when the file has only comments.
   *
   * @throws ConfigErrors when it is not YAML; the line is not shown then, as it may hold a secret
   */
  Optional<Node> compose() throws ConfigErrors {
    LoadSettings settings = LoadSettings.builder().setLabel(file).build();
    try {
      return new Compose(settings).composeString(text);
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
      int line = mark == null ? 0 : mark.getLine() + 1;
      int column = mark == null ? 0 : mark.getColumn() + 1;
      String problem = e.getProblem() == null ? "cannot be read" : e.getProblem();
      throw errors(line, column, "is not YAML: " + problem);
    } catch (YamlEngineException e) {
      throw errors(0, 0, "is not YAML: " + e.getMessage());
    }
  }

  private ConfigErrors errors(int line, int column, String message) {
    return new ConfigErrors(List.of(new ConfigProblem(file, line, column, "", message, "", "")));
  }

  /** A problem with the value at {@code node}; its line is shown. */
  ConfigProblem at(Node node, String path, String message, String hint) {
    return at(node, path, message, hint, Integer.MAX_VALUE);
  }

  /** A problem with the key at {@code node}; what follows the key is not shown. */
  ConfigProblem atKey(Node node, String path, String message, String hint) {
    int end = node.getEndMark().map(Mark::getColumn).orElse(0);
    return at(node, path, message, hint, end);
  }

  /** A problem with a value that must not be shown. */
  ConfigProblem atSecret(Node node, String path, String message) {
    return at(node, path, message, "", 0);
  }

  private ConfigProblem at(Node node, String path, String message, String hint, int shown) {
    Mark mark = node.getStartMark().orElse(null);
    YamlSource home = mark == null ? null : others.get(mark.getName());
    if (home != null && home != this) {
      return home.at(node, path, message, hint, shown);
    }
    int line = mark == null ? 0 : mark.getLine();
    int column = mark == null ? 0 : mark.getColumn();
    String source = line < lines.length ? lines[line] : "";
    String cut = source.substring(0, Math.min(shown, source.length())).stripTrailing();
    return new ConfigProblem(file, line + 1, column + 1, path, message, cut, hint);
  }
}
