package io.nightjar.playbook.cases;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Priority;
import io.nightjar.incident.IncidentState;
import io.nightjar.playbook.dialect.Durations;
import io.nightjar.respond.ResponseState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One case of a playbook, as its YAML file says it.
 *
 * @param name a sentence
 * @param start when the virtual clock starts, which also says what the calendars answer
 * @param given what happens
 * @param until how far the clock runs on after the start, such as {@code 1h}; null ends with the
 *     last fact
 * @param cluster what runs there; with it, or with answers, or where a verdict is expected, the
 *     gate judges what is asked and what becomes of it is told to the playbook
 * @param answers what people say who are asked; null where nobody answers
 * @param expect everything that the playbook must ask, in order, and nothing else
 */
public record PlaybookCase(
    String name,
    Instant start,
    List<Step> given,
    @Nullable String until,
    @Nullable ClusterGiven cluster,
    @Nullable List<Answering> answers,
    List<Expected> expect) {

  public PlaybookCase {
    if (name == null || start == null || given == null || expect == null) {
      throw new IllegalArgumentException("a case has name, start, given and expect");
    }
    given = List.copyOf(given);
    expect = List.copyOf(expect);
    if (until != null) {
      duration(until);
    }
  }

  /** One in which the gate does not matter. */
  public PlaybookCase(
      String name, Instant start, List<Step> given, @Nullable String until, List<Expected> expect) {
    this(name, start, given, until, null, null, expect);
  }

  /** When its clock stops; the start where nothing is said. */
  public Instant end() {
    return until == null ? start : start.plus(duration(until));
  }

  /** Whether what the gate says matters to it. */
  public boolean isJudged() {
    return cluster != null
        || answers != null
        || expect.stream()
            .anyMatch(
                each ->
                    each.escalated() != null
                        || each.verdict() != null
                        || each.guard() != null
                        || each.askedOf() != null
                        || each.state() != null);
  }

  /**
   * The cluster, as far as the gate needs it. Pods that the case names are there without being
   * listed.
   *
   * @param namespaces their labels, by name
   */
  public record ClusterGiven(
      @Nullable List<WorkloadGiven> workloads,
      @Nullable Map<String, Map<String, String>> namespaces) {}

  /**
   * A workload.
   *
   * @param kind null for a Deployment
   * @param replicas how many pods it has
   * @param ready how many of them are ready; null for all
   * @param labels of the workload and of its pods
   */
  public record WorkloadGiven(
      String name,
      @Nullable String namespace,
      @Nullable String kind,
      int replicas,
      @Nullable Integer ready,
      @Nullable Map<String, String> labels) {
    public WorkloadGiven {
      if (name == null || replicas < 1 || (ready != null && (ready < 0 || ready > replicas))) {
        throw new IllegalArgumentException(
            "a workload has a name, replicas from 1 on, and no more that are ready");
      }
    }
  }

  /**
   * What somebody says who is asked; exactly one of {@code approve} and {@code deny}.
   *
   * @param approve id of the action that is agreed to
   * @param deny id of the action that is denied
   * @param by who
   * @param after since people were asked
   */
  public record Answering(
      @Nullable String approve, @Nullable String deny, String by, String after) {
    public Answering {
      if ((approve == null) == (deny == null) || by == null || after == null) {
        throw new IllegalArgumentException(
            "an answer has one of approve and deny with the id of an action, by and after");
      }
      duration(after);
    }
  }

  /**
   * Something happens; exactly one of {@code detection}, {@code response}, {@code unanswered},
   * {@code answer} and {@code incident}.
   *
   * @param at after the start
   * @param times how often; null for once
   * @param every the pause between them
   */
  public record Step(
      String at,
      @Nullable Integer times,
      @Nullable String every,
      @Nullable DetectionGiven detection,
      @Nullable ResponseGiven response,
      @Nullable UnansweredGiven unanswered,
      @Nullable AnswerGiven answer,
      @Nullable IncidentGiven incident) {
    public Step {
      long kinds =
          Stream.of(detection, response, unanswered, answer, incident)
              .filter(Objects::nonNull)
              .count();
      if (at == null || kinds != 1) {
        throw new IllegalArgumentException(
            "a step has 'at' and one of detection, response, unanswered, answer and incident");
      }
      duration(at);
      if ((times == null) != (every == null)) {
        throw new IllegalArgumentException("times and every belong together");
      }
      if (every != null) {
        duration(every);
      }
    }
  }

  /**
   * A detection; without {@code pod} its process runs on the host.
   *
   * @param source null for {@code syscall}
   * @param workload null for a bare pod
   * @param workloadKind null for a Deployment
   * @param ancestors names, the parent first; in place of {@code parent}
   */
  public record DetectionGiven(
      String rule,
      @Nullable String source,
      @Nullable Priority priority,
      @Nullable List<String> tags,
      @Nullable String pod,
      @Nullable String namespace,
      @Nullable String workload,
      @Nullable String workloadKind,
      @Nullable Map<String, String> labels,
      @Nullable String image,
      @Nullable Boolean privileged,
      @Nullable String process,
      @Nullable String commandLine,
      @Nullable String parent,
      @Nullable Map<String, Object> fields,
      @Nullable List<String> writtenDirectories,
      @Nullable List<String> ancestors,
      @Nullable Map<String, String> namespaceLabels) {}

  /** A response changed its state. */
  public record ResponseGiven(
      String action,
      ResponseState state,
      @Nullable String playbook,
      @Nullable String pod,
      @Nullable String namespace,
      @Nullable String workload,
      @Nullable Boolean dryRun,
      @Nullable Boolean undoFailed,
      @Nullable String reason,
      @Nullable List<String> warnings) {}

  /** An approval waits and nobody has answered. */
  public record UnansweredGiven(
      String action,
      String waited,
      @Nullable String playbook,
      @Nullable String because,
      @Nullable List<String> groups,
      @Nullable List<String> escalateTo,
      @Nullable Integer step,
      @Nullable String pod,
      @Nullable String namespace,
      @Nullable String workload) {}

  /** Somebody has answered a response that waited. */
  public record AnswerGiven(
      String action,
      boolean approved,
      @Nullable String by,
      @Nullable String comment,
      @Nullable String playbook,
      @Nullable String pod,
      @Nullable String namespace,
      @Nullable String workload) {}

  /**
   * Somebody has said what becomes of the incident that the case's detections have opened on a
   * workload or, where there is none, on a bare pod.
   */
  public record IncidentGiven(
      IncidentState state,
      @Nullable String pod,
      @Nullable String namespace,
      @Nullable String workload) {}

  /**
   * What must come out; exactly one of {@code request}, {@code page}, {@code skipped} and {@code
   * escalated}.
   *
   * @param request id of the action
   * @param page the group that is told
   * @param skipped id of an action that had no target
   * @param escalated the group that is told because nobody has answered
   * @param at after the start; null for any time
   * @param target as {@code pod shop/web-1}; null for any
   * @param text what the reason or the page contains; null for any
   * @param undoAfter null for none
   * @param approval null for none
   * @param verdict what the gate says of a request; null for anything
   * @param guard the guard that refuses or asks; null for any
   * @param askedOf groups that are asked; null for any
   * @param state of the response at the end of the case, such as {@code undone}; null for any
   */
  public record Expected(
      @Nullable String request,
      @Nullable String page,
      @Nullable String skipped,
      @Nullable String escalated,
      @Nullable String at,
      @Nullable String target,
      @Nullable String text,
      @Nullable String undoAfter,
      @Nullable ApprovalExpected approval,
      @Nullable Verdict verdict,
      @Nullable String guard,
      @Nullable List<String> askedOf,
      @Nullable String state) {
    public Expected {
      long kinds = Stream.of(request, page, skipped, escalated).filter(Objects::nonNull).count();
      if (kinds != 1) {
        throw new IllegalArgumentException("expect one of request, page, skipped and escalated");
      }
      boolean ofGate = verdict != null || guard != null || askedOf != null || state != null;
      if (ofGate && request == null) {
        throw new IllegalArgumentException("verdict, guard, askedOf and state belong to a request");
      }
    }
  }

  /** What the gate says. */
  public enum Verdict {
    /** It is done. */
    @JsonProperty("allowed")
    ALLOWED,
    /** It is only tried: dry run, or a playbook that is a draft. */
    @JsonProperty("dry-run")
    DRY_RUN,
    /** A person is asked first. */
    @JsonProperty("asked")
    ASKED,
    /** A guard refuses it. */
    @JsonProperty("refused")
    REFUSED,
    /** Another response does the same already. */
    @JsonProperty("joined")
    JOINED
  }

  /**
   * How a person must be asked.
   *
   * @param persons null for one
   * @param escalateAfter of an escalation of one step; {@code escalation} says several
   */
  public record ApprovalExpected(
      String within,
      @Nullable List<String> groups,
      @Nullable Integer persons,
      @Nullable String escalateAfter,
      @Nullable List<String> escalateTo,
      @Nullable List<EscalationExpected> escalation) {

    List<EscalationExpected> chain() {
      if (escalation != null) {
        return escalation;
      }
      return escalateAfter == null
          ? List.of()
          : List.of(
              new EscalationExpected(escalateAfter, escalateTo == null ? List.of() : escalateTo));
    }
  }

  /** One step of an escalation. */
  public record EscalationExpected(String after, List<String> to) {}

  /** The workload itself. */
  public static WorkloadTarget target(WorkloadGiven given) {
    return Objects.requireNonNull(
        CaseFacts.workload(given.name(), given.namespace(), given.kind()));
  }

  /** Of a text that was checked when the case was read. */
  public static Duration duration(String text) {
    return Durations.parse(text)
        .orElseThrow(
            () -> new IllegalArgumentException("'" + text + "' is no duration such as 30s or 10m"));
  }
}
