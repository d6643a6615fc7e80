package io.nightjar.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.cases.CaseReport;
import io.nightjar.rules.cases.CaseRunner;
import io.nightjar.rules.cases.RuleCase;
import io.nightjar.tune.KnownAttacks;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What tuning tries its exceptions on is what the attacks do. */
class AttackCasesTest {

  private static final List<RuleCase> CASES = KnownAttacks.acts();

  @Test
  void everyRuleThatAnAttackRaisesHasACase() {
    for (Attack attack : Attacks.all()) {
      List<String> rules =
          CASES.stream()
              .filter(one -> one.name().split(":", 2)[0].equals(attack.name()))
              .map(RuleCase::rule)
              .distinct()
              .toList();

      assertThat(rules).as(attack.name()).containsExactlyInAnyOrderElementsOf(attack.raises());
    }
  }

  @Test
  void theRulesMatchEveryCase() throws RuleErrors {
    var rules = RuleLoader.load(List.of(Path.of("../rules")));

    CaseReport report = new CaseRunner(rules).run(CASES);

    assertThat(report.failures()).extracting(CaseReport.Result::message).isEmpty();
    assertThat(report.results()).hasSizeGreaterThan(25);
  }
}
