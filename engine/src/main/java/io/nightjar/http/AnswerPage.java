package io.nightjar.http;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.detect.Detection;
import io.nightjar.respond.AnswerLink;
import io.nightjar.respond.Answers;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a person sees who follows an answer link, where no other page shows it. */
final class AnswerPage implements AnswerView {

  private static final int DETECTIONS_SHOWN = 5;

  private final Map<String, ActionDescriptor> actions;

  private final InstantSource clock;

  /**
   * @param actions by id
   */
  AnswerPage(Map<String, ActionDescriptor> actions, InstantSource clock) {
    this.actions = Map.copyOf(actions);
    this.clock = clock;
  }

  private static Reply reply(int status, String html) {
    return Reply.html(
        status,
        html,
        Map.of("Content-Security-Policy", Html.POLICY, "Referrer-Policy", "same-origin"));
  }

  @Override
  public Reply question(ResponseStory story, AnswerLink link) {
    return reply(200, page(story, link, clock.instant()));
  }

  private String page(ResponseStory story, AnswerLink link, Instant now) {
    Response response = story.response();
    String what = what(response);
    return Html.page(
        what,
        "<p class=\"who\">You answer as "
            + Html.text(link.who())
            + ". "
            + Html.text(left(response, link, now))
            + "</p>\n<h1>"
            + Html.text(what)
            + "?</h1>\n"
            + reasons(story.response())
            + form(response.id())
            + details(story));
  }

  private static String form(String id) {
    return """
    <form method="post">
    <label for="comment">Comment, for the audit log</label>
    <textarea id="comment" name="comment" rows="2" maxlength="2000"></textarea>
    <div class="answers">
    <button id="approve-%1$s" class="approve" name="answer" value="approve">Approve</button>
    <button id="deny-%1$s" class="deny" name="answer" value="deny">Deny</button>
    <button class="acknowledge" name="answer" value="acknowledge">I am looking at it</button>
    </div></form>
    """
        .formatted(Html.text(id));
  }

  @Override
  public Reply result(int status, Response response, boolean good, String words) {
    String html =
        Html.page(
            words,
            "<h1 class=\""
                + (good ? "good" : "bad")
                + "\">"
                + Html.text(words)
                + "</h1>\n<dl>\n"
                + Html.fact("What", what(response))
                + Html.fact("Now", response.state().words() + ": " + response.reason())
                + command("More", "./nightjar responses show " + response.id())
                + "</dl>\n");
    return reply(status, html);
  }

  @Override
  public Reply nothing(int status, String words, String more) {
    return reply(
        status,
        Html.page(
            words,
            "<h1 class=\"bad\">" + Html.text(words) + "</h1>\n<p>" + Html.text(more) + "</p>\n"));
  }

  private static String what(Response response) {
    return response.request().actionId() + " on " + response.request().target().describe();
  }

  /** What has to be known to answer, before the buttons; the rest is below them. */
  private String reasons(Response response) {
    ResponseRequest request = response.request();
    ActionDescriptor action = actions.get(request.actionId());
    return "<dl>\n"
        + Html.fact("Why", request.because())
        + Html.fact("What it does", action == null ? "" : effect(action, request.undoAfter()))
        + request.parameters().values().entrySet().stream()
            .map(each -> Html.fact(each.getKey(), String.join(", ", each.getValue())))
            .collect(Collectors.joining())
        + Html.fact("Agreed so far", agreed(response))
        + Html.fact("Looked at by", response.answers().acknowledgedBy())
        + "</dl>\n";
  }

  private static String details(ResponseStory story) {
    Response response = story.response();
    ResponseRequest request = response.request();
    return "<dl>\n"
        + Html.fact("Asked by", request.playbook() + ", rule \"" + request.playbookRule() + "\"")
        + Html.fact("Asked of a person because", asked(response))
        + seen(story.detections())
        + command("On a terminal", "./nightjar responses show " + response.id())
        + "</dl>\n";
  }

  private static String effect(ActionDescriptor action, @Nullable Duration undoAfter) {
    String summary = action.summary();
    return summary
        + (summary.endsWith(".") ? "" : ".")
        + (action.disruptive() ? " Users may notice it." : "")
        + (action.keepsEvidence() ? " The evidence stays." : " Evidence in the container is lost.")
        + (action.reversible() ? " It can be undone" : " It cannot be undone")
        + (undoAfter == null ? "." : ", and is by itself after " + minutes(undoAfter) + ".");
  }

  private static String asked(Response response) {
    return response.state() == ResponseState.AWAITING_APPROVAL ? response.reason() : "";
  }

  private static String agreed(Response response) {
    ApprovalAsk ask = response.request().approval();
    int persons = ask == null ? 1 : ask.persons();
    List<Answers.Agreement> agreed = response.answers().agreed();
    if (persons == 1) {
      return "";
    }
    return agreed.isEmpty()
        ? "nobody of " + persons
        : agreed.stream().map(Answers.Agreement::who).collect(Collectors.joining(", "))
            + "; "
            + persons
            + " people have to agree";
  }

  private static String seen(List<Detection> detections) {
    String shown =
        detections.stream()
            .limit(DETECTIONS_SHOWN)
            .map(
                each ->
                    Html.fact(
                        "Seen at " + each.time().truncatedTo(ChronoUnit.SECONDS),
                        each.rule() + ". " + each.output()))
            .collect(Collectors.joining());
    int more = detections.size() - DETECTIONS_SHOWN;
    return shown + (more > 0 ? Html.fact("And", more + " more detections") : "");
  }

  private static String command(String name, String command) {
    return "<dt>" + Html.text(name) + "</dt><dd><code>" + Html.text(command) + "</code></dd>\n";
  }

  private static String left(Response response, AnswerLink link, Instant now) {
    Instant expires = response.expiresAt();
    Instant end = expires != null && expires.isBefore(link.until()) ? expires : link.until();
    return minutes(Duration.between(now, end)) + " are left.";
  }

  private static String minutes(Duration duration) {
    long minutes = Math.max(1, duration.toMinutes());
    return minutes < 120
        ? minutes + (minutes == 1 ? " minute" : " minutes")
        : duration.toHours() + " hours";
  }
}
