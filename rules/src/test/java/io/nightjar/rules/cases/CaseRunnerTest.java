package io.nightjar.rules.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.language.SourceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void aCaseThatFailsTellsWhichCheckDidNotHoldAndWhatTheEventHad() throws RuleErrors {
    assertThat(failure(CASE.replace("/etc/shadow", "/etc/passwd")))
        .contains("r.yaml:3:69: fd.name = /etc/shadow does not hold, it is /etc/passwd");
    assertThat(failure(CASE.replace("processes:", "container: host\n    processes:")))
        .contains("r.yaml:3:49: container.id != host does not hold, it is host");
  }

  @Test
  void whatExcludesAnEventIsTold() throws RuleErrors {
    String rules =
        RULES.replace(
            "and fd.name = /etc/shadow",
            "and (fd.name = /a or fd.name = /b) and not (proc.name in (cat, tac) and user.uid ="
                + " 0)");
    String excluded = failure(rules, CASE.replace("/etc/shadow", "/b"));
    assertThat(excluded)
        .contains("proc.name in (cat, tac) holds, but is excluded")
        .contains("user.uid = 0 holds, but is excluded")
        .doesNotContain("fd.name");
    assertThat(failure(rules, CASE))
        .contains("fd.name = /a does not hold, it is /etc/shadow")
        .contains("fd.name = /b does not hold");
  }

  @Test
  void anAuditEventNeedsToSayOnlyWhatMatters() throws RuleErrors {
    assertThat(audit("audit: {verb: create, objectRef: {resource: pods}}").failures()).isEmpty();
    assertThat(audit("audit: {verb: create, objectRef: {resource: pods}, user: {username: lee}}"))
        .satisfies(
            report ->
                assertThat(report.failures().getFirst().message())
                    .contains("ka.user.name = kim does not hold, it is lee"));
  }

  @Test
  void anAuditEventMayBeJsonAndIsLaidOverThatOfTheFile() throws RuleErrors {
    String cases =
        """
        rule: Pod made
        audit: {"verb": "get", "objectRef": {"resource": "pods"}, "user": {"username": "lee"}}
        cases:
          - name: laid over
            match: true
            audit: {"verb": "create", "user": {"username": "kim"}}
          - name: taken away
            match: false
            audit: {"verb": "create", "user": null}
        """;
    assertThat(runAudit(cases).failures()).isEmpty();
    assertThatThrownBy(() -> audit("audit: {verbs: create}"))
        .hasMessageContaining("did you mean verb?");
    assertThatThrownBy(() -> audit("audit: {stage: ''}")).hasMessageContaining("an audit event");
    assertThatThrownBy(() -> audit("audit_file: none.json"))
        .hasMessageContaining("'none.json' cannot be read");
    assertThatThrownBy(() -> audit("audit: {verb: get}\n    event: {type: unlink}"))
        .hasMessageContaining("not both");
  }

  @Test
  void anAuditEventMayComeFromAFileOfItsOwn(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("pod.json"),
        """
        {"kind": "Event", "auditID": "1", "stage": "ResponseComplete", "verb": "create",
         "stageTimestamp": "2026-11-20T03:00:00.123456Z", "user": {"username": "kim"},
         "objectRef": {"resource": "pods"}}
        """);
    Path file =
        Files.writeString(
            folder.resolve("pod.yaml"),
            """
            rule: Pod made
            cases:
              - name: recorded
                match: true
                audit_file: pod.json
              - name: by somebody else
                match: false
                audit_file: pod.json
                audit: {user: {username: lee}}
            """);
    assertThat(new CaseRunner(auditRules()).run(CaseLoader.load(file)).failures()).isEmpty();
  }

  private static CaseReport audit(String event) throws RuleErrors {
    return runAudit("rule: Pod made\ncases:\n  - name: x\n    match: true\n    " + event + "\n");
  }

  private static CaseReport runAudit(String cases) throws RuleErrors {
    return new CaseRunner(auditRules())
        .run(CaseLoader.loadSources(List.of(new SourceFile("case.yaml", cases))));
  }

  private static RuleSet auditRules() throws RuleErrors {
    String rules =
        """
        - rule: Pod made
          desc: x
          condition: ka.verb = create and ka.target.resource = pods and ka.user.name = kim
          output: x
          priority: WARNING
          source: k8s_audit
        """;
    return RuleLoader.loadSources(List.of(new SourceFile("r.yaml", rules)), RuleSettings.DEFAULT);
  }

  private static void refused(String text, String line, String message) {
    assertThatThrownBy(() -> run(text))
        .isInstanceOf(RuleErrors.class)
        .hasMessageContaining("case.yaml:" + line)
        .hasMessageContaining(message);
  }

  private static String failure(String text) throws RuleErrors {
    return failure(RULES, text);
  }

  private static String failure(String rules, String text) throws RuleErrors {
    List<CaseReport.Result> failures = run(rules, text).failures();
    assertThat(failures).hasSize(1);
    return failures.get(0).message();
  }

  private static CaseReport run(String text) throws RuleErrors {
    return run(RULES, text);
  }

  private static CaseReport run(String ruleText, String text) throws RuleErrors {
    var rules =
        RuleLoader.loadSources(List.of(new SourceFile("r.yaml", ruleText)), RuleSettings.DEFAULT);
    return new CaseRunner(rules)
        .run(CaseLoader.loadSources(List.of(new SourceFile("case.yaml", text))));
  }
}
