package io.nightjar.cli;

import io.nightjar.actions.Outcome;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.audit.AuditRecord;
import io.nightjar.config.Durations;
import io.nightjar.detect.Detection;
import io.nightjar.http.ResponseStory;
import io.nightjar.notify.Notices;
import io.nightjar.respond.Answers;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.Edition;
import io.nightjar.respond.Response;
import io.nightjar.respond.Response.GuardFinding;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The story of one response, for reading top down. */
final class StoryPage {

  private static final int LABEL = 11;

  private final Paint paint;
  private final Times times;
  private final Hints hints;
  private final StringBuilder page = new StringBuilder();

  StoryPage(Shell shell, Hints hints) {
    this.hints = hints;
    this.paint = shell.paint();
    this.times = new Times(shell.zone());
  }

  String whole(ResponseStory story) {
    head(story.response());
    detections(story.detections());
    guards(story.response().findings());
    history(story.history());
    outcome(story.response());
    undo(story.response());
    return page.toString();
  }

  /** Only the reasons. */
  String why(ResponseStory story) {
    Response response = story.response();
    head(response);
    detections(story.detections());
    guards(response.findings());
    return page.toString();
  }

  private void head(Response response) {
    ResponseRequest request = response.request();
    String state = response.state().words();
    page.append(paint.bold(response.id()))
        .append("  ")
        .append(paint.state(response.state(), state))
        .append(response.dryRun() ? " (dry run: nothing was changed)" : "")
        .append('\n');
    row("what", request.actionId() + " on " + request.target().describe());
    request
        .parameters()
        .values()
        .forEach((name, values) -> row("", name + " = " + String.join(", ", values)));
    row("asked by", request.playbook() + ", rule \"" + request.playbookRule() + "\"");
    edition(request.edition());
    row("because", request.because());
    row("now", state + ": " + response.reason());
    if (!response.decidedBy().isEmpty()) {
      row("answered", "by " + response.decidedBy());
    }
    approval(response);
    Long latency = response.latencyMillis();
    if (latency != null) {
      row("took", latency + " ms from the system call to the answer");
    }
    if (response.repeats() > 0) {
      row("repeated", response.repeats() + " more requests for the same were joined to it");
    }
  }

  private void edition(@Nullable Edition edition) {
    if (edition != null) {
      row("stage", edition.stage().word() + ": " + edition.why());
      row("version", edition.describe());
    }
  }

  private void approval(Response response) {
    ApprovalAsk ask = response.request().approval();
    if (response.state() != ResponseState.AWAITING_APPROVAL || ask == null) {
      return;
    }
    String groups = ask.groups().isEmpty() ? "anybody" : String.join(", ", ask.groups());
    row(
        "may answer",
        groups + (ask.persons() == 1 ? "" : "; " + ask.persons() + " people have to agree"));
    for (Answers.Agreement agreement : response.answers().agreed()) {
      row("agreed", agreement.who() + " at " + times.full(agreement.at()));
    }
    if (!response.answers().acknowledgedBy().isEmpty()) {
      row("looked at by", response.answers().acknowledgedBy());
    }
    if (response.expiresAt() != null) {
      row("expires", times.full(response.expiresAt()));
    }
    row("type", hints.type("responses approve " + Notices.shortId(response.id())));
    row("or", hints.type("responses deny " + Notices.shortId(response.id())));
  }

  private void detections(List<Detection> detections) {
    section("seen");
    for (Detection detection : detections) {
      String priority = detection.priority().name().toLowerCase(Locale.ROOT);
      page.append("  ")
          .append(times.clock(detection.time()))
          .append("  ")
          .append(paint.priority(detection.priority(), Table.pad(priority, LABEL)))
          .append("  ")
          .append(PlainText.of(detection.rule()))
          .append('\n');
      detail("process", LiveLine.process(detection.process()));
      if (detection.process() != null) {
        detail("started by", String.join(" < ", detection.process().ancestors()));
      }
      detail("container", container(detection));
      detail("output", detection.output());
    }
  }

  private static String container(Detection detection) {
    if (detection.containerId().isEmpty()) {
      return "none, on the host " + detection.node();
    }
    return detection.containerName()
        + " of "
        + detection.image()
        + " on "
        + detection.node()
        + (detection.privileged() ? ", privileged" : "");
  }

  private void guards(List<GuardFinding> findings) {
    section("guards");
    for (GuardFinding finding : findings) {
      String answer = Table.pad(finding.answer(), 8);
      page.append("  ")
          .append(finding.answer().equals("pass") ? paint.green(answer) : paint.yellow(answer))
          .append(Table.pad(PlainText.of(finding.guard()), 20))
          .append(PlainText.of(finding.why()))
          .append('\n');
    }
  }

  private void history(List<AuditRecord> history) {
    section("history");
    for (AuditRecord step : history) {
      page.append("  ")
          .append(times.exact(step.time()))
          .append("  ")
          .append(paint.dim(Table.pad("#" + step.index(), 6)))
          .append(Table.pad(PlainText.of(step.kind()), 28))
          .append(Table.pad(PlainText.of(step.actor()), 18))
          .append("  ")
          .append(PlainText.of(words(step)))
          .append('\n');
    }
  }

  /** The reason, and what a person said. */
  private static String words(AuditRecord step) {
    String reason = step.fields().path("reason").asText(step.fields().path("why").asText(""));
    String comment = step.fields().path("comment").asText("");
    return comment.isEmpty() || reason.contains(comment) ? reason : reason + " (" + comment + ")";
  }

  private void outcome(Response response) {
    Outcome outcome = response.outcome();
    switch (outcome) {
      case null -> {}
      case Outcome.Succeeded succeeded -> {
        list("changed", succeeded.changes());
        list("know that", succeeded.warnings());
      }
      case Outcome.NothingToDo nothing -> list("nothing to do", List.of(nothing.why()));
      case Outcome.Failed failed ->
          list(
              "failed",
              List.of(
                  failed.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                      + ": "
                      + failed.cause()));
    }
  }

  private void undo(Response response) {
    UndoOutcome undone = response.undoOutcome();
    switch (undone) {
      case null -> undoHint(response);
      case UndoOutcome.Undone done -> list("undone", done.changes());
      case UndoOutcome.Refused refused -> {
        list("not undone", List.of(refused.why()));
        list("the difference", refused.difference());
      }
      case UndoOutcome.Failed failed -> list("not undone", List.of(failed.cause()));
    }
  }

  private void undoHint(Response response) {
    if (response.state() != ResponseState.SUCCEEDED || response.dryRun()) {
      return;
    }
    section("undo");
    String undo = hints.type("responses undo " + Notices.shortId(response.id()));
    page.append("  ").append(PlainText.of(undo));
    if (response.request().undoAfter() != null) {
      page.append("  (by itself after ")
          .append(Durations.format(response.request().undoAfter()))
          .append(')');
    }
    page.append('\n');
  }

  private void row(String label, @Nullable String text) {
    page.append("  ").append(paint.dim(Table.pad(label, LABEL)));
    page.append(PlainText.of(String.valueOf(text))).append('\n');
  }

  private void detail(String label, String text) {
    if (!text.isEmpty()) {
      page.append(" ".repeat(16)).append(paint.dim(Table.pad(label, LABEL)));
      page.append("  ").append(PlainText.of(text)).append('\n');
    }
  }

  private void section(String title) {
    page.append(paint.bold(title)).append('\n');
  }

  private void list(String title, List<String> lines) {
    if (!lines.isEmpty()) {
      section(title);
      lines.forEach(line -> page.append("  - ").append(PlainText.of(line)).append('\n'));
    }
  }
}
