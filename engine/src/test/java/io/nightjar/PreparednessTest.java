package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.DressRehearsal.Outcome;
import io.nightjar.DressRehearsal.Stage;
import org.junit.jupiter.api.Test;

class PreparednessTest {

  private static final Outcome WELL = new Outcome(Stage.WENT_WELL, "7 facts of the past in 80 ms");

  @Test
  void saysAtOnceOnlyWhereKeyAndRehearsalWereSeenToBeWell() {
    assertThat(new Preparedness(true, "", WELL).words())
        .startsWith("can take over at once")
        .contains("rehearsed with 7 facts of the past in 80 ms");
    assertThat(new Preparedness(true, "", new Outcome(Stage.AHEAD, "")).words())
        .startsWith("can take over, not rehearsed yet");
    assertThat(new Preparedness(true, "", new Outcome(Stage.UNDER_WAY, "")).words())
        .startsWith("can take over, rehearsing it now");
  }

  @Test
  void whatFailedOrCouldNotBeSeenIsSaid() {
    assertThat(new Preparedness(true, "", new Outcome(Stage.FAILED, "no room")).words())
        .isEqualTo("can take over, but its rehearsal failed: no room");
    assertThat(new Preparedness(true, "timeout", WELL).words())
        .isEqualTo("can take over, but whether its audit key fits is not known: timeout");
    assertThat(new Preparedness(false, "", WELL).words()).startsWith("cannot take over");
  }
}
