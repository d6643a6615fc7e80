package io.nightjar.playbook;

import io.nightjar.playbook.dialect.Durations;
import io.nightjar.respond.ApprovalAsk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code respond.to($d).isolatePod()}: the action that is asked, and how. Every method answers this
 * sentence, so that they can follow one another.
 */
public final class Sentence {
  private final AskableAction action;
  private final List<String> arguments;
  private final List<String> groups = new ArrayList<>();
  private final List<ApprovalAsk.Step> escalation = new ArrayList<>();
  private String because = "";
  private @Nullable Duration undoAfter;
  private @Nullable Duration approvalWithin;
  private int persons = 1;

  Sentence(AskableAction action, List<String> arguments) {
    this.action = action;
    this.arguments = arguments;
  }

  /**
   * Why; told to whoever is asked and kept in the audit trail.
   *
   * @param text plain text with fields of the fact in braces, such as {@code {process.name}}
   */
  public Sentence because(String text) {
    because = text;
    return this;
  }

  /** Undoes the action by itself after so long, such as {@code 8h}. */
  public Sentence undoAfter(String duration) {
    undoAfter = parse(duration);
    return this;
  }

  /** A person must agree within so long, or nothing is done. */
  public Sentence needsApproval(String within) {
    approvalWithin = parse(within);
    return this;
  }

  /** Only this group may answer; said more than once, any of them. */
  public Sentence byGroup(String group) {
    groups.add(group);
    return this;
  }

  /** Two different people must agree. */
  public Sentence byTwoPeople() {
    persons = 2;
    return this;
  }

  /**
   * Tells another group when nobody has answered for so long; said more than once, one after the
   * other.
   */
  public Sentence escalateAfter(String duration, String group) {
    escalation.add(new ApprovalAsk.Step(parse(duration), List.of(group)));
    return this;
  }

  private static Duration parse(String duration) {
    return Durations.parse(duration)
        .orElseThrow(() -> new IllegalArgumentException("not a duration: " + duration));
  }

  AskableAction action() {
    return action;
  }

  /** What stood between the parentheses of the action. */
  List<String> arguments() {
    return arguments;
  }

  String reason() {
    return because;
  }

  @Nullable Duration undoAfter() {
    return undoAfter;
  }

  @Nullable ApprovalAsk approval() {
    Duration within = approvalWithin;
    return within == null
        ? null
        : new ApprovalAsk(
            groups, persons, within, ApprovalAsk.Unanswered.NOTHING, escalation, null);
  }
}
