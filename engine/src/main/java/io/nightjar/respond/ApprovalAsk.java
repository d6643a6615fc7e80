package io.nightjar.respond;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * People must agree first; snapshotted into the response when it is created.
 *
 * @param groups who may answer; empty means any approver
 * @param persons how many different people have to agree; one who denies is enough
 * @param within unanswered for so long, the response ends as {@code unanswered} says
 * @param escalation who is told when nobody has answered, the earliest first
 * @param repeat the last step is told again each time after so long; null for never
 */
public record ApprovalAsk(
    List<String> groups,
    int persons,
    Duration within,
    Unanswered unanswered,
    List<Step> escalation,
    @Nullable Duration repeat) {

  /** What becomes of a response that nobody answers in time. */
  public enum Unanswered {
    /** It expires. */
    NOTHING,
    /** It acts if that can be undone, and expires otherwise. */
    ACT_IF_REVERSIBLE
  }

  /**
   * One step of the escalation.
   *
   * @param after since people were asked
   * @param to groups or people
   */
  public record Step(Duration after, List<String> to) {
    public Step {
      to = List.copyOf(to);
    }
  }

  public ApprovalAsk {
    groups = List.copyOf(groups);
    escalation = List.copyOf(escalation);
    if (persons < 1) {
      throw new IllegalArgumentException("somebody has to agree, not " + persons);
    }
  }

  /** One person, and nothing is done when nobody answers. */
  public static ApprovalAsk of(List<String> groups, Duration within, List<Step> escalation) {
    return new ApprovalAsk(groups, 1, within, Unanswered.NOTHING, escalation, null);
  }

  /**
   * When step {@code number} (from 0) is due after people were asked; null when there is none
   * before the end.
   */
  @Nullable Duration due(int number) {
    Duration due = null;
    if (number < escalation.size()) {
      due = escalation.get(number).after();
    } else if (repeat != null && !escalation.isEmpty()) {
      due =
          escalation
              .getLast()
              .after()
              .plus(repeat.multipliedBy(number - (long) escalation.size() + 1));
    }
    return due == null || due.compareTo(within) >= 0 ? null : due;
  }

  /** Whom step {@code number} (from 0) tells. */
  public List<String> to(int number) {
    return escalation.isEmpty()
        ? List.of()
        : escalation.get(Math.clamp(number, 0, escalation.size() - 1)).to();
  }
}
