package io.nightjar.cli;

import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.cases.CaseLoader;
import io.nightjar.rules.cases.RuleCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The cases that lie beside the rules, in a folder {@code cases}. */
final class RuleCases {

  /**
   * How many cases a rule has.
   *
   * @param matches that it has to match
   * @param nearMisses that it must leave alone
   */
  record Count(int matches, int nearMisses) {
    static final Count NONE = new Count(0, 0);

    private Count plus(RuleCase one) {
      return one.matches()
          ? new Count(matches + 1, nearMisses)
          : new Count(matches, nearMisses + 1);
    }
  }

  private RuleCases() {}

  /** The folders that exist, one for each folder that rules come from. */
  static List<Path> besides(RuleSet rules) {
    Set<Path> folders = new LinkedHashSet<>();
    for (Rule rule : rules.rules()) {
      Path cases = Path.of(rule.file()).resolveSibling("cases");
      if (Files.isDirectory(cases)) {
        folders.add(cases);
      }
    }
    return List.copyOf(folders);
  }

  /** By the name of the rule; a rule without cases is not in it. */
  static Map<String, Count> count(RuleSet rules) throws RuleErrors, IOException {
    Map<String, Count> counts = new HashMap<>();
    for (RuleCase one : CaseLoader.load(besides(rules))) {
      counts.put(one.rule(), counts.getOrDefault(one.rule(), Count.NONE).plus(one));
    }
    return counts;
  }
}
