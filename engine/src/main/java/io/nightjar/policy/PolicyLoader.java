package io.nightjar.policy;

import io.nightjar.config.Configuration;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.PlaybookErrors;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads and checks rules and playbooks; touches nothing that is in force. */
public final class PolicyLoader {

  private static final String CACHE = "playbook-cache";

  private final Set<String> calendars;

  /**
   * @param calendars names that playbooks may use
   */
  public PolicyLoader(Set<String> calendars) {
    this.calendars = Set.copyOf(calendars);
  }

  /**
   * @throws RuleErrors with everything that is wrong in the rules
   * @throws PlaybookErrors with everything that is wrong in the playbooks
   */
  public Policy load(Configuration configuration) throws RuleErrors, PlaybookErrors {
    RuleSet rules = RuleLoader.load(configuration.rules());
    Set<String> names = rules.rules().stream().map(Rule::name).collect(Collectors.toSet());
    PlaybookCompiler compiler =
        new PlaybookCompiler(configuration.state().resolve(CACHE), calendars);
    return new Policy(rules, compiler.load(configuration.playbooks(), names));
  }
}
