package io.nightjar.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.rules.compile.Condition;
import io.nightjar.rules.compile.ConditionCompiler;
import io.nightjar.rules.field.EventContext;
import io.nightjar.rules.field.RuleSource;
import io.nightjar.rules.field.Slots;
import io.nightjar.rules.language.SourceFile;
import io.nightjar.rules.load.Problems;
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
      - list: single
        items: [cat]
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

  /**
   * @param verdict yes, no, or error and a part of what is told
   */
  record Row(String event, String verdict, String condition) {
    boolean audit() {
      return event.equals("audit");
    }

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
          .map(p -> new Row(p[0].strip(), p[1].strip(), p[2].strip()));
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aConditionHoldsOrNotAsTheTableSays(Row row) throws RuleErrors {
    if (row.verdict().startsWith("error ")) {
      String told = row.verdict().substring("error ".length());
      assertThatThrownBy(() -> load(row)).isInstanceOf(RuleErrors.class).hasMessageContaining(told);
      return;
    }
    assertThat(row.verdict()).isIn("yes", "no");
    boolean expected = row.verdict().equals("yes");
    RuleSet rules = load(row);
    assertThat(fast(rules, row)).describedAs("as it is evaluated").isEqualTo(expected);
    assertThat(plain(rules, row)).describedAs("read plainly").isEqualTo(expected);
  }

  @Test
  void theTableIsLongEnoughToMeanSomething() throws IOException {
    assertThat(rows().count()).isGreaterThan(750);
    assertThat(rows().distinct().count()).isEqualTo(rows().count());
  }

  private static RuleSet load(Row row) throws RuleErrors {
    String source = row.audit() ? "\n  source: k8s_audit" : "";
    SourceFile file = new SourceFile("table.yaml", PRELUDE + "    " + row.condition() + source);
    return RuleLoader.loadSources(List.of(file), RuleSettings.DEFAULT);
  }

  private static boolean fast(RuleSet rules, Row row) {
    RuleEvaluator evaluator = new RuleEvaluator(rules);
    if (row.audit()) {
      return !evaluator.evaluate(AuditFixtures.pod()).isEmpty();
    }
    EventFixtures.Fixture fixture = EventFixtures.of(row.event());
    return !evaluator.evaluate(fixture.event(), fixture.process(), fixture.container()).isEmpty();
  }

  /** Reads the tree check by check, and knows nothing of types of events and of remembering. */
  private static boolean plain(RuleSet rules, Row row) {
    RuleSource source = row.audit() ? RuleSource.K8S_AUDIT : RuleSource.SYSCALL;
    Condition condition =
        Objects.requireNonNull(
            ConditionCompiler.plain(source)
                .compile(rules.rules().getLast().tree(), new Problems()));
    EventContext context = new EventContext("localhost", Slots.NONE);
    if (row.audit()) {
      context.reset(AuditFixtures.pod());
    } else {
      EventFixtures.Fixture fixture = EventFixtures.of(row.event());
      context.reset(fixture.event(), fixture.process(), fixture.container());
    }
    return condition.holds(context);
  }
}
