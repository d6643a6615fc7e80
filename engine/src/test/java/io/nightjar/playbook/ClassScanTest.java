package io.nightjar.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.playbook.dialect.DialectCheck;
import io.nightjar.playbook.dialect.Known;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The second wall alone: playbooks that never met the first. */
class ClassScanTest {
  private static final String ASK = "respond.to($d).isolatePod().because(\"x\");";

  private static List<String> violations(String drl) {
    List<Problem> problems = new ArrayList<>();
    GeneratedClasses generated =
        DrlBuild.compile(Map.of("evil", new Source("evil", drl)), problems);
    assertThat(problems).as("must compile for this test to mean anything: " + drl).isEmpty();
    return ClassScan.violations(generated);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          $d : Detection()                                   | Runtime.getRuntime().exec("id");                       | java.lang.Runtime
          $d : Detection()                                   | respond.getClass().forName("x");                       | java.lang.Object.getClass
          $d : Detection()                                   | drools.getKieRuntime().halt();                         | org.drools
          $d : Detection()                                   | new Thread(() -> {}).start();                          | java.lang.Thread
          $d : Detection()                                   | System.out.println($d);                                | java.lang.System.out
          $d : Detection()                                   | insert($d);                                            | org.drools
          $d : Detection( System.getenv("x") == null )       | respond.to($d);                                        | java.lang.System.getenv
          $d : Detection( new java.io.File("/").exists() )   | respond.to($d);                                        | java.io.File
          $d : Detection( rule.getClass() != null )          | respond.to($d);                                        | java.lang.Object.getClass
          $d : Detection() eval( System.getenv("x") == null ) | respond.to($d);                                       | java.lang.System.getenv
          $d : Detection( rule matches "(a+)+b" )            | respond.to($d);                                        | java.util.regex.Pattern
          $d : Detection() String() from new java.io.File("/etc").list() | respond.to($d); | java.io.File
          """)
  void namesWhatTheClassesReachFor(String condition, String consequence, String reached) {
    List<String> violations =
        violations("rule \"a\" when " + condition + " then " + consequence + " end");
    assertThat(violations).as(violations.toString()).anyMatch(line -> line.contains(reached));
  }

  @Test
  void namesAFunction() {
    assertThat(
            violations(
                "function boolean f(String a) { System.exit(1); return true; }"
                    + " rule \"a\" when $d : Detection( f(rule) ) then "
                    + ASK
                    + " end"))
        .anyMatch(line -> line.contains("java.lang.System.exit"));
  }

  /** One rule with everything that the dialect knows; both walls must let it through. */
  @Test
  void passesWhatTheDialectAllows() {
    String everything =
        """
        rule "a" calendars "night"
        when
          $d : Detection( rule in ("a", "b"), rule not in ("c"), priority.atLeast(Priority.ALERT),
              priority != Priority.DEBUG, tagged("x"), label("x") == "y", field("z") != "",
              !privileged, tags contains "x", tags not contains "y", image.startsWith("x")
              || image.endsWith("y") && !(image.contains("z")), output.length() > 5,
              writtenDirectories.size() >= 1, !tags.isEmpty(), timeMillis > 12345678901,
              timeMillis <= -1, $pod : podUid, podUid != "", output.isEmpty(),
              commandLine.equalsIgnoreCase("x"), priority >= Priority.WARNING,
              priority < Priority.EMERGENCY, process.ancestors contains "nginx",
              process.name != "sh", process.commandLine.contains("x"), process.parent == "",
              image.registry == "docker.io", image.repository.startsWith("x"), image.tag
              . isEmpty(), image . digest == "", pod.label("a") == "b", workload.kind == "x",
              namespace.label("tier") == "prod", pod.name != "", container.name != "" )
          $e : Detection( podUid == $pod, workloadUid == $d.workloadUid, this after[0s,5m] $d,
              image.startsWith($d.image), timeMillis > $d.timeMillis )
          exists Detection( podUid == $pod, this before[10ms,1h] $e )
          not Detection( podUid == $pod, this after[0s,5m] $e )
          ( Detection( podUid == $pod, rule == "1" ) or Detection( podUid == $pod, rule == "2" ) )
          accumulate( Detection( podUid == $pod ) over window:time(2m); $n : count(1); $n < 5 )
          accumulate( Detection( rule == "1", $w : workload.uid, this before[0s,9m] $d );
              $m : distinct($w); $m >= 3 )
          $u : ResponseUpdate( podUid == $pod, state in (ResponseState.FAILED), !dryRun )
          $v : ApprovalUnanswered( podUid == $pod, waitedSeconds >= 5, groups contains "x" )
          $a : ApprovalAnswer( podUid == $pod, !approved, by == "ann", comment.contains("x") )
          $i : Incident( workload.uid == $d.workload.uid, state == IncidentState.OPEN, detections > 3,
              severity >= Priority.ERROR, rules contains "x", actions not contains "kubernetes:evict-pod",
              pods >= 2, pod.label("a") != "b", namespace.label("a") != "b", actions.isEmpty() )
          $c : CalendarOpened( calendar == "night", lateSeconds < 60, this after[0s,24h] $i )
        then
          respond.to($i).isolatePod().because("{about} {rules} {detections}");
          respond.to($a).scaleToZero().because("{by} {comment}");
          respond.page($c, "g", "{calendar} {opened} {late}");
          respond.page($i, "g", "{incident}");
          respond.to($d).isolatePod().because("{pod}").undoAfter("8h").needsApproval("10m")
              .byGroup("a").escalateAfter("5m", "b");
          respond.to($d).killProcess().because("x");
          respond.to($u).scaleToZero().because("x");
          respond.to($d).rollBackImage().because("x");
          respond.to($d).enforceReadOnlyRootFilesystem().because("x");
          respond.to($u).label("example.com/suspect", "true").because("x");
          respond.to($v).annotate("example.com/why", "a \\"shell\\"").because("x");
          respond.to($d).evict().because("x");
          respond.to($d).deletePod().because("x");
          respond.to($d).cordon().because("x");
          respond.to($d).runCommand("/bin/ls").because("x");
          respond.to($d).runCommand("/bin/cp", "/etc/passwd", "/evidence").because("x");
          respond.to($d).defaultDeny().because("x");
          respond.to($u).freezeNewPods().because("x");
          respond.to($d).blockImage().because("x");
          respond.to($d).forbidPrivileged().because("x");
          respond.to($v).forbidExec().because("x");
          respond.to($d).taint("example.com/suspect").because("x");
          respond.to($d).drain().because("x");
          respond.to($d).revokeServiceAccount().because("x");
          respond.page($v, "g", "{waited}");
        end
        """;
    Set<String> actions =
        Arrays.stream(AskableAction.values())
            .map(AskableAction::actionId)
            .collect(Collectors.toSet());
    assertThat(
            new DialectCheck(Prelude.vocabulary())
                .check(
                    new Source("everything", everything),
                    new Known(Set.of("night"), actions, Optional.empty())))
        .extracting(Problem::render)
        .isEmpty();
    assertThat(violations(everything)).isEmpty();
  }

  @Test
  void refusesAClassThatPretendsToBeAnother() {
    List<Problem> problems = new ArrayList<>();
    GeneratedClasses generated =
        DrlBuild.compile(
            Map.of("p", new Source("p", "rule \"a\" when $d : Detection() then " + ASK + " end")),
            problems);
    var renamed = new java.util.TreeMap<>(generated.classes());
    renamed.put("playbooks.p.Other", renamed.firstEntry().getValue());
    assertThat(ClassScan.violations(new GeneratedClasses(renamed, generated.models())))
        .anyMatch(line -> line.startsWith("playbooks.p.Other calls itself"));
    assertThat(
            ClassScan.violations(
                new GeneratedClasses(generated.classes(), List.of("playbooks.p.Gone"))))
        .containsExactly("playbooks.p.Gone is missing");
  }

  @Test
  void refusesWhatIsNoClassFile() {
    var broken = new java.util.TreeMap<String, byte[]>();
    broken.put("playbooks.p.Broken", new byte[] {1, 2, 3, 4, 5});
    broken.put("playbooks.p.Short", new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba});
    assertThat(ClassScan.violations(new GeneratedClasses(broken, List.of())))
        .hasSize(2)
        .allMatch(line -> line.contains("is not readable"));
  }
}
