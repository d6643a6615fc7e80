package io.nightjar.playbook;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rule engine failed on a fact and must be built anew. */
final class RuleFailure extends RuntimeException {
  private final String playbook;
  private final String rule;
  private final transient List<Decision> before;

  /**
   * @param playbook whose fault it is, or empty when that cannot be told
   * @param before what had been decided before it failed
   */
  RuleFailure(
      String playbook, String rule, String why, List<Decision> before, @Nullable Throwable cause) {
    super(why, cause);
    this.playbook = playbook;
    this.rule = rule;
    this.before = List.copyOf(before);
  }

  String playbook() {
    return playbook;
  }

  String rule() {
    return rule;
  }

  List<Decision> before() {
    return before;
  }
}
