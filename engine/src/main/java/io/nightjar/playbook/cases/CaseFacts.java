package io.nightjar.playbook.cases;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.detect.ProcessRef;
import io.nightjar.incident.Incident;
import io.nightjar.incident.Subject;
import io.nightjar.playbook.ApprovalAnswer;
import io.nightjar.playbook.ApprovalUnanswered;
import io.nightjar.playbook.IncidentWord;
import io.nightjar.playbook.ResponseUpdate;
import io.nightjar.playbook.SessionFact;
import io.nightjar.playbook.cases.PlaybookCase.AnswerGiven;
import io.nightjar.playbook.cases.PlaybookCase.DetectionGiven;
import io.nightjar.playbook.cases.PlaybookCase.IncidentGiven;
import io.nightjar.playbook.cases.PlaybookCase.ResponseGiven;
import io.nightjar.playbook.cases.PlaybookCase.Step;
import io.nightjar.playbook.cases.PlaybookCase.UnansweredGiven;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes facts of what a case says, with everything that it leaves out filled in plausibly. */
final class CaseFacts {
  private static final int FIRST_PID = 4242;
  private final List<SessionFact> facts = new ArrayList<>();
  private final Instant start;

  private CaseFacts(Instant start) {
    this.start = start;
  }

  /** Sorted by time. */
  static List<SessionFact> of(PlaybookCase playbookCase) {
    CaseFacts made = new CaseFacts(playbookCase.start());
    playbookCase.given().forEach(made::add);
    made.facts.sort(Comparator.comparing(SessionFact::time));
    return made.facts;
  }

  private void add(Step step) {
    Instant time = start.plus(PlaybookCase.duration(step.at()));
    int times = step.times() == null ? 1 : step.times();
    for (int i = 0; i < times; i++) {
      facts.add(fact(step, time));
      if (step.every() != null) {
        time = time.plus(PlaybookCase.duration(step.every()));
      }
    }
  }

  private SessionFact fact(Step step, Instant time) {
    if (step.detection() != null) {
      return SessionFact.of(detection(step.detection(), time));
    }
    if (step.response() != null) {
      return SessionFact.of(update(step.response(), time));
    }
    if (step.answer() != null) {
      return SessionFact.of(answer(step.answer(), time));
    }
    if (step.incident() != null) {
      return SessionFact.of(word(step.incident(), time));
    }
    UnansweredGiven unanswered = step.unanswered();
    if (unanswered == null) {
      throw new IllegalStateException("a step without a fact");
    }
    return SessionFact.of(unanswered(unanswered, time));
  }

  private Detection detection(DetectionGiven given, Instant time) {
    boolean inPod = given.pod() != null;
    int pid = FIRST_PID + facts.size();
    String name = orElse(given.process(), "sh");
    return new Detection(
        "d-" + facts.size(),
        given.rule(),
        given.priority() == null ? Priority.WARNING : given.priority(),
        orElse(given.source(), "syscall"),
        new TreeSet<>(given.tags() == null ? List.of() : given.tags()),
        time,
        given.rule() + " (" + name + ")",
        new TreeMap<>(given.fields() == null ? Map.of() : given.fields()),
        "node-1",
        new ProcessRef(
            pid,
            1000L + pid,
            name,
            "/bin/" + name,
            orElse(given.commandLine(), name),
            0,
            given.ancestors() != null
                ? given.ancestors()
                : List.of(orElse(given.parent(), "containerd-shim"))),
        inPod ? "c".repeat(64) : "",
        inPod ? "main" : "",
        inPod ? orElse(given.image(), "registry.example/app:1.0") : "",
        given.privileged() != null && given.privileged(),
        inPod ? podUid(given.pod()) : "",
        orElse(given.pod(), ""),
        inPod ? orElse(given.namespace(), "default") : "",
        given.labels() == null ? Map.of() : given.labels(),
        workload(given.workload(), given.namespace(), given.workloadKind()),
        given.writtenDirectories() == null ? List.of() : given.writtenDirectories(),
        given.namespaceLabels() == null ? Map.of() : given.namespaceLabels());
  }

  private ResponseUpdate update(ResponseGiven given, Instant time) {
    PodTarget pod = pod(given.pod(), given.namespace());
    WorkloadTarget workload = workload(given.workload(), given.namespace());
    return new ResponseUpdate(
        "r-" + facts.size(),
        orElse(given.playbook(), "another-playbook"),
        "a rule",
        given.action(),
        given.state(),
        given.dryRun() != null && given.dryRun(),
        given.undoFailed() != null && given.undoFailed(),
        orElse(given.reason(), ""),
        given.warnings() == null ? List.of() : given.warnings(),
        pod != null ? pod.key() : workload != null ? workload.key() : "",
        pod,
        workload,
        List.of(),
        time);
  }

  private ApprovalUnanswered unanswered(UnansweredGiven given, Instant time) {
    PodTarget pod = pod(given.pod(), given.namespace());
    WorkloadTarget workload = workload(given.workload(), given.namespace());
    return new ApprovalUnanswered(
        "r-" + facts.size(),
        orElse(given.playbook(), "another-playbook"),
        given.action(),
        orElse(given.because(), "something was seen"),
        PlaybookCase.duration(given.waited()),
        given.groups() == null ? List.of() : given.groups(),
        given.escalateTo() == null ? List.of() : given.escalateTo(),
        given.step() == null ? 1 : given.step(),
        pod != null ? pod.key() : workload != null ? workload.key() : "",
        pod,
        workload,
        List.of(),
        time);
  }

  private ApprovalAnswer answer(AnswerGiven given, Instant time) {
    PodTarget pod = pod(given.pod(), given.namespace());
    WorkloadTarget workload = workload(given.workload(), given.namespace());
    return new ApprovalAnswer(
        "r-" + facts.size(),
        orElse(given.playbook(), "another-playbook"),
        "a rule",
        given.action(),
        given.approved(),
        orElse(given.by(), "somebody"),
        orElse(given.comment(), ""),
        pod != null ? pod.key() : workload != null ? workload.key() : "",
        pod,
        workload,
        List.of(),
        time);
  }

  /** Of the incident that the first detection of the case on that workload or pod has opened. */
  private IncidentWord word(IncidentGiven given, Instant time) {
    WorkloadTarget workload = workload(given.workload(), given.namespace());
    String uid = workload == null ? podUid(given.pod()) : workload.uid();
    for (SessionFact fact : facts) {
      if (fact.value() instanceof Detection detection
          && uid.equals(workload == null ? detection.podUid() : detection.getWorkloadUid())) {
        return new IncidentWord(Incident.id(Subject.of(detection), detection), given.state(), time);
      }
    }
    throw new IllegalArgumentException("no detection before it has opened that incident");
  }

  private static String podUid(@Nullable String pod) {
    return "uid-of-pod-" + pod;
  }

  static @Nullable PodTarget pod(@Nullable String name, @Nullable String namespace) {
    return name == null ? null : new PodTarget(orElse(namespace, "default"), name, podUid(name));
  }

  private static @Nullable WorkloadTarget workload(
      @Nullable String name, @Nullable String namespace) {
    return workload(name, namespace, null);
  }

  static @Nullable WorkloadTarget workload(
      @Nullable String name, @Nullable String namespace, @Nullable String kind) {
    return name == null
        ? null
        : new WorkloadTarget(
            orElse(kind, "Deployment"),
            orElse(namespace, "default"),
            name,
            "uid-of-workload-" + name);
  }

  private static String orElse(@Nullable String given, String otherwise) {
    return given == null ? otherwise : given;
  }
}
