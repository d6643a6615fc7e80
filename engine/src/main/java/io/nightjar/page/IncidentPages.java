package io.nightjar.page;

import io.nightjar.actions.DisplayText;
import io.nightjar.detect.Detection;
import io.nightjar.http.Call;
import io.nightjar.http.ControlBackend;
import io.nightjar.http.IncidentVerb;
import io.nightjar.http.Permission;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.incident.Incident;
import io.nightjar.incident.IncidentDesk;
import io.nightjar.incident.IncidentState;
import io.nightjar.incident.IncidentStory;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One incident by time, and what people do with it. */
final class IncidentPages implements PageRoutes {

  private static final int REASON_AT_MOST = 160;

  private final PageParts parts;
  private final ControlBackend backend;
  private final Rows rows;
  private final Words words;

  IncidentPages(PageParts parts) {
    this.parts = parts;
    this.backend = parts.backend();
    this.rows = new Rows(parts);
    this.words = new Words(parts.actions());
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/incidents/{id}", Permission.VIEW, this::one),
        Route.post("/incidents/{id}", Permission.VIEW, this::change));
  }

  /**
   * What the template of one knows.
   *
   * @param between how many detections between the first and the last ones are not in the timeline
   */
  record One(
      Rows.Row row,
      String state,
      List<Question.Named> facts,
      List<Count> rules,
      List<Rows.Row> asked,
      List<Entry> timeline,
      long between,
      List<String> verbs,
      ResponsePages.@Nullable Note note) {}

  /** How often a rule matched. */
  record Count(String rule, long times) {}

  /** One thing that happened. */
  record Entry(
      Instant time, Moment at, String what, String tone, String text, String more, String href) {}

  private Reply one(Call call) {
    return show(call, 200, story(call), null);
  }

  private Reply show(
      Call call, int status, IncidentStory story, ResponsePages.@Nullable Note note) {
    Incident incident = story.incident();
    List<Response> asked =
        story.responses().stream()
            .filter(response -> response.state() == ResponseState.AWAITING_APPROVAL)
            .toList();
    boolean may = call.caller().may(Permission.INCIDENTS, incident.namespace());
    One page =
        new One(
            rows.incidents(List.of(incident)).getFirst(),
            incident.state().words(),
            facts(incident),
            incident.rules().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(each -> new Count(each.getKey(), each.getValue()))
                .toList(),
            rows.responses(asked),
            timeline(story),
            incident.detections() - story.detections().size(),
            may ? verbs(incident.state()) : List.of(),
            note);
    return parts
        .frame()
        .show(call, status, new View("incident", incident.about(), Tab.INCIDENTS, page));
  }

  private List<Question.Named> facts(Incident incident) {
    return List.of(
        new Question.Named("Incident", incident.id()),
        new Question.Named(
            "Namespace", incident.namespace().isEmpty() ? "none" : incident.namespace()),
        new Question.Named("From", parts.times().exact(incident.openedAt()).shown()),
        new Question.Named("To, so far", parts.times().exact(incident.lastAt()).shown()));
  }

  private static List<String> verbs(IncidentState state) {
    return switch (state) {
      case OPEN -> List.of("acknowledge", "close");
      case ACKNOWLEDGED -> List.of("close");
      case CLOSED -> List.of("reopen");
    };
  }

  private List<Entry> timeline(IncidentStory story) {
    List<Entry> entries = new ArrayList<>();
    for (Detection detection : story.detections()) {
      entries.add(
          entry(
              detection.time(),
              "detected",
              Severity.tone(detection.priority()),
              detection.rule(),
              detection.output(),
              Links.detection(detection.id())));
    }
    for (Response response : story.responses()) {
      entries.add(
          entry(
              response.updatedAt(),
              Words.state(response),
              Words.tone(response.state()),
              words.action(response.request().actionId())
                  + " on "
                  + response.request().target().describe(),
              DisplayText.of(response.reason(), REASON_AT_MOST),
              Links.response(response.id())));
    }
    for (Incident.Change change : story.incident().changes()) {
      entries.add(
          entry(change.at(), change.to().words(), "", "by " + change.who(), change.comment(), ""));
    }
    entries.sort(Comparator.comparing(Entry::time));
    return entries;
  }

  private Entry entry(
      Instant time, String what, String tone, String text, String more, String href) {
    return new Entry(time, parts.times().exact(time), what, tone, text, more, href);
  }

  private IncidentStory story(Call call) {
    String id = call.theOne("incident", backend::incidentIds);
    return backend
        .incident(id)
        .orElseThrow(() -> new Rejection(Problem.notFound("no incident " + id)));
  }

  private Reply change(Call call) {
    Map<String, String> form = parts.frame().form(call);
    IncidentStory story = story(call);
    call.demand(Permission.INCIDENTS, story.incident().namespace());
    IncidentVerb verb = verb(form.getOrDefault("verb", ""));
    String id = story.incident().id();
    return switch (backend.change(verb, id, call.caller().name(), ResponsePages.comment(form))) {
      case IncidentDesk.Reply.Done done -> Reply.seeOther(Links.incident(id));
      case IncidentDesk.Reply.Refused refused ->
          show(call, 409, story, new ResponsePages.Note("Not done: " + refused.why(), "bad"));
    };
  }

  private static IncidentVerb verb(String word) {
    for (IncidentVerb verb : IncidentVerb.values()) {
      if (verb.name().toLowerCase(Locale.ROOT).equals(word)) {
        return verb;
      }
    }
    throw new Rejection(Problem.badRequest("nothing like that can be done with an incident"));
  }
}
