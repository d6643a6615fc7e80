package io.nightjar.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.rules.coverage.AttackMatrix;
import io.nightjar.rules.coverage.Coverage;
import io.nightjar.rules.coverage.CoverageMarkdown;
import io.nightjar.rules.language.SourceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of the techniques that the rules cover is what the rules say. */
class CoverageTest {
  private static final Path PAGE = Path.of("../docs/coverage.md");
  private static final String RULE =
      """
      - rule: %s
        desc: x
        condition: evt.type = unlink
        output: x
        priority: WARNING
        enabled: %s
        tags: [%s]
      """;

  @Test
  void aRuleCoversItsTechniqueAndThePartsCoverTheWhole() throws RuleErrors {
    Coverage coverage =
        coverage(
            RULE.formatted("whole", "true", "T1611")
                + RULE.formatted("part", "true", "T1496.001, T1070.006")
                + RULE.formatted("off", "false", "T1610"));

    assertThat(technique(coverage, "T1611").rules()).containsExactly("whole");
    assertThat(technique(coverage, "T1496").rules()).containsExactly("part");
    assertThat(technique(coverage, "T1496.001").rules()).containsExactly("part");
    assertThat(technique(coverage, "T1496.002").covered()).isFalse();
    assertThat(technique(coverage, "T1610").covered()).isFalse();
    assertThat(technique(coverage, "T1610").limits()).isNotEmpty();
    assertThat(coverage.rules()).isEqualTo(2);
    assertThat(coverage.covered()).isEqualTo(4);
    assertThat(coverage.beyond()).extracting(Coverage.Technique::id).containsExactly("T1070.006");
  }

  @Test
  void namesOfRulesCannotBreakThePage() throws RuleErrors {
    Coverage coverage = coverage(RULE.formatted("\"a | [b](c) <script> \\t *\"", "true", "T1611"));

    assertThat(CoverageMarkdown.render(coverage))
        .contains("a \\| \\[b\\](c) \\<script\\>   \\*")
        .doesNotContain("<script>");
  }

  @Test
  void everyTechniqueOfTheMatrixHasARuleOfOurs() throws Exception {
    Coverage coverage = ours();

    assertThat(coverage.tactics())
        .flatExtracting(Coverage.Tactic::techniques)
        .allSatisfy(technique -> assertThat(technique.rules()).as(technique.id()).isNotEmpty());
    assertThat(coverage.tactics()).hasSize(9);
  }

  @Test
  void thePageInTheDocumentationIsTheCurrentOne() throws Exception {
    String page = CoverageMarkdown.render(ours());
    if (Boolean.getBoolean("golden.renew")) {
      Files.writeString(PAGE, page);
    }

    assertThat(Files.readString(PAGE))
        .as("to be renewed by: nightjar rules coverage -o markdown > docs/coverage.md")
        .isEqualTo(page);
  }

  private static Coverage ours() throws RuleErrors {
    return Coverage.of(
        AttackMatrix.containers(), RuleLoader.load(List.of(Path.of("").toAbsolutePath())).rules());
  }

  private static Coverage coverage(String rules) throws RuleErrors {
    return Coverage.of(
        AttackMatrix.containers(),
        RuleLoader.loadSources(List.of(new SourceFile("r.yaml", rules)), RuleSettings.DEFAULT)
            .rules());
  }

  private static Coverage.Technique technique(Coverage coverage, String id) {
    return coverage.tactics().stream()
        .flatMap(tactic -> tactic.techniques().stream())
        .filter(technique -> technique.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
