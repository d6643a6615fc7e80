package io.nightjar.playbook;

import static io.nightjar.playbook.TestPlaybooks.NOON;
import static io.nightjar.playbook.TestPlaybooks.detection;
import static io.nightjar.playbook.TestPlaybooks.fact;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.detect.Detection;
import io.nightjar.detect.ProcessRef;
import io.nightjar.respond.ResponseState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a storm looks like to playbooks, and that they decide as if they had seen all of it. */
class CollapseTest {
  private static final String FIVE =
      """
      rule "five reads"
      when
        $d : Detection( rule == "read", $pod : podUid, podUid != "" )
        accumulate( Detection( rule == "read", podUid == $pod, this before[0s,2m] $d );
                    $n : count(1); $n >= 5 )
      then
        respond.to($d).isolatePod().because("reads");
      end
      """;
  private static final String THIRTY = FIVE.replace("five", "thirty").replace(">= 5", ">= 30");
  private static final String SEQUENCE =
      """
      rule "written, then run"
      when
        $w : Detection( rule == "write", $pod : podUid, podUid != "" )
        $r : Detection( rule == "run", podUid == $pod, this after[0s,30s] $w )
        not Detection( rule == "write", podUid == $pod, timeMillis > $w.timeMillis, this before[0s,30s] $r )
      then
        respond.to($r).isolatePod().because("run");
      end
      """;
  private static final String KILL =
      """
      rule "kill"
      when
        $d : Detection( rule == "miner" )
      then
        respond.to($d).killProcess().because("miner");
      end
      """;
  private static final String FILE =
      """
      rule "the one file"
      when
        $d : Detection( rule == "open", field("fd.name") == "/etc/shadow" )
      then
        respond.to($d).isolatePod().because("shadow");
      end
      """;

  private static final CompiledPlaybooks FIVES = TestPlaybooks.unchecked(Map.of("five", FIVE));
  private static final CompiledPlaybooks OTHERS =
      TestPlaybooks.unchecked(
          Map.of("thirty", THIRTY, "sequence", SEQUENCE, "kill", KILL, "file", FILE));

  private static VirtualSession session(CompiledPlaybooks playbooks) {
    return new VirtualSession(
        playbooks, TestPlaybooks.CALENDARS, SessionLimits.DEFAULT, NOON.minusSeconds(1));
  }

  private static Instant at(long millis) {
    return NOON.plusMillis(millis);
  }

  private static List<String> triggers(List<Decision> decisions) {
    return decisions.stream()
        .map(decision -> String.valueOf(((Decision.Asked) decision).request().detectionIds()))
        .toList();
  }

  @Test
  void aStormIsAFewFactsAndTheSameAnswer() {
    try (VirtualSession session = session(FIVES)) {
      List<Decision> decisions = new ArrayList<>();
      for (int i = 0; i < 100_000; i++) {
        decisions.addAll(session.insert(fact("d" + i, "read", "web-1", at(i / 20))));
        assertThat(decisions.isEmpty()).isEqualTo(i < 4);
      }
      session.advanceTo(at(60_000));
      assertThat(session.liveFacts()).isEqualTo(session.facts().size()).isLessThan(50);
      assertThat(session.facts()).extracting(SessionFact::id).contains("d0", "d9", "d99999");
      assertThat(session.collapsed() + session.facts().size()).isEqualTo(100_000);
    }
  }

