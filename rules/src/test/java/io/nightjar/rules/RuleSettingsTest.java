package io.nightjar.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nightjar.rules.language.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a configuration does to rules without touching their files. */
class RuleSettingsTest {
  private static final String RULES =
      """
      - rule: Shell opened
        desc: x
        condition: evt.type = openat
        output: opened | file=%fd.name
        priority: WARNING
        tags: [shell, host]
      - rule: Shell noise
        desc: x
        condition: evt.type = openat
        output: noise
        priority: DEBUG
        enabled: false
        tags: [noise]
      """;

  @Test
  void whatIsAppendedStandsInTheTextAndInTheFields() throws RuleErrors {
    Match match =
        match(
            addition(
                null,
                Set.of(),
                "by=%proc.name",
                List.of("evt.type"),
                Map.of("who", "%user.name on %fd.name")));
    assertThat(match.output()).isEqualTo("opened | file=/etc/shadow by=cat");
    assertThat(match.fields())
        .containsEntry("proc.name", "cat")
        .containsEntry("evt.type", "openat")
        .containsEntry("who", "root on /etc/shadow");
  }

  @Test
  void aFieldBesideTheTextIsNullInTheAlertWhereTheEventHasNone() throws RuleErrors {
    Match match = match(addition(null, Set.of(), "", List.of("fd.sport"), Map.of()));
    assertThat(FalcoJson.render(match, "n")).contains("\"fd.sport\":null");
    assertThat(match.output()).isEqualTo("opened | file=/etc/shadow");
  }

  @Test
  void onlyMatchingRulesGetAnAddition() throws RuleErrors {
    assertThat(match(addition("Shell noise", Set.of(), "more", List.of(), Map.of())).output())
        .doesNotContain("more");
    assertThat(match(addition(null, Set.of("noise"), "more", List.of(), Map.of())).output())
        .doesNotContain("more");
    assertThat(match(addition(null, Set.of("noise", "host"), "more", List.of(), Map.of())).output())
        .endsWith(" more");
    assertThat(
            match(
                    new OutputAddition(
                        "k8s_audit", Set.of(), null, "more", List.of(), Map.of(), false))
                .output())
        .doesNotContain("more");
  }

  @Test
  void containerAndPodAreAddedWhereAnAdditionSaysSo() throws RuleErrors {
    assertThat(
            match(new OutputAddition(null, Set.of(), null, "", List.of(), Map.of(), true)).output())
        .contains("k8s_pod_name=web-1");
  }

  @Test
  void anUnknownFieldOfAnAdditionIsToldWithItsKey() {
    RuleErrors errors =
        catchThrowableOfType(
            RuleErrors.class,
            () ->
                load(
                    settings(
                        List.of(addition(null, Set.of(), "", List.of("fd.nmae"), Map.of())),
                        List.of())));
    assertThat(errors.render()).contains("append_output.extra_fields").contains("fd.nmae");
  }

  @Test
  void theLastSelectionThatFitsSwitchesARule() throws RuleErrors {
    assertThat(enabled(new RuleSelection(false, "*", null))).isEmpty();
    assertThat(enabled(new RuleSelection(false, "*", null), new RuleSelection(true, null, "noise")))
        .containsExactly("Shell noise");
    assertThat(enabled(new RuleSelection(true, "Shell *", null)))
        .containsExactly("Shell opened", "Shell noise");
    assertThat(enabled(new RuleSelection(false, "Shell", null))).containsExactly("Shell opened");
  }

  @Test
  void aRuleBelowThePriorityIsNotEvaluatedEvenWhereItIsSwitchedOn() throws RuleErrors {
    RuleSettings settings =
        new RuleSettings(
            RulePriority.NOTICE,
            RuleMatching.FIRST,
            true,
            "h",
            List.of(),
            List.of(new RuleSelection(true, "*", null)));
    assertThat(enabled(load(settings))).containsExactly("Shell opened");
    assertThat(load(settings).rules()).hasSize(2);
  }

  private static OutputAddition addition(
      @Nullable String rule,
      Set<String> tags,
      String output,
      List<String> fields,
      Map<String, String> formats) {
    return new OutputAddition(null, tags, rule, output, fields, formats, false);
  }

  private static RuleSettings settings(
      List<OutputAddition> additions, List<RuleSelection> selections) {
    return new RuleSettings(
        RulePriority.DEBUG, RuleMatching.FIRST, false, "h", additions, selections);
  }

  private static List<String> enabled(RuleSelection... selections) throws RuleErrors {
    return enabled(load(settings(List.of(), List.of(selections))));
  }

  private static List<String> enabled(RuleSet rules) {
    return rules.rules().stream().filter(Rule::enabled).map(Rule::name).toList();
  }

  private static RuleSet load(RuleSettings settings) throws RuleErrors {
    return RuleLoader.loadSources(List.of(new SourceFile("t", RULES)), settings);
  }

  private static Match match(OutputAddition addition) throws RuleErrors {
    EventFixtures.Fixture fixture = EventFixtures.of("read");
    return new RuleEvaluator(load(settings(List.of(addition), List.of())))
        .evaluate(fixture.event(), fixture.process(), fixture.container())
        .getFirst();
  }
}
