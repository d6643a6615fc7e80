package io.nightjar.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.rules.language.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of rule files, one case of {@code loads.txt} after another. */
class LoadTableTest {
  private static final String RULE =
      """
      - rule: NAME
        desc: d
        condition: evt.type = openat
        output: x
        priority: INFO
      """;
  private static final RuleSettings SETTINGS =
      new RuleSettings(RulePriority.DEBUG, RuleMatching.FIRST, false, "localhost");

  /**
   * @param expected lines without their arrows
   */
  record Case(String title, String file, List<String> expected) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Case> cases() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(LoadTableTest.class.getResourceAsStream("loads.txt"))) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)).stream();
    }
  }

  private static List<Case> parse(String text) {
    List<Case> cases = new ArrayList<>();
    String section = "";
    @Nullable String title = null;
    StringBuilder file = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (String line : (text + "\n### end").lines().toList()) {
      boolean starts = line.startsWith("### ") || line.startsWith("--- ");
      if (starts && title != null) {
        cases.add(new Case(section + ": " + title, file.toString(), List.copyOf(expected)));
        title = null;
      }
      if (line.startsWith("### ")) {
        section = line.substring(4);
      } else if (line.startsWith("--- ")) {
        title = line.substring(4);
        file.setLength(0);
        expected.clear();
      } else if (line.startsWith("=> ")) {
        expected.add(line.substring(3));
      } else if (title != null && expected.isEmpty()) {
        file.append(written(line));
      }
    }
    return cases;
  }

  private static String written(String line) {
    return switch (line) {
      case "BASE", "OTHER" -> RULE.replace("NAME", line.toLowerCase(Locale.ROOT));
      default ->
          line.replaceFirst("C255$", "c".repeat(255)).replaceFirst("C256$", "c".repeat(256)) + "\n";
    };
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aFileLeadsToWhatTheTableSays(Case row) {
    assertThat(row.expected()).isNotEmpty();
    List<Problem> problems = new ArrayList<>();
    RuleSet rules = load(row.file(), problems);
    List<String> told =
        row.expected().stream()
            .filter(e -> e.startsWith("error ") || e.startsWith("warning "))
            .toList();
    assertThat(problems).hasSize(told.size());
    for (int i = 0; i < told.size(); i++) {
      assertTold(problems.get(i), told.get(i));
    }
    for (String line : row.expected().subList(told.size(), row.expected().size())) {
      assertThat(rules).describedAs("the file loads").isNotNull();
      assertLoaded(Objects.requireNonNull(rules), line);
    }
  }

  @Test
  void theTableIsLongEnoughToMeanSomething() throws IOException {
    assertThat(cases().count()).isGreaterThan(120);
  }

  private static @Nullable RuleSet load(String file, List<Problem> problems) {
    try {
      RuleSet rules = RuleLoader.loadSources(List.of(new SourceFile("t", file)), SETTINGS);
      problems.addAll(rules.warnings());
      problems.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
      return rules;
    } catch (RuleErrors e) {
      problems.addAll(e.problems());
      return null;
    }
  }

  private static void assertTold(Problem problem, String expected) {
    String[] parts = expected.split(" ", 3);
    assertThat(problem.line() + ":" + problem.column() + " " + problem.message())
        .startsWith(parts[1] + " ")
        .contains(parts[2]);
    assertThat(problem.severity().name().toLowerCase(Locale.ROOT)).isEqualTo(parts[0]);
  }

  private static void assertLoaded(RuleSet rules, String line) {
    if (line.equals("rules") || line.startsWith("rules ")) {
      assertThat(rules.rules().stream().filter(Rule::enabled).map(Rule::name).toList())
          .isEqualTo(names(line.substring("rules".length())));
      return;
    }
    String[] parts = line.split(" ", 3);
    EventFixtures.Fixture event = EventFixtures.of(parts[0]);
    List<Match> matches =
        new RuleEvaluator(rules).evaluate(event.event(), event.process(), event.container());
    switch (parts[1]) {
      case "matches" ->
          assertThat(matches.stream().map(match -> match.rule().name()).toList())
              .isEqualTo(parts[2].equals("nothing") ? List.of() : names(parts[2]));
      case "prints" -> assertThat(matches.getFirst().output()).isEqualTo(parts[2]);
      default -> throw new IllegalArgumentException(line);
    }
  }

  private static List<String> names(String text) {
    return Stream.of(text.split(",")).map(String::strip).filter(n -> !n.isEmpty()).toList();
  }
}
