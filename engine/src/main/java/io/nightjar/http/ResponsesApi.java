package io.nightjar.http;

import io.nightjar.http.About.Kind;
import io.nightjar.respond.DeskReply;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import io.nightjar.respond.Speaker;
import java.util.List;

/** Routes of the responses. */
final class ResponsesApi {

  /** Something that a person does to a response. */
  private interface Verb {
    DeskReply apply(String id, Speaker who, String comment);
  }

  private final ControlBackend backend;

  ResponsesApi(ControlBackend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/responses", Permission.VIEW, this::list)
            .saying(
                Listing.paged(About.list("responses", "The newest first", Response.class))
                    .query("state", Kind.TEXT, "One or more, with commas", "awaiting-approval")
                    .query("playbook", Kind.TEXT, "A whole name", "shell-at-night")
                    .query("action", Kind.TEXT, "A whole id", "kubernetes:isolate-pod")
                    .query("pod", Kind.TEXT, "A part of the target's name", "checkout")),
        Route.post("/responses", Permission.REQUEST, this::request)
            .saying(
                About.of("responses", "Asks for one by hand; the gate judges it", Response.class)
                    .body("action", Kind.TEXT, "Id of the action", "kubernetes:label-pod")
                    .body("target", Kind.TEXT, "What it is done to", "pod/shop/web-1")
                    .body("because", Kind.TEXT, "Why, for the audit log", "it looks odd")
                    .mayHold(
                        "parameters",
                        Kind.PARAMETERS,
                        "What the action needs to know",
                        "{\"key\":\"tier\",\"value\":\"quarantine\"}")
                    .mayHold("undoAfter", Kind.DURATION, "Undone after so long", "PT8H")
                    .who()),
        Route.get("/responses/{id}", Permission.VIEW, this::show)
            .saying(About.of("responses", "The whole story of one", ResponseStory.class)),
        verb("approve", "Says yes to one that waits", Permission.ANSWER, backend::approve),
        verb("deny", "Says no to one that waits", Permission.ANSWER, backend::deny),
        verb("acknowledge", "Somebody looks at it", Permission.ANSWER, backend::acknowledge),
        verb("undo", "Undoes what it did; follow it by events", Permission.UNDO, backend::undo));
  }

  private Route verb(String word, String summary, Permission permission, Verb verb) {
    return Route.post("/responses/{id}/" + word, null, call -> act(call, permission, verb))
        .saying(About.of("responses", summary, Response.class).whoAndComment().asks(permission));
  }

  private Reply list(Call call) {
    String states = Listing.states(call.query().getOrDefault("state", ""), ResponseState::valueOf);
    return Listing.page(call, states, backend::responses);
  }

  private Reply show(Call call) {
    String id = call.theOne("response", backend::responseIds);
    return Reply.ok(
        backend.story(id).orElseThrow(() -> new Rejection(Problem.notFound("no response " + id))));
  }

  private Reply act(Call call, Permission permission, Verb verb) {
    Speaker who = call.speaker();
    String comment = call.text("comment");
    String id = call.theOne("response", backend::responseIds);
    call.demand(permission, namespace(id));
    return reply(verb.apply(id, who, comment));
  }

  private String namespace(String id) {
    return backend
        .story(id)
        .map(story -> story.response().request().target().namespace())
        .orElse("");
  }

  private Reply request(Call call) {
    return reply(
        backend.request(
            new HandRequest(
                call.required("action"),
                call.required("target"),
                call.parameters("parameters"),
                call.required("because"),
                call.duration("undoAfter"),
                call.who())));
  }

  private static Reply reply(DeskReply reply) {
    return switch (reply) {
      case DeskReply.Done done -> Reply.ok(done.response());
      case DeskReply.Refused refused -> throw new Rejection(problem(refused));
    };
  }

  static Problem problem(DeskReply.Refused refused) {
    return switch (refused.cause()) {
      case NOT_FOUND -> Problem.notFound(refused.why());
      case NOT_ENTITLED -> Problem.notEntitled(refused.why());
      case LINK_OVER -> Problem.gone(refused.why());
      case UNSUITABLE -> Problem.badRequest(refused.why());
      case AMBIGUOUS, WRONG_STATE, DIFFERENT_ACTION, IRREVERSIBLE -> Problem.refused(refused.why());
    };
  }
}
