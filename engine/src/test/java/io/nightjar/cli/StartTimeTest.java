package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartTimeTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T03:00, 2026-11-20T02:00:00Z",
    "2026-07-20T03:00:30, 2026-07-20T01:00:30Z",
    "2026-11-20T03:00Z, 2026-11-20T03:00:00Z",
    "2026-11-20T03:00-05:00, 2026-11-20T08:00:00Z",
    "2026-11-20T03:00[America/New_York], 2026-11-20T08:00:00Z",
    "2026-11-20T03:00-05:00[America/New_York], 2026-11-20T08:00:00Z"
  })
  void readsATimeWithOrWithoutItsZone(String text, Instant expected) throws Exception {
    assertThat(StartTime.parse("--at", text, BERLIN)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "03:00", "2026-11-20", "2026-13-20T03:00", "2026-11-20T03:00[Nowhere]"})
  void saysHowATimeIsWritten(String text) {
    assertThatThrownBy(() -> StartTime.parse("--at", text, BERLIN))
        .isInstanceOf(UsageFailure.class)
        .hasMessageContaining("2026-11-20T03:00[Europe/Berlin]");
  }
}