  @Test
  void aGreatNumberIsReachedToo() {
    try (VirtualSession session = session(OTHERS)) {
      List<Decision> decisions = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        decisions.addAll(session.insert(fact("d" + i, "read", "web-1", at(i))));
      }
      assertThat(triggers(decisions).getFirst()).isEqualTo("[d29]");
    }
  }

  @Test
  void aSequenceSeesTheLatestBeforeIt() {
    try (VirtualSession session = session(OTHERS)) {
      for (int i = 0; i < 500; i++) {
        assertThat(session.insert(fact("w" + i, "write", "web-1", at(i)))).isEmpty();
      }
      List<Decision> decisions = session.insert(fact("r", "run", "web-1", at(600)));
      assertThat(triggers(decisions)).containsExactly("[r, w499]");
      assertThat(session.advanceTo(at(90_000))).isEmpty();
    }
  }

  @Test
  void everyProcessThatIsToBeKilledIsSeen() {
    try (VirtualSession session = session(OTHERS)) {
      List<Decision> decisions = new ArrayList<>();
      for (int i = 0; i < 90; i++) {
        ProcessRef process =
            new ProcessRef(100 + i, 1_000 + i, "m", "/tmp/m", "m", 0, List.of("sh"));
        Detection detection = detection("d" + i, "miner", "web-1", at(i), process);
        decisions.addAll(session.insert(SessionFact.of(detection)));
      }
      assertThat(decisions).hasSize(90);
    }
  }

  @Test
  void aSwarmOfProcessesIsBoundedAndItsLatestIsStillSeen() {
    try (VirtualSession session = session(OTHERS)) {
      List<Decision> decisions = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        ProcessRef process =
            new ProcessRef(100 + i, 1_000 + i, "m" + i, "/tmp/m", "m", 0, List.of("sh"));
        Detection detection = detection("d" + i, "miner", "web-1", at(i / 10), process);
        decisions.addAll(session.insert(SessionFact.of(detection)));
      }
      decisions.addAll(session.insert(fact("other", "miner", "web-2", at(2_000))));
      assertThat(triggers(decisions)).contains("[other]");
      decisions.addAll(session.advanceTo(at(10_000)));
      assertThat(triggers(decisions)).contains("[d19999]");
      assertThat(session.facts().size()).isBetween(Collapse.BURST, Collapse.BURST + 20);
    }
  }

  @Test
  void whatAPlaybookLooksAtIsNoRepetition() {
    try (VirtualSession session = session(OTHERS)) {
      for (int i = 0; i < 60; i++) {
        session.insert(open("o" + i, "/var/log/x", at(i)));
      }
      assertThat(triggers(session.insert(open("s", "/etc/shadow", at(100)))))
          .containsExactly("[s]");
    }
  }

  private static SessionFact open(String id, String file, Instant time) {
    return SessionFact.of(TestPlaybooks.ofFile(id, "open", "web-1", time, file));
  }

  @Test
  void whatNoPlaybookLooksAtIsCountedAndNotKept() {
    try (VirtualSession session = session(FIVES)) {
      for (int i = 0; i < 7; i++) {
        session.insert(fact("d" + i, "unknown", "web-1", at(i)));
      }
      assertThat(session.facts()).isEmpty();
      assertThat(session.passedOver()).isEqualTo(7);
    }
  }

  @Test
  void whatIsHeldBackIsJudgedBeforeAnAnswerOfTheSamePod() {
    try (VirtualSession session = session(FIVES)) {
      for (int i = 0; i < 40; i++) {
        session.insert(fact("d" + i, "read", "web-1", at(i)));
      }
      session.insert(
          SessionFact.of(
              TestPlaybooks.update(
                  "r-1", "kubernetes:isolate-pod", ResponseState.SUCCEEDED, "web-1", at(50))));
      List<String> ids = session.facts().stream().map(SessionFact::id).toList();
      assertThat(ids.subList(ids.size() - 2, ids.size())).containsExactly("d39", "r-1/SUCCEEDED");
    }
  }

  /**
   * Any mixture: nothing is asked that would not be, and nothing is left out; where it counts, at
   * the same detection.
   */
  @Test
  void decidesAsIfItHadSeenAll() {
    int spared = 0;
    for (int seed = 0; seed < 40; seed++) {
      List<SessionFact> facts = mixture(new Random(seed));
      for (CompiledPlaybooks playbooks : List.of(FIVES, OTHERS)) {
        List<Decision> whole = new ArrayList<>();
        List<Decision> collapsed = new ArrayList<>();
        try (VirtualSession all = session(playbooks);
            VirtualSession few = session(playbooks)) {
          for (SessionFact fact : facts) {
            whole.addAll(all.insertAsItIs(fact, fact.time()));
            collapsed.addAll(few.insert(fact));
          }
          collapsed.addAll(few.advanceTo(at(600_000)));
          spared += all.facts().size() - few.facts().size();
        }
        assertThat(firsts(collapsed, "")).as("seed " + seed).hasSameSizeAs(firsts(whole, ""));
        for (String counting : List.of("five", "thirty")) {
          assertThat(firsts(collapsed, counting))
              .as("seed " + seed)
              .isEqualTo(firsts(whole, counting));
        }
        Set<String> known = new HashSet<>(TestPlaybooks.ids(whole));
        assertThat(known).as("seed " + seed).containsAll(TestPlaybooks.ids(collapsed));
      }
    }
    assertThat(spared).isGreaterThan(1_000);
  }

  private static Map<String, String> firsts(List<Decision> decisions, String playbook) {
    Map<String, String> firsts = new LinkedHashMap<>();
    for (Decision decision : decisions) {
      var request = ((Decision.Asked) decision).request();
      if (request.playbook().startsWith(playbook)) {
        firsts.putIfAbsent(
            request.playbook() + " " + request.target().key(), request.detectionIds().toString());
      }
    }
    return firsts;
  }

  private static List<SessionFact> mixture(Random random) {
    List<SessionFact> facts = new ArrayList<>();
    long millis = 0;
    for (int stretch = 0; stretch < 12; stretch++) {
      String rule = List.of("read", "write", "run", "read").get(random.nextInt(4));
      String pod = "web-" + random.nextInt(2);
      int pause = List.of(1, 40, 700, 9_000).get(random.nextInt(4));
      int many = 1 + random.nextInt(pause < 100 ? 120 : 8);
      for (int i = 0; i < many; i++) {
        millis += 1 + random.nextInt(pause);
        facts.add(fact("d" + facts.size(), rule, pod, at(millis)));
      }
    }
    return facts;
  }
}
