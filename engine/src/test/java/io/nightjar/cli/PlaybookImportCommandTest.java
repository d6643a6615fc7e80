package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.nightjar.store.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookImportCommandTest {

  private static final Path RULES = Path.of("src/test/resources/talon/rules.yaml");
  private static final Path CASES = Path.of("src/test/resources/talon/cases.yaml");

  @TempDir Path folder;

  private int talon(TestShell shell, Path... files) {
    String[] args =
        Stream.concat(
                Stream.of("playbook", "import", "talon", "--into", folder.resolve("in").toString()),
                Stream.of(files).map(Path::toString))
            .toArray(String[]::new);
    return shell.run(args);
  }

  private Path file(String name, String yaml) throws Exception {
    return Files.writeString(folder.resolve(name), yaml);
  }

  @Test
  void rulesOfEveryKindAskForTheSameOfTheSame() throws Exception {
    TestShell shell = new TestShell(folder);
    assertThat(talon(shell, RULES)).isEqualTo(1);
    String told = shell.out();
    assertThat(told)
        .contains("made      terminate-what-mines of Terminate what mines")
        .contains("12 playbooks in ");
    assertThat(told.lines().filter(line -> line.startsWith("left out")))
        .containsExactly(
            "left out  "
                + RULES
                + ":18: Terminate what mines > Mark it: Talon stops before it;"
                + " see continue");
    Map<String, JsonNode> cases = new TreeMap<>();
    new YAMLMapper()
        .readTree(Files.readString(CASES))
        .properties()
        .forEach(each -> cases.put(each.getKey(), each.getValue()));
    assertThat(cases).hasSize(12);
    for (Map.Entry<String, JsonNode> each : cases.entrySet()) {
      Path own = folder.resolve("in").resolve(each.getKey()).resolve("cases/by-hand.yaml");
      Files.writeString(own, new YAMLMapper().writeValueAsString(Map.of("cases", each.getValue())));
    }
    String in = folder.resolve("in").toString();
    assertThat(shell.run("playbook", "check", in)).as(shell.err()).isZero();
    shell.out();
    int code = shell.run("playbook", "test", in, "--coverage", "100");
    String printed = shell.out() + shell.err();
    assertThat(code).as(printed).isZero();
  }

  @Test
  void whatItAsksForIsSaidExactly() throws Exception {
    TestShell shell = new TestShell(folder);
    talon(shell, RULES);
    assertThat(folder.resolve("in/list-the-processes/playbook.drl"))
        .content()
        .contains("runCommand(\"/bin/bash\", \"-c\", \"ps aux\")");
    assertThat(folder.resolve("in/isolate-but-for-two-ranges/playbook.drl"))
        .content()
        .contains("isolateOnNode(\"192.168.1.0/24\", \"172.17.0.0/16\")");
    assertThat(folder.resolve("in/keep-packets/playbook.drl"))
        .content()
        .contains("collectEvidence(\"packets:10s\")");
    assertThat(folder.resolve("in/label-a-suspect/playbook.drl"))
        .content()
        .contains("label(\"seen-by\", \"talon\")", "label(\"suspicious\", \"true\")");
  }

  @Test
  void whatCannotBeSaidIsToldWithItsPlaceAndReason() throws Exception {
    Path rules =
        file(
            "talon.yaml",
            """
            - rule: All that is out of reach
              match: {rules: [X]}
              notifiers: [slack]
              actions:
                - {action: a, actionner: 'aws:lambda', parameters: {aws_lambda_name: f}}
                - {action: b, actionner: 'gcp:function'}
                - {action: c, actionner: 'kubernetes:script', parameters: {script: ls}}
                - {action: d, actionner: 'kubernetes:exec', parameters: {command: 'cat ${FD_NAME}'}}
                - {action: e, actionner: 'kubernetes:label', parameters: {labels: {a: ''}}}
                - {action: f, actionner: 'kubernetes:label', parameters: {level: node, labels: {a: b}}}
                - {action: g, actionner: 'kubernetes:networkpolicy', parameters: {allow_namespaces: [green]}}
                - {action: h, actionner: 'kubernetes:sysdig', continue: 'true'}
                - {action: i, actionner: 'kubernetes:label', parameters: {labels: {'not a key': b}}}
                - {action: j, actionner: 'kubernetes:drain', parameters: {ignore_statefulsets: true}}
                - {action: k, actionner: 'kubernetes:delete'}
                - {action: l, actionner: 'kubernetes:cordon'}
            - rule: An unknown comparison
              match: {rules: [X], output_fields: ['a>b']}
              actions: [{action: l, actionner: 'kubernetes:cordon'}]
            """);
    TestShell shell = new TestShell(folder);
    assertThat(talon(shell, rules)).isEqualTo(1);
    String told = shell.out();
    assertThat(told)
        .contains("talon.yaml:5: All that is out of reach > a: aws:lambda: calls a function of a")
        .contains("talon.yaml:6: ", "gcp:function")
        .contains("talon.yaml:7: ", "runs a script of several lines")
        .contains("talon.yaml:8: ", "fills what an attacker named into a command of a shell")
        .contains("talon.yaml:9: ", "removes a; playbooks only ever add")
        .contains("talon.yaml:10: ", "marks the node")
        .contains("talon.yaml:11: ", "leaves namespaces reachable")
        .contains("talon.yaml:12: ", "records system calls")
        .contains("talon.yaml:13: ", "\"not a key\" is not a label or annotation key")
        .contains("talon.yaml:14: ", "leaves pods of StatefulSets on the node")
        .contains("talon.yaml:15: ", "deletes whatever object an audit event names")
        .contains("talon.yaml:16: ", "Talon stops before it")
        .contains("talon.yaml:1: ", "notifiers [slack]")
        .contains("talon.yaml:17: An unknown comparison: 'a>b' is no comparison")
        .contains("0 playbooks in ");
    assertThat(folder.resolve("in")).doesNotExist();
    assertThat(
            talon(
                shell,
                file(
                    "ok.yaml",
                    """
                    - rule: y
                      match: {rules: [X]}
                      actions: [{action: l, actionner: 'kubernetes:cordon'}]
                    """)))
        .isZero();
  }

  @Test
  void aRuleThatStopsKeepsItsEventsFromLaterOnes() throws Exception {
    Path rules =
        file(
            "talon.yaml",
            """
            - rule: First
              match: {rules: [Shell], output_fields: [k8s.ns.name=quiet]}
              continue: 'false'
              dry_run: 'true'
              actions: [{action: a, actionner: 'kubernetes:cordon'}]
            - rule: Second
              match: {priority: '>=Notice'}
              actions: [{action: a, actionner: 'kubernetes:networkpolicy'}]
            - rule: Never
              match: {rules: [Shell], output_fields: ['k8s.ns.name=quiet, proc.name=sh']}
              actions: [{action: a, actionner: 'kubernetes:networkpolicy'}]
            """);
    TestShell shell = new TestShell(folder);
    assertThat(talon(shell, rules)).isEqualTo(1);
    assertThat(shell.out()).contains("talon.yaml:9: Never: Talon never comes to it");
    assertThat(folder.resolve("in/first/playbook.yaml")).content().contains("stage: draft");
    assertThat(folder.resolve("in/second/playbook.yaml")).content().doesNotContain("stage");
    Files.writeString(
        folder.resolve("in/second/cases/by-hand.yaml"),
        """
        cases:
          - name: not what the first rule took
            start: 2026-11-20T12:00:00Z
            given:
              - {at: 0s, detection: {rule: Shell, pod: a, namespace: quiet}}
              - {at: 1s, detection: {rule: Shell, pod: b, namespace: loud}}
              - {at: 2s, detection: {rule: Other, pod: c, namespace: quiet}}
              - {at: 3s, detection: {rule: Other, priority: DEBUG, pod: d, namespace: quiet}}
            expect:
              - {request: 'kubernetes:isolate-pod', target: pod loud/b}
              - {request: 'kubernetes:isolate-pod', target: pod quiet/c}
        """);
    String in = folder.resolve("in").toString();
    assertThat(shell.run("playbook", "check", in)).as(shell.err()).isZero();
    assertThat(shell.run("playbook", "test", in)).as(shell.out()).isZero();
  }

  @Test
  void laterFilesAreLaidOverEarlierOnes() throws Exception {
    Path first =
        file(
            "a.yaml",
            """
            - action: Mark
              actionner: kubernetes:label
              parameters: {labels: {a: one, b: two}}
            - rule: Both
              match: {rules: [X], priority: Critical, tags: [t]}
              actions: [{action: Mark}]
            """);
    Path second =
        file(
            "b.yaml",
            """
            - action: Mark
              parameters: {labels: {b: three}}
            - rule: Both
              match: {rules: [Y]}
              dry_run: 'true'
              actions: [{action: Off, actionner: 'kubernetes:cordon'}]
            """);
    TestShell shell = new TestShell(folder);
    assertThat(talon(shell, first, second)).isZero();
    assertThat(folder.resolve("in/both/playbook.drl"))
        .content()
        .contains("rule in (\"X\", \"Y\")", "tagged(\"t\")", "label(\"a\", \"one\")")
        .contains("label(\"b\", \"three\")", "cordon()")
        .doesNotContain("priority");
    assertThat(folder.resolve("in/both/playbook.yaml")).content().contains("stage: draft");
  }

  @Test
  void hostileNamesStayTexts() throws Exception {
    Path rules =
        file(
            "talon.yaml",
            """
            - rule: "x\\" ); end rule y when eval(true) then System.exit(1); end {pod} \\u001b[2J */"
              description: "a: b\\n- c # 'd'"
              match:
                rules: ["a \\" || true || rule == \\"b", 'c\\d']
                output_fields: ["proc.name='; rm -rf /"]
              actions: [{action: a, actionner: 'kubernetes:cordon'}]
            - rule: ../../etc
              match: {rules: [X]}
              actions: [{action: a, actionner: 'kubernetes:exec', parameters: {command: 'echo "); respond'}}]
            - rule: invisible
              match: {rules: ["a\\u202eb"]}
              actions: [{action: a, actionner: 'kubernetes:cordon'}]
            - rule: escape
              match: {rules: ['a\\u0022b']}
              actions: [{action: a, actionner: 'kubernetes:cordon'}]
            """);
    TestShell shell = new TestShell(folder);
    assertThat(talon(shell, rules)).isEqualTo(1);
    assertThat(shell.out())
        .doesNotContain("\u001b")
        .contains("invisible: the name of a rule holds characters that a playbook cannot hold")
        .contains("escape: the name of a rule holds characters that a playbook cannot hold")
        .contains("made      etc of ../../etc");
    String in = folder.resolve("in").toString();
    int code = shell.run("playbook", "check", in, "-o", "json");
    JsonNode verdict = Json.MAPPER.readTree(shell.out());
    assertThat(code).as(verdict.toPrettyString()).isZero();
    assertThat(verdict.at("/playbooks").size()).isEqualTo(2);
    assertThat(verdict.at("/playbooks/0/rules").asInt()).isEqualTo(1);
    assertThat(verdict.at("/playbooks/1/rules").asInt()).isEqualTo(1);
    assertThat(shell.run("playbook", "test", in)).as(shell.out()).isZero();
  }

  @Test
  void overwritesNothingAndReadsOnlyWhatIsThere() throws Exception {
    TestShell shell = new TestShell(folder);
    talon(shell, RULES);
    assertThat(talon(shell, RULES)).isEqualTo(2);
    assertThat(shell.err()).contains("is there already; nothing was written");
    assertThat(talon(shell, file("no.yaml", "a: b\n"))).isEqualTo(2);
    assertThat(shell.err()).contains("no.yaml:1: a file of Falco Talon is a list");
    assertThat(talon(shell, file("no.yaml", "- [a\n- b"))).isEqualTo(2);
    assertThat(shell.err()).contains("this is not YAML");
    assertThat(talon(shell, folder.resolve("none"))).isEqualTo(2);
  }
}
