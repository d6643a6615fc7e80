package io.nightjar.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.outside.Hmac;
import io.nightjar.http.Call;
import io.nightjar.http.Caller;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.http.Section;
import io.nightjar.respond.DeskReply;
import io.nightjar.store.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what people write to an outgoing web hook of Microsoft Teams: {@code approve ID CODE} and
 * {@code deny ID}. Teams vouches by the HMAC of the body for who wrote it, the configuration says
 * which person that is; the code stands for exactly what the message showed. Teams waits five
 * seconds for the answer, which everybody in the channel sees.
 */
public final class TeamsMessages {

  private static final Logger log = LoggerFactory.getLogger(TeamsMessages.class);
  private static final String BASE = "/notify/teams";
  private static final int BODY_BYTES_AT_MOST = 64 * 1024;
  private static final Duration WITHIN = Duration.ofMinutes(5);
  private static final int CODE = 10;
  private static final Pattern WORDS =
      Pattern.compile("(approve|deny)\\s+(r-[a-z0-9]{4,40})(?:\\s+([0-9a-z]{10}))?");
  private static final String HELP =
      "Write: approve ID CODE, or: deny ID, as the question says. Nothing was done.";

  /** Where answers count; every method returns when what it says is durable. */
  public interface Answers extends SlackInteractions.Answers {

    /** Digest of what a response that waits would do; empty where nothing is asked. */
    Optional<String> digest(String responseId);
  }

  /**
   * Who may speak through it.
   *
   * @param tokens security tokens of the web hooks, in base64 as Teams shows them
   * @param people names by the object ids that Entra ID gives them, in lower case
   */
  public record Settings(List<String> tokens, Map<String, String> people) {
    public Settings {
      tokens = List.copyOf(tokens);
      people = Map.copyOf(people);
    }

    @Override
    public String toString() {
      return "[secret]";
    }
  }

  private final Supplier<Optional<Settings>> inForce;
  private final Answers answers;
  private final InstantSource clock;
  private final Once once;

  /**
   * @param inForce whenever it is asked; empty while no channel has a token
   */
  public TeamsMessages(Supplier<Optional<Settings>> inForce, Answers answers, InstantSource clock) {
    this.inForce = inForce;
    this.answers = answers;
    this.clock = clock;
    this.once = new Once(WITHIN, clock);
  }

  /** What of a digest people write, so that an answer is to what they were shown. */
  static String code(String digest) {
    return digest.substring(0, Math.min(CODE, digest.length()));
  }

  /** Where Teams posts to: {@code /notify/teams/messages}; the signature is what lets in. */
  public Section section() {
    return Section.of(
        BASE,
        incoming -> Caller.NOBODY,
        BODY_BYTES_AT_MOST,
        List.of(Route.post("/messages", null, this::take)));
  }

  private Reply take(Call call) {
    Settings settings =
        inForce.get().orElseThrow(() -> new Rejection(Problem.notFound("no such path")));
    String signature = call.incoming().header("Authorization");
    if (signature == null || !isGenuine(settings, signature, call.bytes())) {
      throw refused("it is not signed by Teams with our token");
    }
    JsonNode message = message(call.bytes());
    if (!isFresh(message.path("timestamp").asText(""))) {
      throw refused("it is older than " + WITHIN.toMinutes() + " min, or of no time");
    }
    if (!once.first(signature)) {
      throw refused("it was here before");
    }
    return said(answered(settings, message));
  }

  private static Rejection refused(String why) {
    log.warn("a request to {} was refused: {}", BASE, why);
    return new Rejection(Problem.forbidden(why));
  }

  private static boolean isGenuine(Settings settings, String header, byte[] body) {
    boolean genuine = false;
    for (String token : settings.tokens()) {
      // every token is tried, each in constant time
      byte[] mac = Hmac.of(Base64.getDecoder().decode(token), body);
      String wanted = "HMAC " + Base64.getEncoder().encodeToString(mac);
      genuine |=
          MessageDigest.isEqual(
              wanted.getBytes(StandardCharsets.UTF_8), header.getBytes(StandardCharsets.UTF_8));
    }
    return genuine;
  }

  private static JsonNode message(byte[] body) {
    try {
      return Json.MAPPER.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new Rejection(Problem.badRequest("the body is not JSON"));
    }
  }

  private boolean isFresh(String time) {
    try {
      return Duration.between(Instant.parse(time), clock.instant()).abs().compareTo(WITHIN) <= 0;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private String answered(Settings settings, JsonNode message) {
    Matcher words = WORDS.matcher(plain(message.path("text").asText("")));
    if (!words.find()) {
      return HELP;
    }
    String from = message.path("from").path("aadObjectId").asText("").toLowerCase(Locale.ROOT);
    String who = settings.people().get(from);
    if (who == null) {
      log.warn("Teams member {} is nobody of notify.people", Words.plain(from, 40));
      return "Nothing was done: you are nobody in notify.people.";
    }
    try {
      return words.group(1).equals("deny")
          ? told("denied", who, answers.deny(words.group(2), who, ""))
          : approved(words.group(2), words.group(3), who);
    } catch (RuntimeException e) {
      log.error("an answer from Teams for {} failed", words.group(2), e);
      return "Nothing was done: it could not be stored. Use the page or the command line.";
    }
  }

  private String approved(String id, @Nullable String code, String who) {
    String digest = answers.digest(id).orElse("");
    if (code == null || digest.isEmpty() || !code(digest).equals(code)) {
      return "Nothing was done: nothing of that code is asked. Look at the newest question.";
    }
    return told("approved", who, answers.approve(id, who, "", digest));
  }

  private static String told(String verb, String who, DeskReply reply) {
    return switch (reply) {
      case DeskReply.Done done -> who + " " + verb + " " + done.response().id() + ".";
      case DeskReply.Refused refused -> "Nothing was done: " + refused.why();
    };
  }

  /** What the person wrote, without the mention and the markup around it. */
  private static String plain(String text) {
    return text.replaceAll("<at>[^<]{0,200}</at>", " ")
        .replaceAll("<[^>]{0,200}>|&nbsp;", " ")
        .strip();
  }

  private static Reply said(String words) {
    byte[] body =
        Json.write(
                Map.of("type", "message", "textFormat", "plain", "text", Words.plain(words, 500)))
            .getBytes(StandardCharsets.UTF_8);
    return new Reply.Content(200, "application/json", body, Map.of());
  }
}
