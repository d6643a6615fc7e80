package io.nightjar.playbook;

import static io.nightjar.playbook.TestPlaybooks.NOON;
import static io.nightjar.playbook.TestPlaybooks.detection;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.detect.Detection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhyNotTest {
  private static final Map<String, String> DRL =
      Map.of(
          "night",
          """
          rule "at night"
            calendars "night"
          when
            $d : Detection( rule == "shell", label("tier") == "prod" )
          then
            respond.to($d).isolatePod().because("x");
          end
          """,
          "count",
          """
          rule "five reads"
          when
            $d : Detection( rule == "read", $pod : podUid, podUid != "" )
            accumulate( Detection( rule == "read", podUid == $pod, this before[0s,2m] $d );
                        $n : count(1); $n >= 5 )
          then
            respond.to($d).isolatePod().because("x");
          end
          """,
          "sequence",
          """
          rule "written, then run"
          when
            $w : Detection( rule == "write", $pod : podUid, podUid != "" )
            $r : Detection( rule == "run", priority.atLeast(Priority.CRITICAL), podUid == $pod, this after[0s,5m] $w )
          then
            respond.to($r).isolatePod().because("x");
          end
          rule "run, and nothing written"
          when
            $r : Detection( rule == "run", $pod : podUid )
            not Detection( rule == "write", podUid == $pod, this before[0s,5m] $r )
          then
            respond.to($r).isolatePod().because("x");
          end
          """);

  @TempDir Path temp;
  private WhyNot whyNot;
  private final List<SessionFact> facts = new ArrayList<>();

  @BeforeEach
  void compile() throws Exception {
    CompiledPlaybooks playbooks = TestPlaybooks.load(temp, DRL);
    whyNot = new WhyNot(playbooks, temp, TestPlaybooks.CALENDARS);
  }

  private Detection happened(String id, String rule, String pod, int second) {
    Detection detection = detection(id, rule, pod, NOON.plusSeconds(second));
    facts.add(SessionFact.of(detection));
    return detection;
  }

  private WhyNot.Answer of(Detection detection) {
    return whyNot.of(detection, PastFacts.of(facts));
  }

  private static List<String> whys(WhyNot.Answer answer) {
    return answer.rules().stream().map(WhyNot.RuleAnswer::why).toList();
  }

  @Test
  void noPlaybookLooksAtIt() {
    WhyNot.Answer answer = of(happened("a", "other", "web-1", 0));
    assertThat(answer.standing()).isEqualTo("no playbook looks at detections of \"other\"");
    assertThat(answer.rules()).isEmpty();
  }

  @Test
  void theCalendarWasNotOn() {
    assertThat(whys(of(happened("a", "shell", "web-1", 0))))
        .containsExactly("the time is not theirs: calendars \"night\" at 2026-11-20T12:00:00Z");
  }

  @Test
  void aConditionOnTheDetectionItselfIsNotMet() {
    Detection staging = happened("a", "shell", "web-1", 0);
    facts.clear();
    Detection other =
        new Detection(
            "b",
            staging.rule(),
            staging.priority(),
            staging.source(),
            staging.tags(),
            staging.time(),
            staging.output(),
            staging.fields(),
            staging.node(),
            staging.process(),
            staging.containerId(),
            staging.containerName(),
            staging.image(),
            staging.privileged(),
            staging.podUid(),
            staging.podName(),
            staging.namespace(),
            Map.of("tier", "staging"),
            staging.workload(),
            staging.writtenDirectories());
    facts.add(SessionFact.of(other));
    assertThat(whys(of(other)))
        .containsExactly("the detection does not meet: label(\"tier\") == \"prod\"");
  }

  @Test
  void theCountCameToThreeOfFive() {
    happened("a", "read", "web-1", 0);
    happened("b", "read", "web-1", 1);
    happened("x", "read", "web-2", 1);
    assertThat(whys(of(happened("c", "read", "web-1", 2))))
        .singleElement()
        .asString()
        .startsWith("not met together with it: accumulate(")
        .endsWith("(came to 3 of 5)");
  }

  @Test
  void theOtherPartOfTheSequenceIsMissing() {
    List<String> whys = whys(of(happened("a", "write", "web-1", 0)));
    assertThat(whys.getFirst())
        .startsWith("not met together with it: $r : Detection( rule == \"run\"");
    assertThat(whys.get(1)).isEqualTo("the detection does not meet: rule == \"run\"");
  }

  @Test
  void somethingStoodAgainstItAndTheRest() {
    happened("w", "write", "web-1", 0);
    List<String> whys = whys(of(happened("r", "run", "web-1", 9)));
    assertThat(whys.getFirst())
        .isEqualTo("the detection does not meet: priority.atLeast(Priority.CRITICAL)");
    assertThat(whys.get(1)).startsWith("not met together with it: not ( Detection( rule ==");
  }

  @Test
  void whatAskedSaysSo() {
    WhyNot.Answer answer = of(happened("r", "run", "web-1", 9));
    assertThat(answer.decisions()).hasSize(1);
    assertThat(answer.rules().get(1).asked()).isTrue();
  }

  @Test
  void inAStormItStandsBehindOthers() {
    for (int i = 0; i < 100; i++) {
      happened("s" + i, "read", "web-1", 0);
    }
    WhyNot.Answer answer = of((Detection) facts.get(50).value());
    assertThat(answer.standing()).contains("behind others that are the same");
  }
}
