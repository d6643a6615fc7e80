package io.nightjar.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {

  @Test
  void everyInstantIsWrittenAsTheLibraryWritesItAndReadBack() {
    Random random = new Random(7);
    long first = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    long last = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    int[] units = {1, 1_000, 1_000_000, 1_000_000_000};
    for (int i = 0; i < 20_000; i++) {
      int unit = units[i % units.length];
      int nanos = random.nextInt(1_000_000_000) / unit * unit;
      Instant instant = Instant.ofEpochSecond(random.nextLong(first, last + 1), nanos);

      assertThat(IsoTime.text(instant)).isEqualTo(instant.toString());
      assertThat(IsoTime.read(instant.toString())).isEqualTo(instant);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-20T03:00:00Z",
        "2026-11-20T03:00:00.1Z",
        "2026-11-20T03:00:00.12345Z",
        "2024-02-29T23:59:59.999999999Z",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-11-31T00:00:00Z",
        "2026-11-20T25:00:00Z",
        "2026-11-20T03:60:00Z",
        "2026-11-20T03:00:60Z",
        "2026-11-20T03:00:00.Z",
        "2026-11-20T03:00:00.1234567890Z",
        "2026-11-20T03:00:00,5Z",
        "2026-11-20 03:00:00Z",
        "2026-11-20T03:00:00",
        "2026-11-20T03:00:00.12x4Z",
        "2026-11-20T03:00:0\u0660Z",
        "+2026-11-20T03:00:00Z",
        "Z",
        ""
      })
  void whatTheLibraryRefusesIsRefusedAndNothingIsReadOtherwise(String text) {
    Instant read = IsoTime.read(text);

    assertThat(read).isIn(null, library(text));
  }

  private static @Nullable Instant library(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  @Test
  void fractionsOfAnyLengthAreRead() {
    assertThat(IsoTime.read("2026-11-20T03:00:00Z")).isEqualTo("2026-11-20T03:00:00Z");
    assertThat(IsoTime.read("2026-11-20T03:00:00.1Z")).isEqualTo("2026-11-20T03:00:00.100Z");
    assertThat(IsoTime.read("2026-11-20T03:00:00.12345Z")).isEqualTo("2026-11-20T03:00:00.123450Z");
  }

  @Test
  void yearsOfMoreThanFourDigitsAreLeftToTheLibrary() {
    for (Instant far : new Instant[] {Instant.MIN, Instant.MAX, Instant.ofEpochSecond(1L << 40)}) {
      assertThat(IsoTime.text(far)).isEqualTo(far.toString());
      assertThat(IsoTime.read(far.toString())).isNull();
    }
  }
}
