package io.nightjar.playbook.cases;

import io.nightjar.playbook.Decision;
import io.nightjar.playbook.cases.PlaybookCase.Verdict;
import io.nightjar.playbook.dialect.Durations;
import io.nightjar.respond.ApprovalAsk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that came out of a case.
 *
 * @param kind {@code request}, {@code page}, {@code skipped}, {@code escalated} or {@code failure}
 * @param what the action, the group or the playbook
 * @param target for people, or empty
 * @param text the reason or the page
 * @param at after the start of the case
 * @param rule of the playbook, or empty
 * @param gate what the gate said of it; null where it was not asked
 */
public record Came(
    String kind,
    String what,
    String target,
    String text,
    Duration at,
    @Nullable Duration undoAfter,
    @Nullable ApprovalAsk approval,
    String rule,
    @Nullable Judged gate) {

  /**
   * What became of a request.
   *
   * @param guard that refused or asked, or empty
   * @param why in plain words
   * @param askedOf groups that were asked
   * @param state of the response in the end
   */
  public record Judged(
      Verdict verdict, String guard, String why, List<String> askedOf, String state) {
    public Judged {
      askedOf = List.copyOf(askedOf);
    }
  }

  public static Came of(Instant start, Decision decision) {
    return switch (decision) {
      case Decision.Asked asked ->
          new Came(
              "request",
              asked.request().actionId(),
              asked.request().target().describe(),
              asked.request().because(),
              Duration.between(start, asked.request().requestedAt()),
              asked.request().undoAfter(),
              asked.request().approval(),
              asked.request().playbookRule(),
              null);
      case Decision.Told told ->
          plain(
              "page",
              told.notice().group(),
              told.notice().subject(),
              told.notice().text(),
              Duration.between(start, told.notice().time()),
              told.notice().playbookRule());
      case Decision.NotPossible not ->
          plain(
              "skipped",
              not.skipped().actionId(),
              "",
              not.skipped().why(),
              Duration.between(start, not.skipped().time()),
              not.skipped().playbookRule());
      case Decision.TakenOut out ->
          plain(
              "failure",
              out.fault().playbook(),
              "",
              out.fault().why(),
              Duration.between(start, out.fault().time()),
              "");
    };
  }

  /** Nobody has answered, so others are told. */
  public static Came escalated(Duration at, List<String> to, String target, String text) {
    return plain("escalated", String.join(", ", to), target, text, at, "");
  }

  private static Came plain(
      String kind, String what, String target, String text, Duration at, String rule) {
    return new Came(kind, what, target, text, at, null, null, rule, null);
  }

  public Came judged(Judged judged) {
    return new Came(kind, what, target, text, at, undoAfter, approval, rule, judged);
  }

  /** {@code request kubernetes:isolate-pod}. */
  String name() {
    return kind + " " + what;
  }

  /** One line for people. */
  String describe() {
    return name()
        + (target.isEmpty() ? "" : " of " + target)
        + " at "
        + Durations.format(at)
        + ": "
        + text;
  }
}
