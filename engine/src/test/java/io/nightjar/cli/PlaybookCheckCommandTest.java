package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import io.nightjar.store.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookCheckCommandTest {

  private static final String RULES =
      """
      - rule: Shell
        desc: a shell
        condition: evt.type = execve and proc.name = sh
        output: shell %proc.name
        priority: NOTICE
        tags: [shell]
      - rule: Connect
        desc: a connection
        condition: evt.type = connect
        output: x
        priority: CRITICAL
      - rule: Silent
        desc: never
        condition: evt.type = unlink
        output: x
        priority: DEBUG
        enabled: false
      """;

  private static final String ISOLATE = "then respond.to($d).isolatePod().because(\"x\"); end\n";

  @TempDir Path folder;
  private Path books = Path.of("");

  @BeforeEach
  void rules() throws Exception {
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(folder.resolve("rules/rules.yaml"), RULES);
    books = folder.resolve("playbooks");
  }

  private void playbook(String name, String drl, String mayAsk) throws Exception {
    Path playbook = Files.createDirectories(books.resolve(name));
    Files.writeString(playbook.resolve("playbook.drl"), drl);
    Files.writeString(
        playbook.resolve("playbook.yaml"),
        "title: t\nwhy: w\nowner: o\nmayAsk: [" + mayAsk + "]\n");
  }

  /** What is told of one rule, the conditions of which are given. */
  private String told(String when) throws Exception {
    return told("", when);
  }

  private String told(String head, String when) throws Exception {
    playbook(
        "mine",
        "rule \"x\" " + head + "\nwhen\n  " + when + "\n" + ISOLATE,
        "'kubernetes:isolate-pod'");
    TestShell shell = new TestShell(folder);
    int code = shell.run("playbook", "check");
    String told = shell.err();
    assertThat(code).as(told).isEqualTo(told.contains("error: ") ? 1 : 0);
    return told;
  }

  @Test
  void whatCanNeverBeMetIsAnErrorAtItsPlace() throws Exception {
    assertThat(told("$d : Detection( rule == \"Shell\", rule == \"Connect\" )"))
        .contains("playbook.drl:3:36: error: with the conditions before it, nothing is left")
        .contains("rule could be, so this rule never asks")
        .contains("1 error, 0 warnings");
    assertThat(
            told(
                "$d : Detection( rule in (\"Shell\", \"Connect\"), rule not in (\"Shell\"),"
                    + " !(rule == \"Connect\") )"))
        .contains("error: ");
    assertThat(
            told(
                "$d : Detection( rule == \"Shell\", image.startsWith(\"a\"),"
                    + " image.startsWith(\"b\") )"))
        .contains("image could be");
    assertThat(told("$d : Detection( rule == \"Shell\", podName == \"a\", podName.isEmpty() )"))
        .contains("error: ");
    assertThat(told("$d : Detection( rule == \"Shell\", privileged && !privileged )"))
        .contains("error: ");
    assertThat(
            told(
                "$d : Detection( rule == \"Shell\", priority >= Priority.ERROR,"
                    + " priority < Priority.WARNING )"))
        .contains("priority could be");
    assertThat(
            told(
                "$d : Detection( rule == \"Shell\", label(\"tier\") == \"prod\","
                    + " (label(\"tier\") == \"dev\" || label(\"tier\") == \"test\") )"))
        .contains("error: ");
    assertThat(
            told(
                "$d : Detection( rule == \"Shell\", $p : podUid )\n"
                    + "  accumulate( Detection( rule == \"Shell\", podUid == $p, this before[0s,5m]"
                    + " $d ); $n : count(1); $n >= 5, $n < 3 )"))
        .contains("$n could be");
    assertThat(
            told(
                "$d : Detection( rule == \"Shell\", $p : podUid )\n"
                    + "  exists Detection( rule == \"Shell\", podUid == $p, this before[1s,5m] $d,"
                    + " this after[1s,5m] $d )"))
        .contains("the time after $d could be");
  }

  @Test
  void whatCanBeMetIsLeftAlone() throws Exception {
    assertThat(
            told(
                "$d : Detection( rule in (\"Shell\", \"Connect\"), rule != \"Connect\","
                    + " image.startsWith(\"a\"), image.startsWith(\"ab\"), !image.endsWith(\"c\"),"
                    + " priority >= Priority.NOTICE, (podName == \"x\" || podName == \"y\"),"
                    + " tagged(\"shell\"), $p : podUid )\n"
                    + "  not Detection( rule == \"Connect\", podUid == $p, this before[0s,5m] $d"
                    + " )"))
        .isEmpty();
    assertThat(told("calendars \"night\", \"weekend\"", "$d : Detection( rule == \"Shell\" )"))
        .isEmpty();
  }

  @Test
  void aNotThatIsAlwaysTrueIsDoubtful() throws Exception {
    assertThat(
            told(
                "$d : Detection( rule == \"Shell\", $p : podUid )\n"
                    + "  not Detection( rule == \"Shell\", rule == \"Connect\", podUid == $p )"))
        .contains("warning: ")
        .contains("so this not is always true")
        .contains("0 errors, 1 warning");
  }

  @Test
  void whatTheRulesetSaysOtherwiseIsDoubtful() throws Exception {
    assertThat(told("$d : Detection( rule == \"Shell\", priority >= Priority.WARNING )"))
        .contains("warning: 'Shell' has the priority NOTICE, which this leaves out, so this rule");
    assertThat(told("$d : Detection( rule == \"Shell\", tagged(\"network\") )"))
        .contains("'Shell' has no tag 'network'")
        .contains("its tags: shell");
    assertThat(told("$d : Detection( rule == \"Silent\" )")).contains("'Silent' is switched off");
    assertThat(told("$d : Detection( rule in (\"Shell\", \"Conect\") )"))
        .contains("error: no rule of the ruleset is called 'Conect'")
        .contains("did you mean 'Connect'?");
  }

  @Test
  void calendarsThatExcludeEachOtherAreAnError() throws Exception {
    assertThat(told("calendars \"night\", \"day\"", "$d : Detection( rule == \"Shell\" )"))
        .contains("playbook.drl:1:20: error: the calendars night and day are not on together");
    Path config = folder.resolve("etc.yaml");
    Files.writeString(config, "calendars: {freeze: {dates: [2001-01-01]}}\n");
    assertThat(told("calendars \"freeze\"", "$d : Detection( rule == \"Shell\" )"))
        .contains("warning: the calendar freeze is not on once in the next 400 days");
  }

  @Test
  void whatCostsMoreThanItHasToIsTold() throws Exception {
    assertThat(
            told(
                "$d : Detection( rule == \"Shell\", $p : podUid )\n"
                    + "  accumulate( Detection( podUid == $p, this before[0s,5m] $d );"
                    + " $n : count(1); $n >= 5 )"))
        .contains("warning: this counts detections of every rule");
    assertThat(
            told(
                "$d : Detection( rule == \"Shell\" )\n"
                    + "  exists Detection( rule == \"Connect\", this before[0s,5m] $d )"))
        .contains("warning: no == joins this with what stands before it")
        .contains("playbook.drl:4:");
    assertThat(told("$d : Detection() over window:time(5m)"))
        .contains("this window holds detections of every rule");
  }

  @Test
  void whatIsAllowedInVainOrAskedUnallowedIsTold() throws Exception {
    playbook(
        "mine",
        "rule \"x\" when $d : Detection( rule == \"Shell\" ) " + ISOLATE,
        "'kubernetes:isolate-pod', 'kubernetes:drain-node'");
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("playbook", "check")).isZero();
    assertThat(shell.err())
        .contains(
            "playbook.yaml:4:37: warning: no rule of this playbook asks for"
                + " kubernetes:drain-node");
    assertThat(shell.run("playbook", "check", "--strict")).isEqualTo(1);
    shell.err();
    playbook("mine", "rule \"x\" when $d : Detection( rule == \"Shell\" ) " + ISOLATE, "");
    assertThat(shell.run("playbook", "check")).isEqualTo(1);
    assertThat(shell.err()).contains("error: playbook.yaml does not allow this playbook to ask");
  }

  @Test
  void aCaseAboutARuleThatThereIsNotIsDoubtful() throws Exception {
    told("$d : Detection( rule == \"Shell\" )");
    Path cases = Files.createDirectories(books.resolve("mine/cases"));
    Files.writeString(
        cases.resolve("a.yaml"),
        """
        cases:
          - name: left alone
            start: 2026-11-20T12:00:00Z
            given: [{at: 0s, detection: {rule: Shel, pod: a}}]
            expect: []
        """);
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("playbook", "check")).isZero();
    assertThat(shell.err())
        .contains("a.yaml:4:40: warning: no rule of the ruleset is called 'Shel'")
        .contains("did you mean 'Shell'?");
  }

  @Test
  void tellsProgramsWhatItFound() throws Exception {
    told("$d : Detection( rule == \"Shell\", rule == \"Connect\" )");
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("playbook", "check", "-o", "json")).isEqualTo(1);
    JsonNode verdict = Json.MAPPER.readTree(shell.out());
    assertThat(verdict.at("/usable").asBoolean()).isTrue();
    assertThat(verdict.at("/errors").asInt()).isEqualTo(1);
    assertThat(verdict.at("/problems/0/line").asInt()).isEqualTo(3);
    assertThat(verdict.at("/problems/0/severity").asText()).isEqualTo("error");
    assertThat(verdict.at("/playbooks/0/name").asText()).isEqualTo("mine");
    playbook("mine", "rule \"x\" when Detecton() then end\n", "");
    assertThat(shell.run("playbook", "check", "-o", "json")).isEqualTo(1);
    assertThat(Json.MAPPER.readTree(shell.out()).at("/usable").asBoolean(true)).isFalse();
    assertThat(shell.err()).isEmpty();
  }

  @Test
  void saysWhatAClusterRoleLacks() throws Exception {
    told("$d : Detection( rule == \"Shell\" )");
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("playbook", "rbac")).isZero();
    String full = shell.out();
    Path role = Files.writeString(folder.resolve("role.yaml"), full);
    assertThat(shell.run("playbook", "check", "--rbac", role.toString())).as(shell.err()).isZero();
    Files.writeString(role, full.replace("\"networkpolicies\"", "\"ingresses\""));
    assertThat(shell.run("playbook", "check", "--rbac", role.toString())).isEqualTo(1);
    assertThat(shell.err())
        .contains("playbook.yaml:4:11: error: nightjar does not allow what kubernetes:isolate-pod")
        .contains("create networkpolicies.networking.k8s.io");
    Files.writeString(
        role,
        """
        kind: List
        items:
          - kind: ClusterRole
            metadata: {name: all}
            rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]
        """);
    assertThat(shell.run("playbook", "check", "--rbac", role.toString())).as(shell.err()).isZero();
    Files.writeString(
        role,
        """
        kind: ClusterRole
        metadata: {name: one}
        rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*'], resourceNames: [web-1]}]
        """);
    assertThat(shell.run("playbook", "check", "--rbac", role.toString())).isEqualTo(1);
    Files.writeString(role, "kind: Role\n");
    assertThat(shell.run("playbook", "check", "--rbac", role.toString())).isEqualTo(2);
    assertThat(shell.err()).contains("there is no ClusterRole in");
  }

  @Test
  void asksTheClusterWhatItAllows() throws Exception {
    told("$d : Detection( rule == \"Shell\" )");
    try (PracticeCluster cluster = PracticeCluster.start(Seed.bare("node-1"), 0)) {
      Path kubeconfig = folder.resolve("kubeconfig");
      cluster.writeKubeconfig(kubeconfig);
      TestShell shell = new TestShell(folder);
      String[] check = {"playbook", "check", "--kubeconfig", kubeconfig.toString()};
      assertThat(shell.run(check)).as(shell.err()).isZero();
      cluster.access().deny("create", "networkpolicies");
      assertThat(shell.run(check)).isEqualTo(1);
      assertThat(shell.err())
          .contains("the cluster at http")
          .contains("needs: create networkpolicies.networking.k8s.io");
    }
  }
}
