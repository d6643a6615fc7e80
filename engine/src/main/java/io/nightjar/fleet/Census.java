package io.nightjar.fleet;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What most agents have in common, so that those stand out that differ.
 *
 * @param silent how many are silent
 * @param version that most of those have that said one; empty where none did
 * @param rules digest of the rules that most of those have that said one; empty where none did
 */
public record Census(int agents, int silent, String version, String rules) {

  public static Census of(List<AgentView> agents) {
    return new Census(
        agents.size(),
        (int) agents.stream().filter(AgentView::silent).count(),
        mostOften(agents, AgentView::version),
        mostOften(agents, AgentView::rules));
  }

  private static String mostOften(List<AgentView> agents, Function<AgentView, String> what) {
    Map<String, Integer> counts = new TreeMap<>();
    agents.stream()
        .map(what)
        .filter(text -> !text.isEmpty())
        .forEach(text -> counts.merge(text, 1, Integer::sum));
    // of equals the last by name, so that the answer is the same each time
    return counts.entrySet().stream()
        .reduce((one, other) -> other.getValue() >= one.getValue() ? other : one)
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /** Whether it runs another version than most. */
  public boolean hasOtherVersion(AgentView agent) {
    return !agent.version().isEmpty() && !agent.version().equals(version);
  }

  /** Whether it has other rules in force than most. */
  public boolean hasOtherRules(AgentView agent) {
    return !agent.rules().isEmpty() && !agent.rules().equals(rules);
  }
}
