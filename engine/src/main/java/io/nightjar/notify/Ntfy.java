package io.nightjar.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.store.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A topic of ntfy, published to as JSON at the root of its server: it answers 200, 401 or 403
 * without a right to write, 429 when there is too much. Texts are plain, Markdown is off.
 */
final class Ntfy implements Channel {

  /** A longer message would become a file. */
  private static final int MESSAGE_BYTES = 3_800;

  private static final int LINE = 240;

  private final Settings settings;
  private final WebPost post;

  /**
   * @param topic a secret where the server lets everybody read
   * @param token a secret; empty for none
   */
  record Settings(URI server, String topic, String token, Duration timeout) {
    @Override
    public String toString() {
      return "[secret]";
    }
  }

  Ntfy(Settings settings, Wire wire) {
    this.settings = settings;
    this.post = new WebPost(settings.server(), settings.timeout(), wire);
  }

  @Override
  public Sent send(Letter letter) throws InterruptedException {
    Map<String, String> headers =
        settings.token().isEmpty()
            ? Map.of()
            : Map.of("Authorization", "Bearer " + settings.token());
    return Posted.of(post.send(Json.write(message(settings.topic(), letter)), headers));
  }

  static ObjectNode message(String topic, Letter letter) {
    ObjectNode message =
        Json.MAPPER
            .createObjectNode()
            .put("topic", topic)
            .put("title", Words.plain(Words.title(letter), LINE))
            .put("message", cut(Words.body(letter)))
            .put("priority", priority(letter))
            .put("markdown", false);
    message.putArray("tags").add(NoticeText.word(letter.notice().kind()));
    ArrayNode actions = Json.MAPPER.createArrayNode();
    view(actions, "Approve or deny", letter.ownLink());
    view(actions, "Look", letter.with().page());
    if (!actions.isEmpty()) {
      message.set("actions", actions);
      message.put("click", actions.get(0).path("url").asText());
    }
    return message;
  }

  /** From 1, least, to 5: a phone that is silent rings at 5. */
  private static int priority(Letter letter) {
    if (letter.notice().kind().asks()) {
      return 5;
    }
    return switch (letter.severity()) {
      case EMERGENCY, ALERT, CRITICAL -> 5;
      case ERROR -> 4;
      case WARNING -> 3;
      case NOTICE -> 2;
      case INFORMATIONAL, DEBUG -> 1;
    };
  }

  private static String cut(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length <= MESSAGE_BYTES) {
      return text;
    }
    StringBuilder cut = new StringBuilder();
    int bytes = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      String next = Character.toString(text.codePointAt(i));
      bytes += next.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MESSAGE_BYTES) {
        break;
      }
      cut.append(next);
    }
    return cut.append('…').toString();
  }

  private static void view(ArrayNode actions, String label, @Nullable URI url) {
    if (url != null) {
      actions
          .addObject()
          .put("action", "view")
          .put("label", label)
          .put("url", url.toString())
          .put("clear", false);
    }
  }

  @Override
  public String problem() {
    return post.problem();
  }
}
