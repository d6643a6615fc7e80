package io.nightjar.cli;

import io.nightjar.config.Configuration;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules that playbooks may name: those of the command line, or the configured ones. */
final class KnownRules {
  private KnownRules() {}

  /**
   * The rules; empty when none are configured or the configured ones are broken, which is told.
   *
   * @param named on the command line; then what is wrong with them is an error
   */
  static Optional<List<Rule>> of(Shell shell, Configuration configuration, List<Path> named)
      throws RuleErrors {
    try {
      List<Path> paths = named.isEmpty() ? configuration.rules() : named;
      List<Rule> rules = RuleLoader.load(paths, configuration.ruleSettings()).rules();
      if (!rules.isEmpty()) {
        return Optional.of(rules);
      }
      shell.err().println("no rules are configured, so the names of rules are not checked");
    } catch (RuleErrors e) {
      if (!named.isEmpty()) {
        throw e;
      }
      shell.err().println("the configured rules are broken, so the names of rules are not checked");
    }
    return Optional.empty();
  }

  static Set<String> names(List<Rule> rules) {
    return rules.stream().map(Rule::name).collect(Collectors.toUnmodifiableSet());
  }
}
