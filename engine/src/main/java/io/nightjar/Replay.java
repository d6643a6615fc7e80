package io.nightjar;

import io.nightjar.audit.AuditRecord;
import io.nightjar.detect.Detection;
import io.nightjar.playbook.ApprovalAnswer;
import io.nightjar.playbook.ApprovalUnanswered;
import io.nightjar.playbook.Incident;
import io.nightjar.playbook.PastFacts;
import io.nightjar.playbook.ResponseUpdate;
import io.nightjar.playbook.SessionFact;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.respond.ResponseQueries;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.Journal;
import io.nightjar.store.Reads;
import io.nightjar.upkeep.CalendarNotes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a session has to know of the past: detections in the order in which they were accepted, and
 * between them, in the order of the audit log, everything that became of responses.
 */
public final class Replay implements PastFacts {

  private static final int RESPONSES_AT_MOST = 10_000;
  private static final String ESCALATED = "approval.escalated";

  private final Reads reads;
  private final Instant from;

  /**
   * @param from when it begins
   */
  public Replay(Reads reads, Instant from) {
    this.reads = reads;
    this.from = from;
  }

  /**
   * @param undoFailed whether an undo of it had failed by then
   */
  private record Change(Response response, AuditRecord leaf, boolean undoFailed) {}

  @Override
  public List<Incident> incidents() {
    return new StoredIncidents(reads, from).before();
  }

  @Override
  public void each(Consumer<SessionFact> taker) {
    Queue<SessionFact> beside = beside();
    Queue<Change> changes = changes();
    Set<String> wanted =
        changes.stream()
            .flatMap(change -> change.response().request().detectionIds().stream())
            .collect(Collectors.toSet());
    Map<String, Detection> causes = new HashMap<>();
    Journal.since(
        reads,
        from,
        (detection, leaf) -> {
          tell(changes, leaf, causes, taker);
          tell(beside, detection.time(), taker);
          if (wanted.contains(detection.id())) {
            causes.put(detection.id(), detection);
          }
          taker.accept(SessionFact.of(detection));
        });
    tell(changes, Long.MAX_VALUE, causes, taker);
    tell(beside, Instant.MAX, taker);
  }

  /** What people said of incidents and which calendars began, by time. */
  private Queue<SessionFact> beside() {
    return Stream.concat(
            new StoredIncidents(reads, from).words().stream().map(SessionFact::of),
            CalendarNotes.all(reads).stream().map(SessionFact::of))
        .sorted(Comparator.comparing(SessionFact::time))
        .collect(Collectors.toCollection(ArrayDeque::new));
  }

  private static void tell(Queue<SessionFact> beside, Instant until, Consumer<SessionFact> taker) {
    while (!beside.isEmpty() && !beside.element().time().isAfter(until)) {
      taker.accept(beside.remove());
    }
  }

  private Queue<Change> changes() {
    ResponseQueries queries = new ResponseQueries(reads);
    ResponseFilter recent = new ResponseFilter(ResponseFilter.ALL.states(), "", RESPONSES_AT_MOST);
    List<Change> changes =
        queries.list(recent).stream()
            .filter(response -> !response.updatedAt().isBefore(from))
            .flatMap(response -> changes(response, queries.history(response.id())).stream())
            .sorted(Comparator.comparingLong(change -> change.leaf().index()))
            .toList();
    return new ArrayDeque<>(changes);
  }

  private List<Change> changes(Response response, List<AuditRecord> history) {
    List<Change> changes = new ArrayList<>();
    boolean undoFailed = false;
    for (AuditRecord leaf : history) {
      undoFailed = undoFailed || isFailedUndo(leaf);
      if (!leaf.time().isBefore(from)) {
        changes.add(new Change(response, leaf, undoFailed));
      }
    }
    return changes;
  }

  private static boolean isFailedUndo(AuditRecord leaf) {
    return leaf.kind().equals("response." + ResponseState.SUCCEEDED.words())
        && leaf.fields().path("previous").asText().equals(ResponseState.UNDOING.name());
  }

  private static void tell(
      Queue<Change> changes,
      long before,
      Map<String, Detection> causes,
      Consumer<SessionFact> taker) {
    while (!changes.isEmpty() && changes.element().leaf().index() < before) {
      Change change = changes.remove();
      Detection cause =
          change.response().request().detectionIds().stream()
              .map(causes::get)
              .filter(found -> found != null)
              .findFirst()
              .orElse(null);
      AuditRecord leaf = change.leaf();
      if (leaf.kind().equals(ESCALATED)) {
        int step = leaf.fields().path("step").asInt(1) - 1;
        taker.accept(
            SessionFact.of(ApprovalUnanswered.of(change.response(), step, leaf.time(), cause)));
        continue;
      }
      for (ResponseState state : ResponseState.values()) {
        if (leaf.kind().equals("response." + state.words())) {
          String reason = leaf.fields().path("reason").asText();
          ApprovalAnswer.of(change.response(), state, reason, leaf.time(), cause)
              .map(SessionFact::of)
              .ifPresent(taker);
          taker.accept(
              SessionFact.of(
                  ResponseUpdate.of(
                      change.response(), state, reason, leaf.time(), change.undoFailed(), cause)));
        }
      }
    }
  }
}
