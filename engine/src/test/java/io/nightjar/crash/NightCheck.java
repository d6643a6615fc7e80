package io.nightjar.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.audit.AuditDraft;
import io.nightjar.audit.AuditRecord;
import io.nightjar.detect.Detection;
import io.nightjar.incident.Incident;
import io.nightjar.practice.http.WriteWatcher.Write;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What must hold after a night, whenever it was interrupted. */
final class NightCheck {

  private static final String PROBE = "a probe";
  private static final int PROBES = 3;

  private final NightFacts facts;
  private final CrashRecord record;
  private final CrashCluster cluster;

  NightCheck(NightFacts facts, CrashRecord record, CrashCluster cluster) {
    this.facts = facts;
    this.record = record;
    this.cluster = cluster;
  }

  void all(CrashCounts counts) {
    auditIsWhole();
    detectionsAreKeptAndDecidedOn();
    acknowledgedStepsAreOnRecord();
    everyStepHappenedOnce();
    nothingIsStuck();
    timersFiredAndPeopleWereTold();
    clusterWasChangedOnceEach();
    clusterIsAsTheResponsesSay();
    budgetsCountEveryAct();
    incidentsHoldTheirDetections();
    count(counts);
  }

  private void auditIsWhole() {
    assertThat(facts.report().problems()).isEmpty();
    assertThat(facts.report().leaves()).isEqualTo(facts.leaves().size());
  }

  private void detectionsAreKeptAndDecidedOn() {
    List<String> ids = facts.detections().stream().map(Detection::id).toList();
    assertThat(ids).doesNotHaveDuplicates().containsAll(record.acknowledged("detection"));
    assertThat(facts.leaves("detection.accepted"))
        .extracting(leaf -> leaf.fields().path("id").asText())
        .containsExactlyInAnyOrderElementsOf(ids);
    List<String> decisive =
        facts.detections().stream()
            .filter(detection -> !detection.rule().equals(PROBE))
            .map(Detection::id)
            .toList();
    List<String> askedFor = facts.askedFor();
    assertThat(askedFor)
        .as("each detection asked for its response, once")
        .doesNotHaveDuplicates()
        .containsAll(decisive);
    Map<String, Long> probes =
        facts.detections().stream()
            .filter(detection -> detection.rule().equals(PROBE))
            .collect(Collectors.groupingBy(Detection::podUid, Collectors.counting()));
    Set<String> probed =
        facts.responses().values().stream()
            .filter(response -> response.request().playbookRule().startsWith("three probes"))
            .map(response -> response.request().target().key())
            .collect(Collectors.toSet());
    assertThat(probed)
        .as("pods that were probed three times, some before and some after a crash")
        .hasSize((int) probes.values().stream().filter(count -> count >= PROBES).count());
  }

  /** What a caller or a listener was told of a response is there. */
  private void acknowledgedStepsAreOnRecord() {
    Map<String, String> leafOf =
        new HashMap<>(
            Map.of(
                "agreed", "approval.agreed",
                "approved", "response.allowed",
                "refused", "response.rejected",
                "escalated", "approval.escalated"));
    for (ResponseState state : ResponseState.values()) {
      leafOf.put(state.words(), "response." + state.words());
    }
    record
        .byWord()
        .forEach(
            (word, ids) -> {
              String leaf = leafOf.get(word);
              if (leaf != null) {
                assertThat(responsesOf(leaf)).as(word).containsAll(ids);
              }
            });
    assertThat(facts.leaves("incident.acknowledged"))
        .extracting(leaf -> leaf.fields().path("incident").asText())
        .containsAll(record.acknowledged("incident"));
  }

  private Set<String> responsesOf(String kind) {
    return facts.leaves(kind).stream()
        .map(leaf -> String.valueOf(leaf.responseId()))
        .collect(Collectors.toSet());
  }

