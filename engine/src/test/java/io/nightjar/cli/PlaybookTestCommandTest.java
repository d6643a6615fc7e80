package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.store.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookTestCommandTest {

  private static final String DRL =
      """
      rule "night"
        calendars "night"
      when
        $d : Detection( rule == "Shell" )
      then
        respond.to($d).isolatePod().because("shell {process.name}").undoAfter("1h");
      end

      rule "day"
        calendars "day"
      when
        $d : Detection( rule == "Shell" )
      then
        respond.to($d).scaleToZero().because("shell {process.name}")
            .needsApproval("10m").byGroup("oncall").escalateAfter("5m", "lead");
      end

      rule "denied"
      when
        $r : ResponseUpdate( state == ResponseState.REJECTED )
      then
        respond.page($r, "oncall", "denied: {action}");
      end
      """;

  private static final String DETECTION =
      "[{at: 0s, detection: {rule: Shell, pod: web-1, namespace: shop, workload: web,"
          + " process: bash}}]";

  @TempDir Path folder;
  private TestShell shell = new TestShell(Path.of("."));

  @BeforeEach
  void playbook() throws Exception {
    Path playbook = Files.createDirectories(folder.resolve("playbooks/mine"));
    Files.writeString(playbook.resolve("playbook.drl"), DRL);
    Files.writeString(
        playbook.resolve("playbook.yaml"),
        """
        title: t
        why: w
        owner: o
        mayAsk: ['kubernetes:isolate-pod', 'kubernetes:scale-to-zero']
        stage: draft
        """);
    shell = new TestShell(folder);
  }

  private int test(String cases, String... more) throws Exception {
    Path file = Files.createDirectories(folder.resolve("playbooks/mine/cases"));
    Files.writeString(file.resolve("c.yaml"), "cases:\n" + cases.indent(2));
    String[] args = new String[more.length + 2];
    args[0] = "playbook";
    args[1] = "test";
    System.arraycopy(more, 0, args, 2, more.length);
    return shell.run(args);
  }

  private static String night(String name, String rest) {
    return "- name: "
        + name
        + "\n  start: 2026-11-20T23:30:00Z\n  given: "
        + DETECTION
        + "\n"
        + rest.indent(2);
  }

  private static String day(String name, String rest) {
    return night(name, rest).replace("T23:30", "T12:00");
  }

  private static final String APPROVAL =
      "approval: {within: 10m, groups: [oncall], escalateAfter: 5m, escalateTo: [lead]}";

  @Test
  void laysWhatCameBesideWhatWasExpected() throws Exception {
    int code =
        test(
            night(
                "it is isolated",
                """
                expect:
                  - request: kubernetes:isolate-pod
                    target: pod shop/web-2
                    undoAfter: 8h
                  - page: oncall
                """));
    assertThat(code).isEqualTo(1);
    assertThat(shell.out())
        .contains("FAIL  mine: it is isolated")
        .contains(
            """
              ~ differs:     request kubernetes:isolate-pod of pod shop/web-1 at 0s: shell bash
                  target     expected pod shop/web-2  came pod shop/web-1
                  undoAfter  expected 8h              came 1h
              - expected, did not come: page oncall
            """)
        .contains("0 passed, 1 failed");
  }

  @Test
  void oneThingTooManyDoesNotMakeTheOthersDiffer() throws Exception {
    int code =
        test(
            """
            - name: three, of which two are expected
              start: 2026-11-20T23:30:00Z
              given:
                - {at: 0s, detection: {rule: Shell, pod: web-1, namespace: shop}}
                - {at: 1s, detection: {rule: Shell, namespace: shop}}
                - {at: 2s, detection: {rule: Shell, pod: web-2, namespace: shop}}
              expect:
                - {request: 'kubernetes:isolate-pod', target: pod shop/web-1, undoAfter: 1h}
                - {request: 'kubernetes:isolate-pod', target: pod shop/web-2, undoAfter: 1h}
            """);
    assertThat(code).isEqualTo(1);
    assertThat(shell.out())
        .contains("as expected: request kubernetes:isolate-pod of pod shop/web-1")
        .contains("+ came, not expected:     skipped kubernetes:isolate-pod at 1s")
        .contains("as expected: request kubernetes:isolate-pod of pod shop/web-2")
        .doesNotContain("differs");
  }

  @Test
  void theGateJudgesWhereACaseWantsToKnow() throws Exception {
    int code =
        test(
            night(
                    "allowed, and undone after an hour",
                    """
                    cluster: {workloads: [{name: web, namespace: shop, replicas: 4}]}
                    until: 2h
                    expect:
                      - request: kubernetes:isolate-pod
                        undoAfter: 1h
                        verdict: allowed
                        state: undone
                    """)
                + night(
                        "in a protected namespace it is refused",
                        """
                        expect:
                          - request: kubernetes:isolate-pod
                            undoAfter: 1h
                            verdict: refused
                            guard: protected-targets
                        """)
                    .replace("namespace: shop", "namespace: kube-system")
                + day(
                    "by day somebody agrees after two minutes",
                    """
                    cluster: {workloads: [{name: web, namespace: shop, replicas: 4}]}
                    answers: [{approve: 'kubernetes:scale-to-zero', by: kim, after: 2m}]
                    until: 1h
                    expect:
                      - request: kubernetes:scale-to-zero
                        %s
                        verdict: asked
                        askedOf: [oncall]
                        state: succeeded
                    """
                        .formatted(APPROVAL))
                + day(
                    "somebody denies after six, when the lead was told, and that is said",
                    """
                    answers: [{deny: 'kubernetes:scale-to-zero', by: kim, after: 6m}]
                    until: 1h
                    expect:
                      - request: kubernetes:scale-to-zero
                        %s
                        state: rejected
                      - escalated: lead
                        at: 5m
                        target: Deployment shop/web
                      - page: oncall
                        text: 'denied: kubernetes:scale-to-zero'
                    """
                        .formatted(APPROVAL))
                + day(
                    "nobody answers",
                    """
                    until: 1h
                    expect:
                      - request: kubernetes:scale-to-zero
                        %s
                        state: expired
                      - escalated: lead
                    """
                        .formatted(APPROVAL)),
            "--coverage",
            "100");
    assertThat(code).as(shell.out() + shell.err()).isZero();
  }

  @Test
  void saysWhatTheGateSaidInstead() throws Exception {
    int code =
        test(
            night(
                "refused",
                """
                cluster: {workloads: [{name: web, namespace: shop, replicas: 4}]}
                expect:
                  - {request: 'kubernetes:isolate-pod', undoAfter: 1h, verdict: refused}
                """));
    assertThat(code).isEqualTo(1);
    assertThat(shell.out()).contains("verdict  expected refused  came allowed");
  }

  @Test
  void tellsWhichRulesNeverAsked() throws Exception {
    String one = night("one", "expect: [{request: 'kubernetes:isolate-pod', undoAfter: 1h}]\n");
    assertThat(test(one)).isZero();
    assertThat(shell.out())
        .contains("1 passed, 0 failed\n1 of 3 rules asked for something in a case")
        .contains("never: mine: day")
        .contains("never: mine: denied");
    assertThat(test(one, "--coverage", "33")).isZero();
    assertThat(test(one, "--coverage", "34")).isEqualTo(1);
    assertThat(shell.out()).contains("34 % are wanted");
    assertThat(test(one, "-o", "json")).isZero();
    JsonNode summary = Json.MAPPER.readTree(shell.out());
    assertThat(summary.at("/percent").asInt()).isEqualTo(33);
    assertThat(summary.at("/silent/mine/0").asText()).isEqualTo("day");
  }

  @Test
  void runsOnlyWhatIsNamed() throws Exception {
    String two =
        night("the good one", "expect: [{request: 'kubernetes:isolate-pod'," + " undoAfter: 1h}]\n")
            + night("the bad one", "expect: []\n");
    assertThat(test(two, "--case", "GOOD")).isZero();
    assertThat(shell.out()).contains("1 passed, 0 failed");
    assertThat(test(two, "--case", "bad")).isEqualTo(1);
    assertThat(test(two, "--case", "ugly")).isEqualTo(2);
    assertThat(test(two, "--playbook", "mien")).isEqualTo(2);
    assertThat(shell.err()).contains("did you mean 'mine'?");
  }

  @Test
  void writesWhatBuildServersRead() throws Exception {
    Path junit = folder.resolve("junit.xml");
    String two =
        night("good", "expect: [{request: 'kubernetes:isolate-pod', undoAfter: 1h}]\n")
            + night("a <b> & \"c\"", "expect: []\n");
    assertThat(test(two, "--junit", junit.toString())).isEqualTo(1);
    assertThat(junit)
        .content()
        .contains("<testsuites name=\"playbooks\">")
        .contains("<testsuite name=\"mine\" tests=\"2\" failures=\"1\">")
        .contains("<testcase classname=\"mine\" name=\"good\"/>")
        .contains("name=\"a &lt;b&gt; &amp; &quot;c&quot;\"")
        .contains("+ came, not expected:     request kubernetes:isolate-pod");
  }

  @Test
  void aCaseThatMakesNoSenseIsToldWithItsPlace() throws Exception {
    assertThat(test(night("x", "expect: [{page: oncall, verdict: allowed}]\n"))).isEqualTo(1);
    assertThat(shell.err()).contains("c.yaml:5:").contains("belong to a request");
    assertThat(test(night("x", "answers: [{by: kim, after: 2m}]\nexpect: []\n"))).isEqualTo(1);
    assertThat(shell.err()).contains("an answer has one of approve and deny");
    assertThat(test(night("x", "cluster: {workloads: [{name: a, replicas: 0}]}\nexpect: []\n")))
        .isEqualTo(1);
    assertThat(shell.err()).contains("a workload has a name, replicas from 1 on");
    assertThat(test(night("x", "expect: [{request: a, verdict: perhaps}]\n"))).isEqualTo(1);
    assertThat(shell.err()).contains("perhaps");
  }
}
