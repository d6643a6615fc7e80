package io.nightjar.policy;

import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.rules.RuleSet;

/** What is detected and what is decided on it; the playbooks were checked against these rules. */
public record Policy(RuleSet rules, CompiledPlaybooks playbooks) {

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
