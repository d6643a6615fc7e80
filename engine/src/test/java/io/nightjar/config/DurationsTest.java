package io.nightjar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "90s, PT1M30S",
    "10m, PT10M",
    "8h, PT8H",
    "1h30m, PT1H30M",
    "2d, PT48H",
    "250ms, PT0.25S",
    "1m500ms, PT1M0.5S",
    "0s, PT0S",
    "' 5m ', PT5M"
  })
  void readsNumbersWithUnits(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10", "m", "10 m", "-5m", "5m1h", "5min", "1h1h", "1.5h", "99999999d"})
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("90s, 10m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1m30s", "8h", "2d1h", "250ms", "0s", "1d2h3m4s5ms"})
  void writesWhatItReads(String text) {
    assertThat(Durations.format(Durations.parse(text))).isEqualTo(text);
  }

  @Test
  void writesADurationBelowAMillisecondAsNothing() {
    assertThat(Durations.format(Duration.ofNanos(10))).isEqualTo("0s");
  }
}
