package io.nightjar.config;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Where each key of the configuration stands, for what is found wrong after it was read. */
public final class Places {

  /** Of a configuration that no file says. */
  static final Places NONE = new Places(null);

  private final @Nullable YamlSource source;
  private final Map<String, Node> nodes = new HashMap<>();

  Places(@Nullable YamlSource source) {
    this.source = source;
  }

  void put(String key, Node node) {
    nodes.put(key, node);
  }

  /**
   * A message that begins with a key, with file, line and column of that key before it; any other
   * as it is. Never shows the line, which may hold a secret.
   */
  public String located(String message) {
    String longest = "";
    for (String key : nodes.keySet()) {
      boolean begins =
          message.startsWith(key)
              && (message.length() == key.length()
                  || " :.".indexOf(message.charAt(key.length())) >= 0);
      if (begins && key.length() > longest.length()) {
        longest = key;
      }
    }
    Node node = nodes.get(longest);
    if (source == null || node == null) {
      return message;
    }
    ConfigProblem place = source.atSecret(node, "", message);
    return place.render();
  }
}
