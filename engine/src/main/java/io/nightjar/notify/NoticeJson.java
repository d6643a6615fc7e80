package io.nightjar.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** A notice as one JSON object on one line. */
final class NoticeJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private NoticeJson() {}

  static String line(Notice notice) {
    ObjectNode node =
        MAPPER
            .createObjectNode()
            .put("kind", notice.kind().name().toLowerCase(Locale.ROOT))
            .put("time", notice.time().toString())
            .put("responseId", notice.responseId())
            .put("namespace", notice.namespace())
            .put("happened", notice.happened())
            .put("done", notice.done())
            .put("asked", notice.asked())
            .put("command", notice.command());
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts is always JSON", e);
    }
  }
}
