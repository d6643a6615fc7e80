package io.nightjar.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.rules.language.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What conditions mean, one row of {@code conditions.txt} after another. */
class LanguageTest {
  private static final String PRELUDE =
      """
      - list: deep
        items: [cat]
      - list: level_one
        items: [deep]
      - list: level_two
        items: [level_one]
      - list: animals
        items: [dog, cat]
      - list: plants
        items: [oak]
      - list: nothing
        items: []
      - list: spaced
        items: [cat -n /etc/shadow, other]
      - macro: is_cat
        condition: (proc.name = cat)
      - macro: is_dog
        condition: proc.name = dog
      - macro: cat_or_dog
        condition: is_dog or is_cat
      - rule: row
        desc: the row of the table
        output: matched
        priority: DEBUG
        condition: >
      """;

  record Row(String event, boolean holds, String condition) {
    @Override
    public String toString() {
      return event + ": " + condition;
    }
  }

  static Stream<Row> rows() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(LanguageTest.class.getResourceAsStream("conditions.txt"))) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return lines.stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(";", 3))
          .map(p -> new Row(p[0].strip(), p[1].strip().equals("yes"), p[2].strip()));
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aConditionHoldsOrNotAsTheTableSays(Row row) throws RuleErrors {
    assertThat(holds(row.condition(), row.event())).isEqualTo(row.holds());
  }

  @Test
  void theTableIsLongEnoughToMeanSomething() throws IOException {
    assertThat(rows().count()).isGreaterThan(250);
  }

  private static boolean holds(String condition, String event) throws RuleErrors {
    SourceFile file = new SourceFile("table.yaml", PRELUDE + "    " + condition);
    RuleSet rules = RuleLoader.loadSources(List.of(file), RuleSettings.DEFAULT);
    EventFixtures.Fixture fixture = EventFixtures.of(event);
    List<Match> matches =
        new RuleEvaluator(rules).evaluate(fixture.event(), fixture.process(), fixture.container());
    return !matches.isEmpty();
  }
}
