package io.nightjar.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.http.Html;
import io.nightjar.store.Json;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * A web hook of a space of Google Chat: cards of version 2 with link buttons, one thread for each
 * topic. It answers 200, and 429 beyond one message a second. Texts of cards know a little HTML, so
 * that everything is escaped.
 */
final class GoogleChat implements Channel {

  private static final String IN_THREAD = "messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD";

  private final WebPost post;

  GoogleChat(URI url, Duration timeout, Wire wire) {
    String text = url.toString();
    this.post =
        new WebPost(
            URI.create(text + (url.getRawQuery() == null ? "?" : "&") + IN_THREAD), timeout, wire);
  }

  @Override
  public Sent send(Letter letter) throws InterruptedException {
    return Posted.of(post.send(Json.write(message(letter)), Map.of()));
  }

  static ObjectNode message(Letter letter) {
    ObjectNode message = Json.MAPPER.createObjectNode();
    if (!letter.topic().isEmpty()) {
      message.putObject("thread").put("threadKey", letter.topic());
    }
    ObjectNode card =
        message.putArray("cardsV2").addObject().put("cardId", letter.id()).putObject("card");
    card.putObject("header")
        .put("title", Html.text(Words.title(letter)))
        .put("subtitle", Html.text(NoticeText.word(letter.severity())));
    ArrayNode widgets = card.putArray("sections").addObject().putArray("widgets");
    for (Words.Part part : Words.parts(letter)) {
      ObjectNode text = widgets.addObject().putObject("decoratedText");
      text.put("topLabel", part.label()).put("text", Html.text(part.text())).put("wrapText", true);
    }
    ArrayNode buttons = Json.MAPPER.createArrayNode();
    LinkButtons.of(letter).forEach((label, url) -> button(buttons, label, url));
    if (!buttons.isEmpty()) {
      widgets.addObject().putObject("buttonList").set("buttons", buttons);
    }
    return message;
  }

  private static void button(ArrayNode buttons, String label, URI url) {
    ObjectNode button = buttons.addObject().put("text", label);
    button.putObject("onClick").putObject("openLink").put("url", url.toString());
  }

  @Override
  public String problem() {
    return post.problem();
  }
}
