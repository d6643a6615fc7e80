package io.nightjar.page;

import io.nightjar.actions.Artefact;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.audit.AuditRecord;
import io.nightjar.http.Call;
import io.nightjar.http.Permission;
import io.nightjar.http.ResponseStory;
import io.nightjar.respond.Response;
import io.nightjar.respond.Response.GuardFinding;
import io.nightjar.respond.ResponseState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One response from the first detection to its end, as its template shows it.
 *
 * @param note what the reader's own word just did; null for none
 * @param waits whether it waits for a person
 * @param outcome what came of it, a part for each; empty while nothing has
 * @param mayUndo whether it can be undone, by who looks
 * @param took from the system call to the answer; empty where it is not known
 */
record StoryView(
    Question question,
    ResponsePages.@Nullable Note note,
    boolean waits,
    String reason,
    List<Lines> outcome,
    boolean mayUndo,
    String took,
    List<Question.Named> facts,
    Guards guards,
    List<Step> history) {

  /**
   * Lines below a title.
   *
   * @param look class of the list
   */
  record Lines(String title, String look, List<String> lines) {}

  /**
   * What the guards said.
   *
   * @param spoke those that did not just pass it
   */
  record Guards(List<GuardFinding> spoke, List<GuardFinding> passed) {
    static Guards of(List<GuardFinding> findings) {
      Map<Boolean, List<GuardFinding>> byPass =
          findings.stream()
              .collect(Collectors.partitioningBy(finding -> finding.answer().equals("pass")));
      return new Guards(
          byPass.getOrDefault(false, List.of()), byPass.getOrDefault(true, List.of()));
    }

    public boolean none() {
      return spoke.isEmpty() && passed.isEmpty();
    }
  }

  /**
   * One leaf of the audit log.
   *
   * @param proof address of the page that proves it
   */
  record Step(long leaf, Moment at, String kind, String actor, String words, String proof) {}

  /** What an action changed stands above already. */
  private static final int WORDS_AT_MOST = 160;

  static StoryView of(
      PageParts parts,
      Call call,
      ResponseStory story,
      Question question,
      ResponsePages.@Nullable Note note) {
    Response response = story.response();
    Long latency = response.latencyMillis();
    return new StoryView(
        question,
        note,
        response.state() == ResponseState.AWAITING_APPROVAL,
        response.reason(),
        outcome(response),
        canBeUndone(response)
            && call.caller().may(Permission.UNDO, response.request().target().namespace()),
        latency == null ? "" : PageTimes.words(Duration.ofMillis(latency)),
        facts(parts.times(), response),
        Guards.of(response.findings()),
        story.history().stream().map(leaf -> step(parts.times(), leaf)).toList());
  }

  private static boolean canBeUndone(Response response) {
    return response.state() == ResponseState.SUCCEEDED
        && !response.dryRun()
        && response.outcome() instanceof Outcome.Succeeded done
        && !done.beforeState().isNull();
  }

  private static List<Lines> outcome(Response response) {
    List<Lines> parts = new ArrayList<>();
    switch (response.outcome()) {
      case null -> {}
      case Outcome.Succeeded done -> {
        parts.add(
            new Lines(
                response.dryRun() ? "Would have changed" : "Changed", "changes", done.changes()));
        parts.add(new Lines("Know that", "warnings", done.warnings()));
        parts.add(
            new Lines(
                "Evidence kept",
                "changes",
                done.artefacts().stream().map(StoryView::words).toList()));
      }
      case Outcome.NothingToDo nothing ->
          parts.add(new Lines("Nothing to do", "changes", List.of(nothing.why())));
      case Outcome.Failed failed ->
          parts.add(
              new Lines(
                  "Failed: " + Words.lower(failed.kind()), "warnings", List.of(failed.cause())));
    }
    switch (response.undoOutcome()) {
      case null -> {}
      case UndoOutcome.Undone undone -> parts.add(new Lines("Undone", "changes", undone.changes()));
      case UndoOutcome.Refused refused -> {
        parts.add(new Lines("Not undone", "warnings", List.of(refused.why())));
        parts.add(new Lines("The difference", "changes", refused.difference()));
      }
      case UndoOutcome.Failed failed ->
          parts.add(new Lines("Not undone", "warnings", List.of(failed.cause())));
    }
    parts.removeIf(each -> each.lines().isEmpty());
    return parts;
  }

  private static List<Question.Named> facts(PageTimes times, Response response) {
    List<Question.Named> facts = new ArrayList<>();
    facts.add(new Question.Named("Response", response.id()));
    facts.add(new Question.Named("Answered by", response.decidedBy()));
    facts.add(
        new Question.Named("Asked for", times.exact(response.request().requestedAt()).shown()));
    if (response.request().edition() != null) {
      facts.add(new Question.Named("Playbook's version", response.request().edition().describe()));
      facts.add(
          new Question.Named(
              "Playbook's stage",
              response.request().edition().stage().word()
                  + ": "
                  + response.request().edition().why()));
    }
    if (response.repeats() > 0) {
      facts.add(
          new Question.Named(
              "Asked again", response.repeats() + " more requests for the same were joined"));
    }
    facts.removeIf(each -> each.text().isEmpty());
    return facts;
  }

  private static Step step(PageTimes times, AuditRecord leaf) {
    String reason = leaf.fields().path("reason").asText(leaf.fields().path("why").asText(""));
    String comment = leaf.fields().path("comment").asText("");
    return new Step(
        leaf.index(),
        times.exact(leaf.time()),
        leaf.kind(),
        leaf.actor(),
        DisplayText.of(
            comment.isEmpty() || reason.contains(comment) ? reason : reason + " (" + comment + ")",
            WORDS_AT_MOST),
        Links.proof(leaf.index()));
  }

  private static String words(Artefact artefact) {
    return artefact.kind()
        + " of "
        + artefact.what()
        + ", "
        + artefact.bytes()
        + " bytes"
        + (artefact.truncated().isEmpty() ? "" : ", not whole: " + artefact.truncated());
  }
}
