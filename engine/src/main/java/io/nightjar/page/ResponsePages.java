package io.nightjar.page;

import io.nightjar.http.Call;
import io.nightjar.http.ControlBackend;
import io.nightjar.http.Permission;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import io.nightjar.http.ResponseStory;
import io.nightjar.http.Route;
import io.nightjar.respond.DeskReply;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.respond.ResponseState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The questions that wait, one response, and what people say to it. */
final class ResponsePages implements PageRoutes {

  private static final int QUESTIONS = 20;

  /** So many are shown with what they would change; the others tell it on their own page. */
  private static final int PREVIEWED = 4;

  private static final int COMMENT_AT_MOST = 2_000;

  private final PageParts parts;
  private final ControlBackend backend;
  private final Rows rows;

  ResponsePages(PageParts parts) {
    this.parts = parts;
    this.backend = parts.backend();
    this.rows = new Rows(parts);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/approvals", Permission.VIEW, this::questions),
        Route.get("/responses/{id}", Permission.VIEW, this::one),
        Route.post("/responses/{id}/answer", Permission.VIEW, this::answer),
        Route.post("/responses/{id}/undo", Permission.VIEW, this::undo));
  }

  /** What the template of the questions knows. */
  record Questions(List<Question> first, List<Rows.Row> more) {}

  private Reply questions(Call call) {
    List<Response> waiting =
        backend.responses(
            new ResponseFilter(Set.of(ResponseState.AWAITING_APPROVAL), "", QUESTIONS), "");
    List<Question> first =
        waiting.stream()
            .limit(PREVIEWED)
            .flatMap(each -> backend.story(each.id()).stream())
            .map(story -> question(call, story))
            .toList();
    Questions page =
        new Questions(first, rows.responses(waiting.stream().skip(PREVIEWED).toList()));
    return parts.frame().show(call, new View("approvals", "Approvals", Tab.APPROVALS, page));
  }

  private Question question(Call call, ResponseStory story) {
    boolean waits = story.response().state() == ResponseState.AWAITING_APPROVAL;
    return Question.of(parts, call, story, waits ? parts.previews().of(story.response()) : null);
  }

  private Reply one(Call call) {
    return show(call, 200, story(call), said(call.query("said")));
  }

  private Reply show(Call call, int status, ResponseStory story, @Nullable Note note) {
    StoryView page = StoryView.of(parts, call, story, question(call, story), note);
    return parts
        .frame()
        .show(
            call, status, new View("response", page.question().row().title(), Tab.RESPONSES, page));
  }

  /** A sentence above the page. */
  record Note(String text, String tone) {}

  private static @Nullable Note said(@Nullable String word) {
    return switch (word) {
      case "approve" -> new Note("Your approval is taken.", "good");
      case "deny" -> new Note("Denied. Nothing is done.", "good");
      case "acknowledge" -> new Note("Nobody else is told. It still waits for an answer.", "good");
      case "undo" -> new Note("It is being undone.", "good");
      case null, default -> null;
    };
  }

  private ResponseStory story(Call call) {
    String id = call.theOne("response", backend::responseIds);
    return backend
        .story(id)
        .orElseThrow(() -> new Rejection(Problem.notFound("no response " + id)));
  }

  private Reply answer(Call call) {
    Map<String, String> form = parts.frame().form(call);
    ResponseStory story = story(call);
    call.demand(Permission.ANSWER, story.response().request().target().namespace());
    String id = story.response().id();
    String comment = comment(form);
    String word = form.getOrDefault("answer", "");
    DeskReply reply =
        switch (word) {
          case "approve" -> backend.approve(id, call.speaker(), comment);
          case "deny" -> backend.deny(id, call.speaker(), comment);
          case "acknowledge" -> backend.acknowledge(id, call.speaker(), comment);
          default -> throw new Rejection(Problem.badRequest("that is no answer"));
        };
    return became(call, id, word, reply);
  }

  private Reply undo(Call call) {
    Map<String, String> form = parts.frame().form(call);
    ResponseStory story = story(call);
    call.demand(Permission.UNDO, story.response().request().target().namespace());
    String id = story.response().id();
    return became(call, id, "undo", backend.undo(id, call.speaker(), comment(form)));
  }

  /** To the response as it is then, so that loading the page again says nothing twice. */
  private Reply became(Call call, String id, String word, DeskReply reply) {
    return switch (reply) {
      case DeskReply.Done done -> Reply.seeOther(Links.response(id) + "?said=" + word);
      case DeskReply.Refused refused ->
          show(
              call,
              status(refused.cause()),
              story(call),
              new Note("Not done: " + refused.why(), "bad"));
    };
  }

  private static int status(DeskReply.Cause cause) {
    return switch (cause) {
      case NOT_FOUND -> 404;
      case NOT_ENTITLED -> 403;
      case LINK_OVER -> 410;
      case UNSUITABLE -> 400;
      case AMBIGUOUS, WRONG_STATE, DIFFERENT_ACTION, IRREVERSIBLE -> 409;
    };
  }

  static String comment(Map<String, String> form) {
    String comment = form.getOrDefault("comment", "").strip();
    if (comment.length() > COMMENT_AT_MOST) {
      throw new Rejection(
          Problem.badRequest("a comment has " + COMMENT_AT_MOST + " letters at most"));
    }
    return comment;
  }
}