  private void everyStepHappenedOnce() {
    // an undo to which a busy machine's cluster gave no answer in time is begun again
    Set<String> triedAgain =
        facts.leaves("response.succeeded").stream()
            .filter(leaf -> leaf.fields().path("reason").asText().contains("the undo failed"))
            .map(leaf -> String.valueOf(leaf.responseId()))
            .collect(Collectors.toSet());
    for (ResponseState state : ResponseState.values()) {
      String kind = "response." + state.words();
      Map<String, Long> times =
          facts.leaves(kind).stream()
              .filter(leaf -> !triedAgain.contains(String.valueOf(leaf.responseId())))
              .collect(
                  Collectors.groupingBy(
                      leaf -> String.valueOf(leaf.responseId()), Collectors.counting()));
      assertThat(times.entrySet()).as(kind).allMatch(each -> each.getValue() == 1);
    }
  }

  private void nothingIsStuck() {
    for (Response response : facts.responses().values()) {
      CrashPeople.Answer answer = CrashPeople.Answer.to(response);
      boolean mayWait =
          answer == CrashPeople.Answer.NONE
              && !response.request().playbookRule().equals(CrashPeople.UNANSWERED);
      boolean staysDone =
          isPostponed(response)
              || (response.request().undoAfter() == null && !CrashPeople.isTakenBack(response));
      assertThat(response.state())
          .as("%s, %s", response.id(), response.reason())
          .matches(
              state ->
                  switch (state) {
                    case REQUESTED, ALLOWED, EXECUTING, UNDOING -> false;
                    case UNDO_REFUSED, REVERTED_BY_OTHERS -> false;
                    // nobody answered, and later it was seen that nothing had happened
                    case FAILED -> !facts.leaves("response.looked-again", response.id()).isEmpty();
                    case NOTHING_TO_DO -> true;
                    case AWAITING_APPROVAL -> mayWait;
                    case EXPIRED -> answer == CrashPeople.Answer.NONE;
                    case REJECTED -> answer == CrashPeople.Answer.DENY;
                    case SUCCEEDED -> staysDone;
                    case UNDONE -> !staysDone;
                    case DENIED -> response.reason().contains("kill switch");
                  });
    }
  }

  /** The kill switch was engaged when its undo was due: that comes some minutes later. */
  private boolean isPostponed(Response response) {
    return !facts.leaves("undo.postponed", response.id()).isEmpty()
        && facts.timers().stream()
            .anyMatch(
                timer ->
                    timer.response().equals(response.id())
                        && timer.kind().equals("UNDO")
                        && !timer.fired()
                        && !timer.cancelled());
  }

  /** At least once when due; once when no crash lay between the firing and its being on record. */
  private void timersFiredAndPeopleWereTold() {
    for (NightFacts.Timer timer : facts.timers()) {
      Response response = facts.responses().get(timer.response());
      assertThat(response).isNotNull();
      assertThat(timer.fired() && !timer.done()).as("half done: %s", timer).isFalse();
      boolean waits = response.state() == ResponseState.AWAITING_APPROVAL;
      if (timer.kind().equals("ESCALATE")) {
        assertThat(timer.fired() || (timer.cancelled() && !waits)).as("%s", timer).isTrue();
      }
      if (timer.kind().equals("UNDO")) {
        assertThat(timer.fired() || timer.cancelled() || isPostponed(response))
            .as("%s", timer)
            .isTrue();
      }
    }
    for (Response response : facts.responses().values()) {
      String id = response.id();
      int escalations = facts.leaves("approval.escalated", id).size();
      if (response.state() == ResponseState.AWAITING_APPROVAL) {
        assertThat(escalations).as("escalations of %s", id).isEqualTo(1);
      }
      assertThat(escalations).isLessThanOrEqualTo(1);
      boolean decidedMeanwhile = response.state() != ResponseState.AWAITING_APPROVAL;
      assertThat(record.told("escalated", id))
          .as("how often people were told of %s", id)
          .isBetween(
              decidedMeanwhile ? 0L : escalations,
              (long) escalations * (1 + record.mayBeToldAgain(id)));
    }
  }

