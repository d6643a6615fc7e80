package io.nightjar.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AlertIdentityTest {

  private static final String FALCO =
      SampleAlerts.falco("node-1", "5e908e27d34a", "2026-11-20T03:00:00.123456000Z");

  @Test
  void isTheSameAfterAHopOverFalcosidekick() {
    assertThat(id(SampleAlerts.sidekick(FALCO))).isEqualTo(id(FALCO));
  }

  @Test
  void isTheSameWhereALongTextWasCutOffOnTheWay() {
    String longLine = "sh -c " + "a".repeat(700);
    String whole = FALCO.replace("sh -c id", longLine);
    String cut = FALCO.replace("sh -c id", longLine.substring(0, 507) + "[...]");

    assertThat(id(cut)).isEqualTo(id(whole)).isNotEqualTo(id(FALCO));
  }

  @Test
  void tellsAlertsApartByTimeNodeRuleAndProcess() {
    assertThat(FALCO.replace("123456000", "123456001")).satisfies(this::isAnother);
    assertThat(FALCO.replace("node-1", "node-2")).satisfies(this::isAnother);
    assertThat(FALCO.replace("Terminal shell", "Other shell")).satisfies(this::isAnother);
    assertThat(FALCO.replace("4242", "4243")).satisfies(this::isAnother);
    assertThat(FALCO.replace("5e908e27d34a", "5e908e27d34b")).satisfies(this::isAnother);
  }

  private void isAnother(String alert) {
    assertThat(alert).isNotEqualTo(FALCO);
    assertThat(id(alert)).isNotEqualTo(id(FALCO));
  }

  private static String id(String json) {
    return AlertIdentity.of(SampleAlerts.alert(json));
  }
}
