package io.nightjar.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.store.Json;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * A workflow of Microsoft Teams that begins with a web hook and posts an Adaptive Card of version
 * 1.5. It answers 202, and 429 when there is too much. Texts are runs of rich text: unlike text
 * blocks those know no Markdown.
 */
final class Teams implements Channel {

  private static final String CARD = "application/vnd.microsoft.card.adaptive";

  /**
   * Teams takes messages up to 28 KB; what is said of a notice never comes near, a collection may.
   */
  private static final int PARTS = 40;

  private final WebPost post;

  private final boolean answers;

  /**
   * @param answers whether an outgoing web hook takes them
   */
  Teams(URI url, boolean answers, Duration timeout, Wire wire) {
    this.answers = answers;
    this.post = new WebPost(url, timeout, wire);
  }

  @Override
  public Sent send(Letter letter) throws InterruptedException {
    return Posted.of(post.send(Json.write(message(letter, answers)), Map.of()));
  }

  static ObjectNode message(Letter letter, boolean answers) {
    ObjectNode message = Json.MAPPER.createObjectNode().put("type", "message");
    ObjectNode attachment = message.putArray("attachments").addObject().put("contentType", CARD);
    attachment.putNull("contentUrl");
    ObjectNode card =
        attachment
            .putObject("content")
            .put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
            .put("type", "AdaptiveCard")
            .put("version", "1.5");
    ArrayNode body = card.putArray("body");
    run(block(body), Words.title(letter)).put("weight", "Bolder").put("size", "Large");
    for (Words.Part part : Words.parts(letter).stream().limit(PARTS).toList()) {
      ArrayNode runs = block(body);
      if (!part.label().isEmpty()) {
        run(runs, part.label() + ": ").put("weight", "Bolder");
      }
      run(runs, part.text());
    }
    String digest = letter.notice().subject().digest();
    if (answers && letter.notice().kind().asks() && !digest.isEmpty()) {
      String id = letter.notice().responseId();
      ArrayNode runs = block(body);
      run(runs, "To answer here: ").put("weight", "Bolder");
      run(
          runs,
          "mention the web hook and write: approve "
              + id
              + " "
              + TeamsMessages.code(digest)
              + ", or: deny "
              + id);
    }
    ArrayNode actions = Json.MAPPER.createArrayNode();
    LinkButtons.of(letter).forEach((label, url) -> open(actions, label, url));
    if (!actions.isEmpty()) {
      card.set("actions", actions);
    }
    return message;
  }

  private static ArrayNode block(ArrayNode body) {
    return body.addObject().put("type", "RichTextBlock").putArray("inlines");
  }

  private static ObjectNode run(ArrayNode runs, String text) {
    return runs.addObject().put("type", "TextRun").put("text", text);
  }

  private static void open(ArrayNode actions, String title, URI url) {
    actions
        .addObject()
        .put("type", "Action.OpenUrl")
        .put("title", title)
        .put("url", url.toString());
  }

  @Override
  public String problem() {
    return post.problem();
  }
}
