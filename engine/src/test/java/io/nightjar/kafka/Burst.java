package io.nightjar.kafka;

import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.detect.ProcessRef;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.SessionFact;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.VirtualSession;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Playbooks of every kind of join, detections for them, and what one session makes of these. */
final class Burst {

  static final Calendars CALENDARS = new Calendars(CalendarSpec.defaults(ZoneOffset.UTC));

  private static final String PLAYBOOK =
      """
      rule "a shell"
      when
        $d : Detection( rule == "shell", podUid != "" )
      then
        respond.to($d).isolatePod().because("a shell in {pod}");
      end

      rule "three reads"
      when
        $d : Detection( rule == "read", $pod : podUid, podUid != "" )
        accumulate( Detection( rule == "read", podUid == $pod, this before[0s,5m] $d );
                    $n : count(1); $n == 3 )
      then
        respond.page($d, "oncall", "three reads in {pod}");
      end

      rule "a drop, then a run"
      when
        $a : Detection( rule == "drop", $pod : podUid, podUid != "" )
        $b : Detection( rule == "run", podUid == $pod, this after[0s,10m] $a )
      then
        respond.to($b).killProcess().because("dropped and run in {pod}");
      end

      rule "put back: tell people"
      when
        $back : ResponseUpdate( state == ResponseState.REVERTED_BY_OTHERS )
      then
        respond.page($back, "oncall", "{response} was put back");
      end

      rule "a third pod of the namespace"
      when
        $d : Detection( rule == "spread", $namespace : namespace )
        accumulate( Detection( rule == "spread", namespace == $namespace, $pod : podUid,
                               this before[0s,15m] $d );
                    $pods : distinct($pod); $pods >= 3 )
      then
        respond.to($d).isolatePod().because("it spreads in {namespace}");
      end
      """;

  private static final String MANIFEST =
      """
      title: test
      why: to see it work
      owner: tests
      mayAsk: [kubernetes:isolate-pod, process:kill]
      """;

  private static final List<String> RULES =
      List.of("read", "shell", "drop", "read", "run", "spread", "read", "nobody looks");

  private Burst() {}

  static CompiledPlaybooks playbooks(Path directory) throws Exception {
    Path folder = Files.createDirectories(directory.resolve("test"));
    Files.writeString(folder.resolve("playbook.drl"), PLAYBOOK);
    Files.writeString(folder.resolve("playbook.yaml"), MANIFEST);
    return new PlaybookCompiler(directory.resolve(".cache"), CALENDARS.names()).load(directory);
  }

  static Detection detection(String id, String rule, int pod, Instant time) {
    String name = "pod-" + pod;
    return new Detection(
        id,
        rule,
        Priority.WARNING,
        "syscall",
        new TreeSet<>(List.of("container")),
        time,
        rule,
        new TreeMap<>(Map.of("fd.name", "/etc/shadow")),
        "node-" + pod % 7,
        new ProcessRef(7, 70 + pod, "sh", "/bin/sh", "sh -i", 0, List.of("runc")),
        "c".repeat(56) + String.format("%08x", pod),
        "main",
        "app:1",
        false,
        "uid-" + name,
        name,
        "ns-" + pod % 5,
        Map.of(),
        new WorkloadTarget("Deployment", "ns-" + pod % 5, "web-" + pod, "uid-web-" + pod),
        List.of());
  }

  /**
   * Detections of some workloads, each of which goes through all rules in turn.
   *
   * @param first time of the first; a millisecond lies between two
   */
  static List<Detection> of(int count, int workloads, Instant first) {
    List<Detection> detections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String rule = RULES.get(i / workloads % RULES.size());
      detections.add(detection("d-" + i, rule, i % workloads, first.plusMillis(i)));
    }
    return detections;
  }

  /** What one session with all playbooks decides on them, by id. */
  static List<String> decidedByOne(CompiledPlaybooks playbooks, List<Detection> detections) {
    List<Decision> decisions = new ArrayList<>();
    try (VirtualSession session =
        new VirtualSession(
            playbooks,
            CALENDARS,
            SessionLimits.DEFAULT,
            detections.getFirst().time().minusSeconds(60))) {
      detections.forEach(detection -> decisions.addAll(session.insert(SessionFact.of(detection))));
    }
    return decisions.stream().map(Burst::id).toList();
  }

  static String id(Decision decision) {
    return switch (decision) {
      case Decision.Asked asked -> asked.request().id();
      case Decision.Told told -> told.notice().id();
      case Decision.NotPossible not -> "not possible " + not.skipped().detectionIds();
      case Decision.TakenOut out -> "taken out " + out.fault();
    };
  }
}
