package io.nightjar.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.actions.outside.SignedPost;
import io.nightjar.store.Json;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An app of Slack with a token ({@code chat.postMessage}, {@code chat.update}): messages of one
 * topic form a thread, and the answer to a question changes its message. Slack says most of what is
 * wrong in a body with status 200.
 */
final class SlackBot implements Channel {

  /** What another try may help against; every other word of Slack is meant to stay. */
  private static final Set<String> PASSING =
      Set.of(
          "ratelimited",
          "rate_limited",
          "internal_error",
          "fatal_error",
          "service_unavailable",
          "request_timeout",
          "team_added_to_org");

  private static final Set<String> CREDENTIALS =
      Set.of(
          "invalid_auth",
          "not_authed",
          "account_inactive",
          "token_revoked",
          "token_expired",
          "missing_scope",
          "no_permission");

  private final Settings settings;
  private final WebPost posting;
  private final WebPost updating;
  private final WebPost testing;

  /**
   * @param token a secret
   * @param buttons whether answers of buttons are taken
   * @param members Slack's ids of people, by their names
   */
  record Settings(
      URI api,
      String token,
      String channel,
      boolean buttons,
      Map<String, String> members,
      Duration timeout) {

    Settings {
      members = Map.copyOf(members);
    }

    @Override
    public String toString() {
      return "[secret]";
    }
  }

  SlackBot(Settings settings, Wire wire) {
    this.settings = settings;
    this.posting = method("chat.postMessage", wire);
    this.updating = method("chat.update", wire);
    this.testing = method("auth.test", wire);
  }

  private WebPost method(String name, Wire wire) {
    String api = settings.api().toString().replaceFirst("/+$", "");
    return new WebPost(URI.create(api + "/" + name), settings.timeout(), wire);
  }

  @Override
  public boolean changesMessages() {
    return true;
  }

  @Override
  public Sent send(Letter letter) throws InterruptedException {
    ObjectNode message = SlackMessage.of(letter, settings.buttons());
    Letter.Enclosed with = letter.with();
    if (!with.message().isEmpty()) {
      Place place = Place.of(with.message());
      message.put("channel", place.channel()).put("ts", place.time());
      return read(updating.send(Json.write(message), headers()));
    }
    String to = settings.members().get(letter.person());
    message.put("channel", to == null ? settings.channel() : to);
    if (!with.thread().isEmpty()) {
      message.put("thread_ts", Place.of(with.thread()).time());
      // in an old thread nobody would see it
      message.put("reply_broadcast", letter.notice().kind().asks());
    }
    return read(posting.send(Json.write(message), headers()));
  }

  private Map<String, String> headers() {
    return Map.of("Authorization", "Bearer " + settings.token());
  }

  private static Sent read(SignedPost.Answer answer) {
    if (!answer.taken()) {
      return Posted.of(answer);
    }
    JsonNode body = body(answer);
    if (body == null) {
      return new Sent.Again("what answers there is not Slack", null);
    }
    if (body.path("ok").asBoolean(false)) {
      return new Sent.Delivered(
          new Place(body.path("channel").asText(""), body.path("ts").asText("")).handle());
    }
    String error = body.path("error").asText("");
    if (!error.matches("[a-z][a-z0-9_]{0,59}")) {
      return new Sent.Refused("Slack does not take it, and names no reason");
    }
    if (PASSING.contains(error)) {
      return new Sent.Again("Slack says " + error, answer.retryAfter());
    }
    return new Sent.Refused(
        CREDENTIALS.contains(error)
            ? "Slack refuses the credentials: " + error
            : "Slack says " + error);
  }

  private static @Nullable JsonNode body(SignedPost.Answer answer) {
    try {
      JsonNode body = Json.MAPPER.readTree(answer.start());
      return body.isObject() ? body : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  @Override
  public String problem() throws InterruptedException {
    return switch (read(testing.send("{}", headers()))) {
      case Sent.Delivered delivered -> "";
      case Sent.Again again -> again.why();
      case Sent.Refused refused -> refused.why();
    };
  }

  /** Where a message is. */
  private record Place(String channel, String time) {

    static Place of(String handle) {
      int space = handle.indexOf(' ');
      return new Place(handle.substring(0, Math.max(space, 0)), handle.substring(space + 1));
    }

    String handle() {
      return time.isEmpty() ? "" : channel + " " + time;
    }
  }
}
