package io.nightjar.rehearse;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.nightjar.respond.ApprovalAsk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of the report: one response with what became of it, or one thing that people were told.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Entry.Asked.class, name = "response"),
  @JsonSubTypes.Type(value = Entry.Page.class, name = "page"),
  @JsonSubTypes.Type(value = Entry.NotPossible.class, name = "not-possible"),
  @JsonSubTypes.Type(value = Entry.TakenOut.class, name = "taken-out")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Entry {

  /** Its place among the entries, from 0, in the order of {@link #at}. */
  long number();

  /** When it was asked for, by the clock of then. */
  Instant at();

  /**
   * A response.
   *
   * @param target for people
   * @param workload the workload, bare pod or node that it is about, for people
   * @param detections the first few of those that asked for it
   * @param guard whose answer made the ruling; empty where every guard passed
   * @param why of the guard
   * @param notJudged guards that could not judge the past
   * @param approval whom it asks; null when nobody
   * @param steps what would have become of it
   * @param end the state that it was in when nothing more became of it, or the rehearsal ended
   */
  record Asked(
      long number,
      Instant at,
      String id,
      String playbook,
      String rule,
      String action,
      String target,
      String targetKey,
      String namespace,
      String workload,
      String because,
      List<String> detections,
      Ruling ruling,
      String guard,
      String why,
      List<String> notJudged,
      @Nullable ApprovalAsk approval,
      @Nullable Duration undoAfter,
      List<Step> steps,
      String end)
      implements Entry {
    public Asked {
      detections = List.copyOf(detections);
      notJudged = List.copyOf(notJudged);
      steps = List.copyOf(steps);
    }
  }

  /**
   * What would have become of a response.
   *
   * @param what the new state, {@code asked} or {@code escalated}
   * @param whom groups or people who were asked or told; empty for every approver
   */
  record Step(Instant at, String what, List<String> whom) {
    public Step {
      whom = List.copyOf(whom);
    }
  }

  /** A playbook has people told. */
  record Page(
      long number,
      Instant at,
      String playbook,
      String rule,
      String group,
      String text,
      String subject)
      implements Entry {}

  /** A playbook asked for what has no target. */
  record NotPossible(
      long number, Instant at, String playbook, String rule, String action, String why)
      implements Entry {}

  /** A playbook failed and took no part from then on. */
  record TakenOut(long number, Instant at, String playbook, String rule, String why)
      implements Entry {}
}
