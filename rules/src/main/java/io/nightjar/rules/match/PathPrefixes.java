package io.nightjar.rules.match;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code pmatch}: true if one of the constants is the path itself or one of the
 * directories above it, compared component by component; a component may be a glob.
 */
public final class PathPrefixes implements TextMatcher {
  private final Node root = new Node();

  public PathPrefixes(Collection<String> constants) {
    for (String constant : constants) {
      Node node = root;
      for (String component : components(constant)) {
        node = node.child(component);
      }
      node.end = true;
    }
  }

  @Override
  public boolean matches(String text) {
    return matches(root, components(text), 0);
  }

  private static boolean matches(Node node, List<String> path, int depth) {
    if (node.end) {
      return true;
    }
    if (depth == path.size()) {
      return false;
    }
    String component = path.get(depth);
    Node exact = node.exact.get(component);
    if (exact != null && matches(exact, path, depth + 1)) {
      return true;
    }
    for (Pattern pattern : node.patterns) {
      if (pattern.glob.matches(component) && matches(pattern.next, path, depth + 1)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> components(String path) {
    List<String> components = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= path.length(); i++) {
      if (i == path.length() || path.charAt(i) == '/') {
        if (i > start) {
          components.add(path.substring(start, i));
        }
        start = i + 1;
      }
    }
    return components;
  }

  private record Pattern(String text, Glob glob, Node next) {}

  private static final class Node {
    private final Map<String, Node> exact = new HashMap<>();
    private final List<Pattern> patterns = new ArrayList<>();
    private boolean end;

    Node child(String component) {
      if (!Glob.isPattern(component)) {
        return exact.computeIfAbsent(component, name -> new Node());
      }
      @Nullable Pattern known = null;
      for (Pattern pattern : patterns) {
        known = pattern.text.equals(component) ? pattern : known;
      }
      if (known == null) {
        known = new Pattern(component, Glob.of(component, false), new Node());
        patterns.add(known);
      }
      return known.next;
    }
  }
}
