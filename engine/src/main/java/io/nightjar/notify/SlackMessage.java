package io.nightjar.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.store.Json;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A letter as a message of Slack, in blocks (docs.slack.dev/reference/block-kit). Every text of
 * somebody else is {@code plain_text} without emoji and escaped, so that it neither mentions
 * anybody nor formats nor links.
 */
final class SlackMessage {

  static final String APPROVE = "nightjar-approve";
  static final String DENY = "nightjar-deny";

  private static final int HEADER = 150;
  private static final int SECTION = 3_000;
  private static final int FIELD = 2_000;
  private static final int FIELDS = 10;
  private static final int BLOCKS = 45;
  private static final int FALLBACK = 3_000;

  private SlackMessage() {}

  /**
   * @param buttons whether answers of buttons are taken
   */
  static ObjectNode of(Letter letter, boolean buttons) {
    ObjectNode message = Json.MAPPER.createObjectNode();
    message.put("text", escaped(Words.title(letter) + "\n" + Words.body(letter), FALLBACK));
    message.put("mrkdwn", false).put("unfurl_links", false).put("unfurl_media", false);
    ArrayNode blocks = message.putArray("blocks");
    text(blocks.addObject().put("type", "header").putObject("text"), Words.title(letter), HEADER);
    ArrayNode fields = Json.MAPPER.createArrayNode();
    for (Words.Part part : Words.parts(letter)) {
      if (isShort(part) && fields.size() < FIELDS) {
        text(fields.addObject(), part.label() + "\n" + part.text(), FIELD);
      } else if (blocks.size() < BLOCKS) {
        String label = part.label().isEmpty() ? "• " : part.label() + "\n";
        ObjectNode section = blocks.addObject().put("type", "section");
        text(section.putObject("text"), label + part.text(), SECTION);
      }
    }
    if (!fields.isEmpty()) {
      blocks.addObject().put("type", "section").set("fields", fields);
    }
    List<ObjectNode> elements = elements(letter, buttons);
    if (!elements.isEmpty()) {
      blocks
          .addObject()
          .put("type", "actions")
          .put("block_id", "nightjar-answer")
          .putArray("elements")
          .addAll(elements);
    }
    return message;
  }

  private static boolean isShort(Words.Part part) {
    return switch (part.label()) {
      case "Target", "Action", "Playbook", "Severity" -> true;
      default -> false;
    };
  }

  private static List<ObjectNode> elements(Letter letter, boolean buttons) {
    List<ObjectNode> elements = new ArrayList<>();
    Notice notice = letter.notice();
    String digest = notice.subject().digest();
    boolean open = notice.kind().asks() || notice.kind() == Notice.Kind.ACKNOWLEDGED;
    if (buttons && open && !digest.isEmpty()) {
      String value = notice.responseId() + " " + digest;
      ObjectNode approve = button("Approve", APPROVE).put("style", "primary").put("value", value);
      ObjectNode confirm = approve.putObject("confirm");
      text(confirm.putObject("title"), "Approve?", 100);
      text(
          confirm.putObject("text"),
          Words.plain(notice.subject().action() + " on " + notice.subject().target(), 300),
          300);
      text(confirm.putObject("confirm"), "Approve", 30);
      text(confirm.putObject("deny"), "Cancel", 30);
      elements.add(approve);
      elements.add(button("Deny", DENY).put("style", "danger").put("value", value));
    }
    URI own = letter.ownLink();
    link(elements, "Answer", "nightjar-own", own);
    link(elements, "Look", "nightjar-look", letter.with().page());
    return elements;
  }

  private static void link(
      List<ObjectNode> elements, String label, String action, @Nullable URI url) {
    if (url != null) {
      elements.add(button(label, action).put("url", url.toString()));
    }
  }

  private static ObjectNode button(String label, String action) {
    ObjectNode button =
        Json.MAPPER.createObjectNode().put("type", "button").put("action_id", action);
    text(button.putObject("text"), label, 75);
    return button;
  }

  private static void text(ObjectNode node, String text, int longest) {
    node.put("type", "plain_text").put("text", escaped(text, longest)).put("emoji", false);
  }

  /** As Slack wants it; cut so that no escape is cut in two. */
  static String escaped(String text, int longest) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      String next =
          switch (point) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            default -> Character.toString(point);
          };
      if (escaped.length() + next.length() > longest - 1) {
        return escaped.append('…').toString();
      }
      escaped.append(next);
      i += Character.charCount(point);
    }
    return escaped.toString();
  }
}
