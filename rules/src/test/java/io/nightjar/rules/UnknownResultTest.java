package io.nightjar.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.language.SourceFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls of which a capture has the name alone: nothing about their result holds, as in Falco. */
final class UnknownResultTest {
  private static final ProcessInfo SHELL = ProcessInfo.builder(7, 7).name("sh").build();

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "yes ; evt.type exists",
        "no  ; evt.rawres >= 0",
        "no  ; evt.rawres < 0",
        "no  ; evt.rawres = 0",
        "no  ; evt.rawres exists",
        "no  ; evt.res = SUCCESS",
        "no  ; evt.res != SUCCESS",
        "yes ; not evt.res = SUCCESS",
        "no  ; evt.failed = false",
        "no  ; evt.failed = true",
        "yes ; not evt.failed = true",
        "no  ; evt.arg.res exists",
        "no  ; evt.rawarg.res exists",
        "no  ; fd.num >= -1",
        "yes ; proc.name = sh",
      })
  void aConditionHoldsOrNotAsTheTableSays(String holds, String condition) throws Exception {
    for (EventType type :
        List.of(EventType.PIVOT_ROOT, EventType.SETUID, EventType.OPEN, EventType.DUP)) {
      String ofType = "evt.type = " + type.callName() + " and " + condition;
      assertThat(evaluate(type, ofType, "x"))
          .as("%s", ofType)
          .hasSize(holds.strip().equals("yes") ? 1 : 0);
    }
  }

  @Test
  void anAlertHasNothingWhereTheResultWouldStand() throws Exception {
    assertThat(
            evaluate(
                EventType.PIVOT_ROOT,
                "evt.type = pivot_root",
                "res=%evt.res raw=%evt.rawres failed=%evt.failed args=%evt.args|"))
        .extracting(Match::output)
        .containsExactly("res=<NA> raw=<NA> failed=<NA> args=|");
  }

  private static List<Match> evaluate(EventType type, String condition, String output)
      throws RuleErrors {
    String rule =
        """
        - rule: r
          desc: d
          condition: CONDITION
          output: "OUTPUT"
          priority: NOTICE
        """
            .replace("CONDITION", condition)
            .replace("OUTPUT", output);
    RuleSet set =
        RuleLoader.loadSources(
            List.of(new SourceFile("rules.yaml", rule)),
            new RuleSettings(RulePriority.DEBUG, RuleMatching.ALL, false, "lab"));
    EventView event =
        new EventEncoder()
            .begin(type, EventFixtures.TIME)
            .process(SHELL)
            .result(EventView.UNKNOWN_RESULT)
            .view();
    return new RuleEvaluator(set).evaluate(event, SHELL, ContainerMetadata.UNKNOWN);
  }
}