  /** By the cluster's own record: what a response writes, and its undo, it wrote once. */
  private void clusterWasChangedOnceEach() {
    Map<String, Integer> byResponse = new TreeMap<>();
    Map<String, Integer> undone = new TreeMap<>();
    Map<String, Boolean> changed = new HashMap<>();
    for (Write write : cluster.writes()) {
      Set<String> responses = CrashCluster.noted(write.sent());
      String object = object(write);
      boolean does = write.about().verb().equals("create") || !responses.isEmpty();
      assertThat(changed.put(object, does))
          .as("%s of %s, done and undone in turns", write.about(), object)
          .isNotEqualTo(does);
      responses.forEach(id -> byResponse.merge(id + " " + object, 1, Integer::sum));
      if (!does) {
        undone.merge(object, 1, Integer::sum);
      }
    }
    assertThat(byResponse.entrySet()).allMatch(each -> each.getValue() == 1);
    Set<String> wrote =
        byResponse.keySet().stream()
            .map(key -> key.substring(0, key.indexOf(' ')))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(wrote)
        .as("those that changed the cluster")
        .isEqualTo(idsIn(ResponseState.SUCCEEDED, ResponseState.UNDONE));
  }

  private static String object(Write write) {
    String name = write.about().name();
    return write.about().resource()
        + "/"
        + (name.isEmpty() ? write.object().path("metadata").path("name").asText() : name);
  }

  private Set<String> idsIn(ResponseState... states) {
    List<ResponseState> wanted = List.of(states);
    return facts.responses().values().stream()
        .filter(response -> wanted.contains(response.state()))
        .map(Response::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void clusterIsAsTheResponsesSay() {
    assertThat(cluster.inEffect()).isEqualTo(idsIn(ResponseState.SUCCEEDED));
  }

  private void budgetsCountEveryAct() {
    assertThat(facts.acts()).containsExactlyInAnyOrderElementsOf(responsesOf("response.allowed"));
    List<String> actors =
        facts.leaves("response.allowed").stream().map(AuditRecord::actor).toList();
    assertThat(actors.lastIndexOf(AuditDraft.NIGHTJAR))
        .as("once the budget was spent, by people's acts as well, only people let one act")
        .isLessThan(CrashPeople.BUDGET);
  }

  private void incidentsHoldTheirDetections() {
    Map<String, Long> counted =
        facts.incidents().stream().collect(Collectors.toMap(Incident::id, Incident::detections));
    assertThat(counted).isEqualTo(facts.byIncident());
    assertThat(facts.inIncidents()).isEqualTo(facts.responses().keySet());
  }

  private void count(CrashCounts counts) {
    Function<Collection<?>, Long> size = all -> (long) all.size();
    counts.checked("detections accepted", size.apply(facts.detections()));
    counts.checked("  of them acknowledged", size.apply(record.acknowledged("detection")));
    counts.checked("responses", size.apply(facts.responses().values()));
    for (ResponseState state : ResponseState.values()) {
      Set<String> ids = idsIn(state);
      if (!ids.isEmpty()) {
        counts.checked("  " + state.words(), size.apply(ids));
      }
    }
    counts.checked("approvals and denials acknowledged", approvals());
    counts.checked("timers", size.apply(facts.timers()));
    counts.checked("escalations", size.apply(facts.leaves("approval.escalated")));
    counts.checked("reconciliations", size.apply(facts.leaves("response.reconciling")));
    counts.checked("writes of the cluster", size.apply(cluster.writes()));
    counts.checked("incidents", size.apply(facts.incidents()));
    counts.checked("audit leaves", size.apply(facts.leaves()));
    counts.checked("checkpoints kept by a witness", size.apply(record.checkpoints()));
  }

  private long approvals() {
    return List.of("agreed", "approved", "refused").stream()
        .mapToLong(word -> record.acknowledged(word).size())
        .sum();
  }

  /** For a message: everything that is on record of one response. */
  static String story(NightFacts facts, String response) {
    return facts.leaves().stream()
        .filter(leaf -> response.equals(leaf.responseId()))
        .map(AuditRecord::toString)
        .collect(Collectors.joining("\n"));
  }
}
