package io.nightjar.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows of values are kept as they were seen, and few. */
class RowsTest {
  private static final List<TuningField> FIELDS =
      List.of(
          new TuningField("image", true, false, ""),
          new TuningField("name", false, false, ""),
          new TuningField("command", false, true, ""));

  private final Rows rows = new Rows(FIELDS);

  private void add(int times, @Nullable String... values) {
    for (int i = 0; i < times; i++) {
      rows.add(values, i);
    }
  }

  private List<List<String>> chosen() {
    return rows.choose(3, 2).rows().stream().map(ExceptionRow::values).toList();
  }

  @Test
  void aRowHasToBeSeenOftenAndOnMoreThanOneDay() {
    add(5, "i", "a", "x");
    add(2, "i", "a", "y");
    for (int i = 0; i < 9; i++) {
      rows.add(new String[] {"i", "a", "z"}, 3);
    }

    assertThat(chosen()).containsExactly(List.of("i", "a", "x"));
    assertThat(rows.choose(3, 2).leftOut()).isEqualTo(11);
  }

  @Test
  void theFieldThatDiffersMostIsGivenUpAndTheRestStays() {
    for (int i = 0; i < 100; i++) {
      add(3, "i", i % 2 == 0 ? "a" : "b", "command " + i);
    }

    assertThat(chosen()).containsExactly(List.of("i", "a"), List.of("i", "b"));
    assertThat(rows.choose(3, 2).givenUp()).containsExactly(FIELDS.get(2));
  }

  @Test
  void aFieldThatIsNotThereInARowIsNotNamed() {
    add(4, "i", "a", "x");
    add(3, "i", "b", null);

    assertThat(chosen()).containsExactly(List.of("i", "a"), List.of("i", "b"));
  }

  @Test
  void aRowWithControlCharactersIsLeftOutAndLongCommandsAreGivenUp() {
    add(4, "i", "a\u001b", "x");
    add(4, "i", "b", "x");
    assertThat(chosen()).containsExactly(List.of("i", "b", "x"));

    Rows full = new Rows(FIELDS);
    for (int i = 0; i < 4; i++) {
      full.add(new String[] {"i", "java", "x".repeat(300)}, i);
    }
    assertThat(full.choose(3, 2).rows()).containsExactly(new ExceptionRow(List.of("i", "java"), 4));
  }

  @Test
  void theNamesOfAnImageAreNeverGivenUp() {
    for (int i = 0; i < 100; i++) {
      add(3, "i", "n" + i, "c" + i);
    }

    assertThat(rows.choose(3, 2).fields()).containsExactly(FIELDS.getFirst());
  }
}
