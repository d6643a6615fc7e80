package io.nightjar.page;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.http.Call;
import io.nightjar.http.Permission;
import io.nightjar.http.ResponseStory;
import io.nightjar.page.Previews.Preview;
import io.nightjar.respond.Answers;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that a person needs to answer, in the order in which it is read.
 *
 * @param row what, on what, since when
 * @param asked why it does not go by itself
 * @param effects what it costs, a badge each
 * @param details facts that follow
 * @param preview null where it was not asked for
 * @param action address that takes the answer; empty for that of the page
 * @param mayAnswer whether who looks may answer; the desk judges again
 */
record Question(
    Rows.Row row,
    String summary,
    String because,
    String asked,
    List<Effect> effects,
    List<Named> details,
    List<Named> parameters,
    @Nullable Preview preview,
    List<Rows.Row> detections,
    String left,
    @Nullable Moment until,
    String unanswered,
    String action,
    boolean mayAnswer) {

  /** One thing to weigh. */
  record Effect(String text, String tone) {}

  /** A fact and its name. */
  record Named(String name, String text) {}

  /**
   * @param preview null for none
   */
  static Question of(PageParts parts, Call call, ResponseStory story, @Nullable Preview preview) {
    Response response = story.response();
    return of(
        parts,
        story,
        preview,
        Links.response(response.id()) + "/answer",
        call.caller().may(Permission.ANSWER, response.request().target().namespace()));
  }

  /**
   * @param action address that takes the answer; empty for that of the page
   */
  static Question of(
      PageParts parts,
      ResponseStory story,
      @Nullable Preview preview,
      String action,
      boolean mayAnswer) {
    Response response = story.response();
    ResponseRequest request = response.request();
    ApprovalAsk ask = request.approval();
    Rows rows = new Rows(parts);
    Words words = new Words(parts.actions());
    Instant expires = response.expiresAt();
    return new Question(
        rows.row(response),
        words.summary(request.actionId()),
        request.because(),
        response.state() == ResponseState.AWAITING_APPROVAL ? response.reason() : "",
        effects(words.descriptor(request.actionId()), request.undoAfter(), response),
        details(response),
        request.parameters().values().entrySet().stream()
            .map(each -> new Named(each.getKey(), String.join(", ", each.getValue())))
            .toList(),
        preview,
        rows.detections(story.detections()),
        expires == null ? "" : parts.times().left(expires),
        expires == null ? null : parts.times().of(expires),
        Words.unanswered(ask),
        action,
        mayAnswer);
  }

  private static List<Effect> effects(
      @Nullable ActionDescriptor action, @Nullable Duration undoAfter, Response response) {
    List<Effect> effects = new ArrayList<>();
    if (response.dryRun()) {
      effects.add(new Effect("Dry run: nothing is changed", "good"));
    }
    if (action == null) {
      effects.add(new Effect("Unknown action", "bad"));
      return effects;
    }
    effects.add(
        action.disruptive()
            ? new Effect("Users may notice", "wait")
            : new Effect("Users do not notice", "good"));
    effects.add(
        action.reversible()
            ? new Effect(
                undoAfter == null
                    ? "Can be undone"
                    : "Undone by itself after " + PageTimes.words(undoAfter),
                "good")
            : new Effect("Cannot be undone", "bad"));
    effects.add(
        action.keepsEvidence()
            ? new Effect("Evidence stays", "good")
            : new Effect("Evidence is lost", "bad"));
    return effects;
  }

  private static List<Named> details(Response response) {
    ResponseRequest request = response.request();
    List<Named> details = new ArrayList<>();
    details.add(
        new Named("Asked by", request.playbook() + ", rule \"" + request.playbookRule() + "\""));
    boolean waits = response.state() == ResponseState.AWAITING_APPROVAL;
    if (waits) {
      details.add(new Named("Who may answer", Words.who(request.approval())));
    }
    String agreed =
        response.answers().agreed().stream()
            .map(Answers.Agreement::who)
            .collect(Collectors.joining(", "));
    details.add(new Named(waits ? "Agreed so far" : "Agreed", agreed));
    details.add(new Named("Looked at by", response.answers().acknowledgedBy()));
    response.findings().stream()
        .filter(finding -> finding.guard().equals("keep-ready"))
        .filter(finding -> !finding.why().startsWith("not looked at"))
        .forEach(finding -> details.add(new Named("Pods left", finding.why())));
    details.removeIf(each -> each.text().isEmpty());
    return details;
  }
}
