package io.nightjar.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.detect.Priority;
import io.nightjar.store.Json;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * An integration of PagerDuty by its Events API v2: a question or a failure triggers, somebody who
 * looks acknowledges, an answer or an end resolves, all under one {@code dedup_key} for each
 * response. It answers 202, 400 for what it never takes, 429 when there is too much.
 */
final class PagerDuty implements Channel {

  private static final int SUMMARY = 1_024;
  private static final String SOURCE = "nightjar";

  private final String routingKey;
  private final WebPost post;

  /**
   * @param routingKey a secret
   */
  PagerDuty(URI url, String routingKey, Duration timeout, Wire wire) {
    this.routingKey = routingKey;
    this.post = new WebPost(url, timeout, wire);
  }

  @Override
  public boolean changesMessages() {
    return true;
  }

  @Override
  public Sent send(Letter letter) throws InterruptedException {
    Sent sent = Posted.of(post.send(Json.write(event(routingKey, letter)), Map.of()));
    return sent instanceof Sent.Delivered ? new Sent.Delivered(key(letter)) : sent;
  }

  static ObjectNode event(String routingKey, Letter letter) {
    String action = action(letter.notice().kind());
    ObjectNode event =
        Json.MAPPER
            .createObjectNode()
            .put("routing_key", routingKey)
            .put("event_action", action)
            .put("dedup_key", key(letter));
    if (!action.equals("trigger")) {
      return event;
    }
    Notice notice = letter.notice();
    ObjectNode payload =
        event
            .put("client", "Nightjar")
            .putObject("payload")
            .put("summary", Words.plain(Words.title(letter) + ": " + notice.happened(), SUMMARY))
            .put("source", source(notice))
            .put("severity", severity(letter.severity()))
            .put("timestamp", notice.time().toString())
            .put("group", Words.plain(notice.namespace(), SUMMARY))
            .put("class", NoticeText.word(notice.kind()));
    ObjectNode details = payload.putObject("custom_details");
    int line = 1;
    for (Words.Part part : Words.parts(letter)) {
      details.put(part.label().isEmpty() ? Integer.toString(line++) : part.label(), part.text());
    }
    URI look = letter.ownLink() == null ? letter.with().page() : letter.ownLink();
    if (look != null) {
      event
          .putArray("links")
          .addObject()
          .put("href", look.toString())
          .put("text", letter.ownLink() == null ? "Look" : "Approve or deny");
    }
    return event;
  }

  private static String source(Notice notice) {
    String target = Words.plain(notice.subject().target(), 200);
    return target.isEmpty() ? SOURCE : target;
  }

  private static String action(Notice.Kind kind) {
    return switch (kind) {
      case ACKNOWLEDGED -> "acknowledge";
      case ANSWERED, EXECUTED, UNDONE -> "resolve";
      case AWAITING_APPROVAL,
          ESCALATION,
          EXPIRED,
          DENIED,
          FAILED,
          UNDO_REFUSED,
          REVERTED_BY_OTHERS,
          TROUBLE,
          SENSOR_LOSS,
          ALERTS_LOST,
          PAGE,
          TEST ->
          "trigger";
    };
  }

  /** The same for all that is said of one response. */
  private static String key(Letter letter) {
    Notice notice = letter.notice();
    String what = notice.responseId().isEmpty() ? notice.sameness() : notice.responseId();
    return "nightjar/" + what;
  }

  private static String severity(Priority priority) {
    return switch (priority) {
      case EMERGENCY, ALERT, CRITICAL -> "critical";
      case ERROR -> "error";
      case WARNING -> "warning";
      case NOTICE, INFORMATIONAL, DEBUG -> "info";
    };
  }

  @Override
  public String problem() {
    return post.problem();
  }
}
