package io.nightjar.rules.upstream;

import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleMatching;
import io.nightjar.rules.RuleSet;
import java.nio.file.Path;
import java.util.List;

/** The rule files of the Falco project, as they are, and what a site adds to them. */
final class UpstreamRules {
  private static final Path FOLDER = Path.of("src/test/resources/upstream");
  private static final Path SITE = Path.of("src/test/resources/upstream-cases");

  private UpstreamRules() {}

  /** As they are; what names stand for is said by {@link RuleWatch}. */
  static RuleSet stable() {
    return load(FOLDER.resolve("falco_rules.yaml"));
  }

  /** With what a site has to say of itself for every rule to be raised. */
  static RuleSet audit() {
    return load(FOLDER.resolve("k8s_audit_rules.yaml"), SITE.resolve("site_rules.yaml"));
  }

  private static RuleSet load(Path... files) {
    try {
      return RuleLoader.load(List.of(files)).withMatching(RuleMatching.ALL);
    } catch (RuleErrors e) {
      throw new IllegalStateException(e.render(), e);
    }
  }
}
