package io.nightjar.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.store.Json;
import java.util.Locale;
import java.util.TreeMap;

/** A letter as one JSON object on one line, for programs. */
final class NoticeJson {

  private NoticeJson() {}

  /** Without links. */
  static String line(Letter letter) {
    return Json.write(node(letter));
  }

  /** With the links, for whoever hands them to their people. */
  static String lineWithLinks(Letter letter) {
    ObjectNode node = node(letter);
    ObjectNode links = node.putObject("answerLinks");
    new TreeMap<>(letter.with().links()).forEach((who, url) -> links.put(who, url.toString()));
    return Json.write(node);
  }

  private static ObjectNode node(Letter letter) {
    Notice notice = letter.notice();
    Notice.About about = notice.subject();
    ObjectNode node =
        Json.MAPPER
            .createObjectNode()
            .put("id", letter.id())
            .put("kind", notice.kind().name().toLowerCase(Locale.ROOT))
            .put("severity", NoticeText.word(letter.severity()))
            .put("time", notice.time().toString())
            .put("responseId", notice.responseId())
            .put("topic", letter.topic())
            .put("namespace", notice.namespace())
            .put("playbook", about.playbook())
            .put("action", about.action())
            .put("target", about.target())
            .put("happened", notice.happened())
            .put("done", notice.done())
            .put("asked", notice.asked())
            .put("command", notice.command());
    if (letter.count() > 1 || letter.isCollection()) {
      node.put("count", letter.count());
      letter.collected().forEach(node.putArray("collected")::add);
    }
    return node;
  }
}
