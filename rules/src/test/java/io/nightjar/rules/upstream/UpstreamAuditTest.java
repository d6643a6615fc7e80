package io.nightjar.rules.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.rules.RuleSet;
import io.nightjar.rules.cases.CaseLoader;
import io.nightjar.rules.cases.CaseReport;
import io.nightjar.rules.cases.CaseRunner;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Every rule on the audit log of the Falco project, as it is: raised, and nearly raised. */
class UpstreamAuditTest {
  private static final Path RESOURCES = Path.of("src/test/resources");

  @Test
  void everyRuleIsRaisedByItsEventsAndNotByNearMisses() throws Exception {
    RuleSet rules = UpstreamRules.audit();

    CaseReport report =
        new CaseRunner(rules)
            .run(CaseLoader.load(RESOURCES.resolve("upstream-cases/k8s_audit.yaml")));

    assertThat(rules.rules()).hasSizeGreaterThan(45);
    assertThat(report.failures()).map(CaseReport.Result::message).isEmpty();
    assertThat(report.rulesWithoutMatch()).isEmpty();
    assertThat(report.rulesWithoutNearMiss()).isEmpty();
  }
}
