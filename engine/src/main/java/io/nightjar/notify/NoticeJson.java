package io.nightjar.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.TreeMap;

/** A notice as one JSON object on one line. */
final class NoticeJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private NoticeJson() {}

  /** Without the links. */
  static String line(Notice notice) {
    return text(node(notice));
  }

  /** With the links, for whoever hands them to their people. */
  static String lineWithLinks(Notice notice) {
    ObjectNode node = node(notice);
    ObjectNode links = node.putObject("answerLinks");
    new TreeMap<>(notice.invited()).forEach((who, url) -> links.put(who, url.toString()));
    return text(node);
  }

  private static ObjectNode node(Notice notice) {
    return MAPPER
        .createObjectNode()
        .put("kind", notice.kind().name().toLowerCase(Locale.ROOT))
        .put("time", notice.time().toString())
        .put("responseId", notice.responseId())
        .put("namespace", notice.namespace())
        .put("happened", notice.happened())
        .put("done", notice.done())
        .put("asked", notice.asked())
        .put("command", notice.command());
  }

  private static String text(ObjectNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts is always JSON", e);
    }
  }
}
