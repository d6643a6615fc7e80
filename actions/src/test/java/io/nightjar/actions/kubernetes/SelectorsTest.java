package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectorsTest {
  private static final Map<String, String> WEB = Map.of("app", "web", "tier", "front");

  @Test
  void anEmptySelectorSelectsEverythingAndAMissingOneNothing() {
    assertThat(Selectors.selects(new LabelSelector(), WEB)).isTrue();
    assertThat(Selectors.selects(new LabelSelector(), Map.of())).isTrue();
    assertThat(Selectors.selects((LabelSelector) null, WEB)).isFalse();
  }

  @Test
  void aServiceWithoutSelectorSelectsNothing() {
    assertThat(Selectors.selects(Map.of(), WEB)).isFalse();
    assertThat(Selectors.selects((Map<String, String>) null, WEB)).isFalse();
    assertThat(Selectors.selects(Map.of("app", "web"), WEB)).isTrue();
    assertThat(Selectors.selects(Map.of("app", "db"), WEB)).isFalse();
  }

  @Test
  void allLabelsAndExpressionsMustHold() {
    assertThat(Selectors.selects(selector("tier", "In", "front", "back"), WEB)).isTrue();
    assertThat(Selectors.selects(selector("tier", "In", "back"), WEB)).isFalse();
    assertThat(Selectors.selects(selector("zone", "In", "a"), WEB)).isFalse();
    assertThat(Selectors.selects(selector("tier", "NotIn", "front"), WEB)).isFalse();
    assertThat(Selectors.selects(selector("zone", "NotIn", "a"), WEB)).isTrue();
    assertThat(Selectors.selects(selector("tier", "Exists"), WEB)).isTrue();
    assertThat(Selectors.selects(selector("zone", "Exists"), WEB)).isFalse();
    assertThat(Selectors.selects(selector("tier", "DoesNotExist"), WEB)).isFalse();
    assertThat(Selectors.selects(selector("zone", "DoesNotExist"), WEB)).isTrue();
    assertThat(
            Selectors.selects(
                new LabelSelectorBuilder(selector("tier", "Exists"))
                    .addToMatchLabels("app", "db")
                    .build(),
                WEB))
        .isFalse();
  }

  @Test
  void aLaterOperatorCountsAsSelecting() {
    assertThat(Selectors.selects(selector("tier", "MatchesGlob", "x*"), WEB)).isTrue();
  }

  @Test
  void knowsWhichKeysASelectorNeeds() {
    LabelSelector selector =
        new LabelSelectorBuilder()
            .addToMatchLabels("app", "web")
            .addToMatchExpressions(requirement("tier", "In", List.of("front")))
            .addToMatchExpressions(requirement("zone", "Exists", List.of()))
            .addToMatchExpressions(requirement("old", "DoesNotExist", List.of()))
            .addToMatchExpressions(requirement("kind", "NotIn", List.of("test")))
            .build();
    assertThat(Selectors.neededKeys(selector)).containsExactly("app", "tier", "zone");
  }

  private static LabelSelector selector(String key, String operator, String... values) {
    return new LabelSelectorBuilder()
        .addToMatchExpressions(requirement(key, operator, List.of(values)))
        .build();
  }

  private static LabelSelectorRequirement requirement(
      String key, String operator, List<String> values) {
    return new LabelSelectorRequirement(key, operator, values);
  }
}
