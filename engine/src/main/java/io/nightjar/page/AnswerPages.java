package io.nightjar.page;

import io.nightjar.http.AnswerView;
import io.nightjar.http.Reply;
import io.nightjar.http.ResponseStory;
import io.nightjar.respond.AnswerLink;
import io.nightjar.respond.Response;
import java.time.Instant;

/** Answer links in the look of all pages; who holds one need not sign in. */
public final class AnswerPages implements AnswerView {

  private final PageParts parts;

  public AnswerPages(PageParts parts) {
    this.parts = parts;
  }

  /** What the template of a question knows. */
  record Asked(String who, String left, Question question) {}

  /** What the template of an answer knows; without {@code row} where there is nothing to show. */
  record Told(String words, String tone, String more, String what, String on, String state) {}

  @Override
  public Reply question(ResponseStory story, AnswerLink link) {
    Response response = story.response();
    Instant expires = response.expiresAt();
    Instant end = expires != null && expires.isBefore(link.until()) ? expires : link.until();
    Question question = Question.of(parts, story, parts.previews().of(response), "", true);
    Asked page = new Asked(link.who(), parts.times().left(end), question);
    return parts.frame().bare(200, new View("answer", question.row().title(), Tab.NONE, page));
  }

  @Override
  public Reply result(int status, Response response, boolean good, String words) {
    Rows.Row row = new Rows(parts).row(response);
    Told page =
        new Told(
            words,
            good ? "good" : "bad",
            "",
            row.title(),
            row.on(),
            row.badge() + ": " + response.reason());
    return parts.frame().bare(status, new View("answered", words, Tab.NONE, page));
  }

  @Override
  public Reply nothing(int status, String words, String more) {
    Told page = new Told(words, "bad", more, "", "", "");
    return parts.frame().bare(status, new View("answered", words, Tab.NONE, page));
  }
}
