package io.nightjar.cli;

import io.nightjar.detect.Detection;
import io.nightjar.incident.Incident;
import io.nightjar.incident.IncidentStory;
import io.nightjar.notify.Notices;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One incident, for reading top down: what, how bad, what was done, then everything by time. */
final class IncidentPage {

  private static final int LABEL = 11;

  private final Paint paint;
  private final Times times;
  private final Hints hints;
  private final StringBuilder page = new StringBuilder();

  private record Entry(Instant at, String what, String text) {}

  IncidentPage(Shell shell, Hints hints) {
    this.hints = hints;
    this.paint = shell.paint();
    this.times = new Times(shell.zone());
  }

  String whole(IncidentStory story) {
    head(story.incident());
    rules(story.incident());
    waiting(story.responses());
    timeline(story);
    return page.toString();
  }

  private void head(Incident incident) {
    page.append(paint.bold(incident.id()))
        .append("  ")
        .append(incident.state().words())
        .append('\n');
    row("about", incident.about());
    row("severity", incident.severity().name().toLowerCase(Locale.ROOT));
    row(
        "from",
        times.full(incident.openedAt()) + " to " + times.full(incident.lastAt()) + ", so far");
  }

  private void rules(Incident incident) {
    section(incident.detections() == 1 ? "1 detection" : incident.detections() + " detections");
    incident.rules().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(
            rule ->
                page.append("  ")
                    .append(Table.pad(rule.getValue() + " x", LABEL))
                    .append(PlainText.of(rule.getKey()))
                    .append('\n'));
  }

  private void waiting(List<Response> responses) {
    List<Response> asked =
        responses.stream()
            .filter(response -> response.state() == ResponseState.AWAITING_APPROVAL)
            .toList();
    if (!asked.isEmpty()) {
      section("you are asked");
    }
    for (Response response : asked) {
      String id = Notices.shortId(response.id());
      row(id, response.request().actionId() + " on " + response.request().target().describe());
      row("type", hints.type("responses approve " + id));
      row("or", hints.type("responses deny " + id));
    }
  }

  private void timeline(IncidentStory story) {
    section("timeline");
    List<Entry> entries = new ArrayList<>();
    for (Detection detection : story.detections()) {
      entries.add(
          new Entry(
              detection.time(),
              "detected",
              detection.rule() + "  " + LiveLine.process(detection.process())));
    }
    for (Response response : story.responses()) {
      entries.add(new Entry(response.updatedAt(), response.state().words(), words(response)));
    }
    for (Incident.Change change : story.incident().changes()) {
      entries.add(
          new Entry(
              change.at(), change.to().words(), "by " + change.who() + " " + change.comment()));
    }
    entries.sort(Comparator.comparing(Entry::at));
    int left = Math.toIntExact(story.incident().detections() - story.detections().size());
    for (Entry entry : entries) {
      page.append("  ")
          .append(times.exact(entry.at()))
          .append("  ")
          .append(paint.bold(Table.pad(entry.what(), 18)))
          .append("  ")
          .append(PlainText.of(entry.text()))
          .append('\n');
    }
    if (left > 0) {
      page.append("  ")
          .append(paint.dim("and " + left + " more detections between the first and the last"))
          .append('\n');
    }
  }

  private static String words(Response response) {
    return Notices.shortId(response.id())
        + "  "
        + response.request().actionId()
        + " on "
        + response.request().target().describe()
        + ": "
        + LiveLine.result(response);
  }

  private void row(String label, String text) {
    page.append("  ").append(paint.dim(Table.pad(PlainText.of(label), LABEL)));
    page.append("  ").append(PlainText.of(text)).append('\n');
  }

  private void section(String title) {
    page.append(paint.bold(title)).append('\n');
  }
}
