package io.nightjar.observe;

import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.notify.Notice;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is counted and timed as it happens. Thread safe. */
final class LiveMetrics {

  private static final int SOURCES = 16;
  private static final int ACTIONS = 200;
  private static final int KINDS = 50;

  private static final Map<Priority, String> PRIORITIES = words(Priority.class);
  private static final Map<ResponseState, String> STATES = states();
  private static final Map<Notice.Kind, String> NOTICES = words(Notice.Kind.class);

  private final InstantSource clock;
  private final Latencies stages =
      new Latencies(
          "nightjar_stage_seconds",
          "Time of one stage on the way from a system call to its response: accepted (system call"
              + " to journal), decided (system call to the playbook's request), judged (request to"
              + " the gate's verdict), answered (question to a person's answer), begun (allowed to"
              + " begun), acted (begun to the answer of cluster or kernel), undone.",
          "stage",
          "");
  private final Latencies effective =
      new Latencies(
          "nightjar_response_effective_seconds",
          "Time from the system call to the answer of cluster or kernel, by action and by whether a"
              + " person was asked.",
          "action",
          "asked");
  private final Latencies commits =
      new Latencies(
          "nightjar_store_commit_seconds",
          "Time of one commit of the store, with how many steps shared it.",
          "steps",
          "");
  private final Counts detections =
      new Counts(
          "nightjar_detections",
          "Detections that were accepted, by source and priority.",
          "source",
          "priority",
          SOURCES);
  private final Counts rules;
  private final Counts responses =
      new Counts(
          "nightjar_responses",
          "Responses that came into a state, by action.",
          "action",
          "state",
          ACTIONS);
  private final Counts guards =
      new Counts(
          "nightjar_guard_answers", "Answers of guards other than pass.", "guard", "answer", KINDS);
  private final Counts notices =
      new Counts("nightjar_notices", "Notices to people, by kind.", "kind", "", KINDS);
  private final Counts escalations =
      new Counts(
          "nightjar_escalations",
          "Questions told to others, for nobody answered.",
          "action",
          "",
          ACTIONS);

  /**
   * @param rulesAtMost how many rules are counted by their names
   */
  LiveMetrics(int rulesAtMost, InstantSource clock) {
    this.clock = clock;
    this.rules =
        new Counts(
            "nightjar_rule_matches",
            "Detections by rule, for the first rules that matched.",
            "rule",
            "",
            rulesAtMost);
  }

  private static <E extends Enum<E>> Map<E, String> words(Class<E> type) {
    Map<E, String> words = new EnumMap<>(type);
    for (E each : type.getEnumConstants()) {
      words.put(each, each.name().toLowerCase(Locale.ROOT));
    }
    return words;
  }

  private static Map<ResponseState, String> states() {
    Map<ResponseState, String> words = new EnumMap<>(ResponseState.class);
    for (ResponseState state : ResponseState.values()) {
      words.put(state, state.words());
    }
    return words;
  }

  void detected(Detection detection) {
    detections.add(detection.source(), word(PRIORITIES, detection.priority()));
    rules.add(detection.rule(), "");
    stages.add("accepted", "", Duration.between(detection.time(), clock.instant()));
  }

  void told(Notice notice) {
    notices.add(word(NOTICES, notice.kind()), "");
  }

  void escalated(Response response) {
    escalations.add(response.request().actionId(), "");
  }

  /**
   * @param nanos it took
   * @param steps that shared it
   */
  void committed(long nanos, int steps) {
    commits.add(steps == 1 ? "one" : "several", "", nanos);
  }

  void changed(Response response, @Nullable ResponseState previous, Lives lives) {
    ResponseRequest request = response.request();
    responses.add(request.actionId(), word(STATES, response.state()));
    switch (previous) {
      case null ->
          // the session's clock is that of its facts: when it was asked the desk knows
          stage("decided", Duration.between(request.detectionTime(), response.updatedAt()));
      case REQUESTED -> {
        stage("judged", lives.in(response, previous));
        response.findings().stream()
            .filter(finding -> !finding.answer().equals("pass"))
            .forEach(finding -> guards.add(finding.guard(), finding.answer()));
      }
      case AWAITING_APPROVAL -> stage("answered", lives.in(response, previous));
      case ALLOWED -> stage("begun", lives.in(response, previous));
      case EXECUTING -> acted(response, lives.in(response, previous));
      case UNDOING -> stage("undone", lives.in(response, previous));
      case DENIED,
          REJECTED,
          EXPIRED,
          SUCCEEDED,
          NOTHING_TO_DO,
          FAILED,
          REVERTED_BY_OTHERS,
          UNDONE,
          UNDO_REFUSED -> {}
    }
  }

  private void acted(Response response, @Nullable Duration took) {
    stage("acted", took);
    Long millis = response.latencyMillis();
    if (millis != null && response.state() == ResponseState.SUCCEEDED) {
      effective.add(
          response.request().actionId(),
          response.request().approval() == null ? "no" : "yes",
          Duration.ofMillis(millis));
    }
  }

  private void stage(String name, @Nullable Duration took) {
    if (took != null) {
      stages.add(name, "", took);
    }
  }

  private static <E extends Enum<E>> String word(Map<E, String> words, E constant) {
    return words.getOrDefault(constant, "");
  }

  List<MetricSnapshot> snapshots() {
    return List.of(
        stages.snapshot(),
        effective.snapshot(),
        commits.snapshot(),
        detections.snapshot(),
        rules.snapshot(),
        responses.snapshot(),
        guards.snapshot(),
        notices.snapshot(),
        escalations.snapshot());
  }
}
