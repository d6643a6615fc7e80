package io.nightjar.rehearse;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A rehearsal in numbers; the same past gives the same.
 *
 * @param from of the past that counts; null where nothing was found
 * @param to where the clock stopped; null where nothing was found
 * @param playbooks names of those that took part
 * @param digest of what took part: equal ones decide equally
 * @param assumptions what is taken for granted, a sentence each
 * @param rulings what the gate would have said
 * @param ends states in which the responses were at the end
 * @param groups by playbook, action and ruling, the most first
 * @param guards by guard and ruling, the most first
 * @param namespaces the most first
 * @param workloads those that the most was asked about, the most first
 * @param hours by the hour in which it was asked for, in order; hours without a request are left
 *     out
 * @param people who would have been asked or told, the most first
 */
public record Summary(
    @Nullable Instant from,
    @Nullable Instant to,
    List<String> playbooks,
    String digest,
    List<String> assumptions,
    Counts counts,
    Tally rulings,
    Map<String, Long> ends,
    List<Group> groups,
    List<ByGuard> guards,
    List<Named> namespaces,
    List<Named> workloads,
    List<Hour> hours,
    List<People> people,
    List<String> unreadable) {

  /** Whether all of the past was read and every playbook took part to the end. */
  public boolean sound() {
    return counts.unreadable() == 0 && counts.undecided() == 0 && counts.takenOut() == 0;
  }

  /**
   * What there was.
   *
   * @param detections that were read, in the past that counts and the hour before it
   * @param passedOver of them: no playbook looks at their rule
   * @param collapsed of them: the same to the playbooks as others beside them
   * @param unreadable rows or events that could not be read
   * @param undecided detections on which the session failed
   * @param takenOut playbooks that failed and took no part from then on
   * @param notPossible asked for, and there was no such target
   * @param pages times that people would have been told by a playbook
   * @param forgotten responses that were not followed to their end, because there were too many
   */
  public record Counts(
      long detections,
      long passedOver,
      long collapsed,
      long unreadable,
      long undecided,
      long takenOut,
      long notPossible,
      long pages,
      long forgotten) {}

  /** Requests of one playbook for one action with one ruling. */
  public record Group(String playbook, String action, Ruling ruling, long count) {}

  /** Requests on which one guard decided. */
  public record ByGuard(String guard, Ruling ruling, long count) {}

  /** A namespace or workload; attacker-named. */
  public record Named(String name, Tally rulings) {}

  /** One hour. */
  public record Hour(Instant at, Tally rulings) {}

  /**
   * A group or person.
   *
   * @param asked how often for approval
   * @param escalated how often because others had not answered
   * @param paged how often told by a playbook
   */
  public record People(String who, long asked, long escalated, long paged) {}
}
