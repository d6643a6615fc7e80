package io.nightjar.http;

import io.nightjar.config.Durations;
import io.nightjar.http.About.Kind;
import io.nightjar.respond.AnswerLink;
import io.nightjar.respond.LinkReply;
import java.time.Duration;
import java.util.List;

/** The route that hands out answer links. */
final class LinksApi {

  private static final Duration WITHIN_AT_MOST = Duration.ofDays(7);

  private final ControlBackend backend;
  private final AnswerLinks links;

  LinksApi(ControlBackend backend, AnswerLinks links) {
    this.backend = backend;
    this.links = links;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/responses/{id}/links", Permission.OPERATE, this::issue)
            .saying(
                About.of("responses", "A link with which one person answers it", GivenLink.class)
                    .body("for", Kind.TEXT, "Who answers with it", "lee")
                    .body("within", Kind.TEXT, "For so long it is good", "30m")
                    .who()));
  }

  private Reply issue(Call call) {
    String who = call.who();
    String person = call.required("for");
    if (!call.caller().equals(Caller.OWNER) && !person.equals(who)) {
      // whoever gets the link answers as that person
      throw new Rejection(
          Problem.forbidden(
              "only who holds the state folder's token makes links for others; yours is for "
                  + who));
    }
    Duration within = within(call.required("within"));
    String id = call.theOne("response", backend::responseIds);
    return switch (backend.link(id, person, "person:" + who, within)) {
      case LinkReply.Issued issued -> Reply.ok(given(issued.link()));
      case LinkReply.Refused refused ->
          throw new Rejection(ResponsesApi.problem(refused.refusal()));
    };
  }

  private GivenLink given(AnswerLink link) {
    return new GivenLink(links.url(link), link.who(), link.until());
  }

  private static Duration within(String text) {
    try {
      Duration within = Durations.parse(text);
      if (within.isPositive() && within.compareTo(WITHIN_AT_MOST) <= 0) {
        return within;
      }
    } catch (IllegalArgumentException e) {
      throw new Rejection(Problem.badRequest("within " + e.getMessage()));
    }
    throw new Rejection(Problem.badRequest("within must be more than nothing and at most 7d"));
  }
}
