package io.nightjar.rehearse;

import io.nightjar.detect.Detection;
import io.nightjar.playbook.Notice;
import io.nightjar.playbook.PlaybookFault;
import io.nightjar.playbook.Skipped;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.Response;
import io.nightjar.respond.Response.GuardFinding;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes one entry of everything that becomes of one response, and hands it on when nothing more
 * does. Bounded: where too many are open, the oldest is handed on as it is. One thread.
 */
final class EntryWriter {

  private static final int OPEN_AT_MOST = 50_000;
  private static final int DETECTIONS_SHOWN = 5;

  private final Instant from;
  private final Sums sums;
  private final Consumer<Entry> done;
  private final Map<String, Draft> open = new LinkedHashMap<>();
  private long count;

  /**
   * @param from what was asked for before is left out
   * @param done gets every entry once, by the time at which it is complete
   */
  EntryWriter(Instant from, Sums sums, Consumer<Entry> done) {
    this.from = from;
    this.sums = sums;
    this.done = done;
  }

  private static final class Draft {
    private final long number;
    private final Response requested;
    private final String workload;
    private final List<Entry.Step> steps = new ArrayList<>();
    private Response judged;
    private String end = "";

    Draft(long number, Response requested, String workload) {
      this.number = number;
      this.requested = requested;
      this.judged = requested;
      this.workload = workload;
    }

    Entry.Asked entry() {
      ResponseRequest request = judged.request();
      Ruling ruling = Ruling.of(judged);
      List<String> causes = request.detectionIds();
      return new Entry.Asked(
          number,
          requested.updatedAt(),
          request.id(),
          request.playbook(),
          request.playbookRule(),
          request.actionId(),
          request.target().describe(),
          request.target().key(),
          request.target().namespace(),
          workload,
          request.because(),
          causes.subList(0, Math.min(causes.size(), DETECTIONS_SHOWN)),
          ruling,
          ruling.guard(judged),
          judged.reason(),
          judged.findings().stream()
              .filter(finding -> finding.answer().equals("not-judged"))
              .map(GuardFinding::guard)
              .toList(),
          ruling == Ruling.ASKED ? request.approval() : null,
          request.undoAfter(),
          steps,
          end);
    }
  }

  /**
   * @param cause the detection behind the response that it is about; null where there is none
   */
  void write(Rehearsed rehearsed, @Nullable Detection cause) {
    switch (rehearsed) {
      case Rehearsed.Changed changed -> changed(changed, cause);
      case Rehearsed.Joined joined -> {
        if (counts(joined.at())) {
          sums.joined(joined.request(), joined.at(), workload(joined.request(), cause));
        }
      }
      case Rehearsed.Escalated escalated -> escalated(escalated);
      case Rehearsed.Told told -> told(told.notice());
      case Rehearsed.NotPossible not -> notPossible(not.skipped());
      case Rehearsed.TakenOut out -> takenOut(out.fault());
    }
  }

  private boolean counts(Instant at) {
    return !at.isBefore(from);
  }

  private void changed(Rehearsed.Changed changed, @Nullable Detection cause) {
    Response response = changed.response();
    if (changed.previous() == null) {
      if (counts(response.updatedAt())) {
        makeRoom();
        String workload = workload(response.request(), cause);
        open.put(response.id(), new Draft(count++, response, workload));
      }
      return;
    }
    Draft draft = open.get(response.id());
    if (draft == null) {
      return;
    }
    draft.end = response.state().words();
    if (changed.previous() == ResponseState.REQUESTED) {
      draft.judged = response;
      sums.judged(response, draft.workload);
    }
    if (isWorthAStep(response.state())) {
      draft.steps.add(step(response));
    }
    if (changed.over()) {
      open.remove(response.id());
      finish(draft);
    }
  }

  /** What follows at once from another step says nothing more. */
  private static boolean isWorthAStep(ResponseState state) {
    return switch (state) {
      case REQUESTED, EXECUTING, UNDOING -> false;
      default -> true;
    };
  }

  private static Entry.Step step(Response response) {
    ApprovalAsk ask = response.request().approval();
    return response.state() == ResponseState.AWAITING_APPROVAL && ask != null
        ? new Entry.Step(response.updatedAt(), "asked", ask.groups())
        : new Entry.Step(response.updatedAt(), response.state().words(), List.of());
  }

  private void makeRoom() {
    if (open.size() >= OPEN_AT_MOST) {
      Iterator<Draft> oldest = open.values().iterator();
      Draft draft = oldest.next();
      oldest.remove();
      finish(draft);
    }
  }

  private void finish(Draft draft) {
    sums.ended(draft.end);
    done.accept(draft.entry());
  }

  private void escalated(Rehearsed.Escalated escalated) {
    Draft draft = open.get(escalated.response().id());
    ApprovalAsk ask = escalated.response().request().approval();
    if (draft != null && ask != null) {
      List<String> whom = ask.to(escalated.step());
      draft.steps.add(new Entry.Step(escalated.at(), "escalated", whom));
      sums.escalated(whom);
    }
  }

  private void told(Notice notice) {
    if (counts(notice.time())) {
      sums.paged(notice);
      done.accept(
          new Entry.Page(
              count++,
              notice.time(),
              notice.playbook(),
              notice.playbookRule(),
              notice.group(),
              notice.text(),
              notice.subject()));
    }
  }

  private void notPossible(Skipped skipped) {
    if (counts(skipped.time())) {
      sums.notPossible();
      done.accept(
          new Entry.NotPossible(
              count++,
              skipped.time(),
              skipped.playbook(),
              skipped.playbookRule(),
              skipped.actionId(),
              skipped.why()));
    }
  }

  /** Told whenever it was: nothing of that playbook is in the report. */
  private void takenOut(PlaybookFault fault) {
    sums.takenOut();
    done.accept(
        new Entry.TakenOut(
            count++, fault.time(), fault.playbook(), fault.playbookRule(), fault.why()));
  }

  private static String workload(ResponseRequest request, @Nullable Detection cause) {
    if (cause == null) {
      return request.target().describe();
    }
    if (cause.workload() != null) {
      return cause.workload().describe();
    }
    return cause.podName().isEmpty()
        ? "node " + cause.node()
        : "pod " + cause.namespace() + "/" + cause.podName();
  }

  /** Hands on what still waits or holds. */
  void end() {
    open.values().forEach(this::finish);
    open.clear();
  }
}
