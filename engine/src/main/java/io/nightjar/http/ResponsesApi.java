package io.nightjar.http;

import io.nightjar.respond.DeskReply;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.respond.ResponseState;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Routes of the responses. */
final class ResponsesApi {

  private static final int LIMIT_AT_MOST = 1_000;

  /** Something that a person does to a response. */
  private interface Verb {
    DeskReply apply(String id, String who, String comment);
  }

  private final ControlBackend backend;

  ResponsesApi(ControlBackend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/responses", Permission.VIEW, this::list),
        Route.post("/responses", Permission.REQUEST, this::request),
        Route.get("/responses/{id}", Permission.VIEW, this::show),
        Route.post(
            "/responses/{id}/approve",
            null,
            call -> act(call, Permission.ANSWER, backend::approve)),
        Route.post(
            "/responses/{id}/deny", null, call -> act(call, Permission.ANSWER, backend::deny)),
        Route.post(
            "/responses/{id}/acknowledge",
            null,
            call -> act(call, Permission.ANSWER, backend::acknowledge)),
        Route.post(
            "/responses/{id}/undo", null, call -> act(call, Permission.UNDO, backend::undo)));
  }

  private Reply list(Call call) {
    ResponseFilter filter =
        new ResponseFilter(
            states(call.query().getOrDefault("state", "")),
            call.query().getOrDefault("namespace", ""),
            (int) call.number("limit", 50, LIMIT_AT_MOST));
    return Reply.ok(backend.responses(filter, call.query().getOrDefault("playbook", "")));
  }

  private static Set<ResponseState> states(String text) {
    Set<ResponseState> states = EnumSet.noneOf(ResponseState.class);
    for (String name : text.split(",")) {
      if (!name.isBlank()) {
        states.add(state(name.strip()));
      }
    }
    return states;
  }

  private static ResponseState state(String name) {
    try {
      return ResponseState.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new Rejection(Problem.badRequest("there is no state \"" + name + "\""));
    }
  }

  private Reply show(Call call) {
    String id = call.theOne("response", backend::responseIds);
    return Reply.ok(
        backend.story(id).orElseThrow(() -> new Rejection(Problem.notFound("no response " + id))));
  }

  private Reply act(Call call, Permission permission, Verb verb) {
    String who = call.who();
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
