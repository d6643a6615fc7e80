package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProcStatTest {
  private static final String REST =
      " S 42 7 8 34816 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 98765 1 2 3";

  @Test
  void aNameMayLookLikeFields() {
    assertThat(ProcStat.parse("10 (a) S 1 1 1) (" + ")" + REST))
        .isEqualTo(new ProcStat("a) S 1 1 1) (", 'S', 42, 7, 8, 34816, 98765));
  }

  @Test
  void nothingComesOfNothing() {
    assertThat(ProcStat.parse(null)).isNull();
    assertThat(ProcStat.parse("")).isNull();
    assertThat(ProcStat.parse("10 (x) S 1")).isNull();
    assertThat(ProcStat.parse(")(")).isNull();
  }
}
