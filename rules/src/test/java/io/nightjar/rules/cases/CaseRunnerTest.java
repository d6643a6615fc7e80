package io.nightjar.rules.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.language.SourceFile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cases that fail say why, and cases that cannot be read say where. */
class CaseRunnerTest {
  private static final String RULES =
      """
      - rule: Shadow read
        desc: x
        condition: evt.type = openat and container.id != host and fd.name = /etc/shadow
        output: file=%fd.name
        priority: WARNING
      - rule: Other
        desc: x
        condition: evt.type = unlink
        output: x
        priority: WARNING
      """;
  private static final String CASE =
      """
      rule: Shadow read
      cases:
        - name: cat reads it
          match: true
          processes: [{name: cat}]
          event: {type: openat, name: /etc/shadow, flags: O_RDONLY}
      """;

  @Test
  void aCaseThatHoldsPassesAndWhatIsNotCoveredIsTold() throws RuleErrors {
    CaseReport report = run(CASE);
    assertThat(report.failures()).isEmpty();
    assertThat(report.complete()).isFalse();
    assertThat(report.rulesWithoutMatch()).containsExactly("Other");
    assertThat(report.rulesWithoutNearMiss()).containsExactly("Other", "Shadow read");
  }

  @Test
  void aCaseThatShouldMatchAndDoesNotFails() throws RuleErrors {
    assertThat(failure(CASE.replace("/etc/shadow", "/etc/passwd")))
        .startsWith(
            "case.yaml:3:5: error: cat reads it: expected a match, the event matched no rule");
  }

  @Test
  void aNearMissThatMatchesFails() throws RuleErrors {
    assertThat(failure(CASE.replace("match: true", "match: false")))
        .contains("expected no match, the event matched Shadow read");
  }

  @Test
  void anOutputThatDiffersFails() throws RuleErrors {
    assertThat(failure(CASE.replace("match: true", "match: true\n    output: user=root")))
        .contains("expected the output to contain 'user=root'");
  }

  @Test
  void aCaseOfARuleThatDoesNotExistFails() throws RuleErrors {
    assertThat(failure(CASE.replace("Shadow read", "Shadow"))).contains("there is no such rule");
  }

  @Test
  void aCaseOfAllRulesFailsWhenAnyMatches() throws RuleErrors {
    String quiet = CASE.replace("Shadow read", "\"*\"").replace("match: true", "match: false");
    assertThat(failure(quiet)).contains("expected no rule to match, the event matched Shadow read");
    assertThat(run(quiet.replace("/etc/shadow", "/etc/passwd")).failures()).isEmpty();
  }

  @Test
  void mistakesAreToldAtTheirPlaces() {
    refused(CASE.replace("type: openat", "type: opnat"), "6:", "did you mean");
    refused(CASE.replace("flags: O_RDONLY", "flags: O_RDNLY"), "6:", "names of flags");
    refused(CASE.replace("flags:", "flag:"), "6:", "did you mean flags?");
    refused(
        CASE.replace("flags: O_RDONLY", "oldpath: x"), "6:", "openat has no argument 'oldpath'");
    refused(CASE.replace("match: true", "match: maybe"), "4:", "true or false");
    refused(CASE.replace("    match: true\n", ""), "3:", "a case needs match");
    refused(CASE.replace("{name: cat}", "{exepath: /bin/cat}"), "5:", "'name' is missing");
    refused(CASE.replace("rule:", "rul:"), "1:", "did you mean rule?");
  }

  private static void refused(String text, String line, String message) {
    assertThatThrownBy(() -> run(text))
        .isInstanceOf(RuleErrors.class)
        .hasMessageContaining("case.yaml:" + line)
        .hasMessageContaining(message);
  }

  private static String failure(String text) throws RuleErrors {
    List<CaseReport.Result> failures = run(text).failures();
    assertThat(failures).hasSize(1);
    return failures.get(0).message();
  }

  private static CaseReport run(String text) throws RuleErrors {
    var rules =
        RuleLoader.loadSources(List.of(new SourceFile("r.yaml", RULES)), RuleSettings.DEFAULT);
    return new CaseRunner(rules)
        .run(CaseLoader.loadSources(List.of(new SourceFile("case.yaml", text))));
  }
}
