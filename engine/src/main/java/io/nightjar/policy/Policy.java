package io.nightjar.policy;

import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.rules.RuleSet;
import java.util.List;

/**
 * What is detected and what is decided on it; the playbooks were checked against these rules.
 *
 * @param ruleFiles hash of everything that the rules were made from
 * @param playbookFiles hash of everything that the playbooks were made from and checked against,
 *     beside the rules
 * @param idle playbooks that wait for rules that are not loaded, a line each
 */
public record Policy(
    RuleSet rules,
    CompiledPlaybooks playbooks,
    String ruleFiles,
    String playbookFiles,
    List<String> idle) {

  public Policy {
    idle = List.copyOf(idle);
  }

  /** For the audit trail. */
  public String describe(String mode) {
    return "mode "
        + mode
        + ", "
        + rules.rules().size()
        + " rules, playbooks "
        + String.join(" ", playbooks.names())
        + " (sha256 "
        + playbooks.digest()
        + ")";
  }
}
