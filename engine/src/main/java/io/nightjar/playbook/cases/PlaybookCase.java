package io.nightjar.playbook.cases;

import io.nightjar.detect.Priority;
import io.nightjar.playbook.dialect.Durations;
import io.nightjar.respond.ResponseState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One case of a playbook, as its YAML file says it.
 *
 * @param name a sentence
 * @param start when the virtual clock starts, which also says what the calendars answer
 * @param given what happens
 * @param until how far the clock runs on after the start, such as {@code 1h}; null ends with the
 *     last fact
 * @param expect everything that the playbook must ask, in order, and nothing else
 */
public record PlaybookCase(
    String name, Instant start, List<Step> given, @Nullable String until, List<Expected> expect) {

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

  /**
   * Something happens; exactly one of {@code detection}, {@code response} and {@code unanswered}.
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
      @Nullable UnansweredGiven unanswered) {
    public Step {
      int kinds =
          (detection == null ? 0 : 1) + (response == null ? 0 : 1) + (unanswered == null ? 0 : 1);
      if (at == null || kinds != 1) {
        throw new IllegalArgumentException(
            "a step has 'at' and one of detection, response and unanswered");
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
   * @param workload name of the Deployment; null for a bare pod
   */
  public record DetectionGiven(
      String rule,
      @Nullable Priority priority,
      @Nullable List<String> tags,
      @Nullable String pod,
      @Nullable String namespace,
      @Nullable String workload,
      @Nullable Map<String, String> labels,
      @Nullable String image,
      @Nullable Boolean privileged,
      @Nullable String process,
      @Nullable String commandLine,
      @Nullable String parent,
      @Nullable Map<String, Object> fields,
      @Nullable List<String> writtenDirectories) {}

  /** A response changed its state. */
  public record ResponseGiven(
      String action,
      ResponseState state,
      @Nullable String playbook,
      @Nullable String pod,
      @Nullable String namespace,
      @Nullable String workload,
      @Nullable Boolean dryRun,
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
      @Nullable String pod,
      @Nullable String namespace,
      @Nullable String workload) {}

  /**
   * What must come out; exactly one of {@code request}, {@code page} and {@code skipped}.
   *
   * @param request id of the action
   * @param page the group that is told
   * @param skipped id of an action that had no target
   * @param at after the start; null for any time
   * @param target as {@code pod shop/web-1}; null for any
   * @param text what the reason or the page contains; null for any
   * @param undoAfter null for none
   * @param approval null for none
   */
  public record Expected(
      @Nullable String request,
      @Nullable String page,
      @Nullable String skipped,
      @Nullable String at,
      @Nullable String target,
      @Nullable String text,
      @Nullable String undoAfter,
      @Nullable ApprovalExpected approval) {
    public Expected {
      if ((request == null ? 0 : 1) + (page == null ? 0 : 1) + (skipped == null ? 0 : 1) != 1) {
        throw new IllegalArgumentException("expect one of request, page and skipped");
      }
    }
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

  static Duration duration(String text) {
    return Durations.parse(text)
        .orElseThrow(
            () -> new IllegalArgumentException("'" + text + "' is no duration such as 30s or 10m"));
  }
}
