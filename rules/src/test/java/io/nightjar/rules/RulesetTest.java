package io.nightjar.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.rules.cases.CaseLoader;
import io.nightjar.rules.cases.CaseReport;
import io.nightjar.rules.cases.CaseRunner;
import io.nightjar.rules.cases.RuleCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules that are shipped: each is described, tagged and proved by cases. */
class RulesetTest {
  private static final Path RULES = Path.of("").toAbsolutePath();
  private static RuleSet rules = load();
  private static CaseReport report = run();

  private static RuleSet load() {
    try {
      return RuleLoader.load(List.of(RULES));
    } catch (RuleErrors e) {
      throw new IllegalStateException(e.render(), e);
    }
  }

  private static CaseReport run() {
    try {
      List<RuleCase> cases = CaseLoader.load(RULES.resolve("cases"));
      return new CaseRunner(rules).run(cases);
    } catch (RuleErrors e) {
      throw new IllegalStateException(e.render(), e);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeAll
  static void thereAreRules() {
    assertThat(rules.rules()).hasSizeGreaterThan(30);
  }

  @Test
  void theRulesLoadWithoutWarnings() {
    assertThat(rules.warnings()).isEmpty();
  }

  @Test
  void everyCasePasses() {
    assertThat(report.failures()).map(CaseReport.Result::message).isEmpty();
  }

  @Test
  void everyRuleHasACaseThatMatches() {
    assertThat(report.rulesWithoutMatch()).isEmpty();
  }

  @Test
  void everyRuleHasANearMiss() {
    assertThat(report.rulesWithoutNearMiss()).isEmpty();
  }

  @Test
  void everyRuleSaysWhatItMeansAndIsTagged() {
    assertThat(rules.rules())
        .allSatisfy(
            rule -> {
              assertThat(rule.description()).hasSizeGreaterThan(100);
              assertThat(rule.tags()).contains("container");
              assertThat(rule.tags()).anyMatch(tag -> tag.startsWith("mitre_"));
              assertThat(rule.tags()).anyMatch(tag -> tag.matches("T\\d{4}(\\.\\d{3})?"));
              assertThat(rule.output().keys())
                  .contains("proc.cmdline", "proc.exepath", "k8s.pod.name", "k8s.ns.name");
            });
  }

  @Test
  void noRuleIsJudgedForEveryEvent() {
    assertThat(rules.rules()).allSatisfy(rule -> assertThat(rule.eventTypes()).hasSizeLessThan(20));
  }
}
