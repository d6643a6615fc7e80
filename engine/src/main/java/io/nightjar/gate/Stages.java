package io.nightjar.gate;

import io.nightjar.respond.Edition;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.Stage;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * At which stage a playbook is: the strictest of the configuration's rules that match, or else what
 * its own {@code playbook.yaml} says. One that is not trusted stays a draft.
 */
public record Stages(List<StageRule> rules) {

  public static final Stages NONE = new Stages(List.of());

  public Stages {
    rules = List.copyOf(rules);
  }

  /** The request with the stage that is in force for it; a person's is at none and left alone. */
  public ResponseRequest settle(ResponseRequest request) {
    Edition edition = request.edition();
    return edition == null
        ? request
        : request.of(of(edition, request.playbook(), request.target().namespace()));
  }

  /**
   * @param own what the playbook itself says
   * @param namespace of the target; empty for none
   */
  public Edition of(Edition own, String playbook, String namespace) {
    if (!own.trusted()) {
      return own;
    }
    Optional<StageRule> strictest =
        rules.stream()
            .filter(rule -> rule.covers(playbook, namespace))
            .min(Comparator.comparing(StageRule::stage));
    return strictest.map(rule -> own.at(rule.stage(), rule.describe())).orElse(own);
  }

  /** The rules that put a playbook at a stage in some namespaces alone. */
  public List<StageRule> inNamespaces(String playbook) {
    return rules.stream().filter(rule -> rule.namespace() != null && rule.names(playbook)).toList();
  }

  /** In force for a request; people and the kernel act at none, which stands in no one's way. */
  Stage stage(ResponseRequest request) {
    Edition edition = settle(request).edition();
    return edition == null ? Stage.ENFORCE : edition.stage();
  }
}
