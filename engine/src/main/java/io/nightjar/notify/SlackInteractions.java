package io.nightjar.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.http.Call;
import io.nightjar.http.Caller;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.http.Section;
import io.nightjar.respond.DeskReply;
import io.nightjar.store.Json;
import io.nightjar.tls.OutwardTls;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the buttons that people press in Slack. Slack vouches by its signature for who pressed; the
 * configuration says which person that is, and the answer is that person's: for exactly what the
 * message showed, by the rules for every answer. Slack is answered at once, the person later.
 */
public final class SlackInteractions {

  private static final Logger log = LoggerFactory.getLogger(SlackInteractions.class);
  private static final String BASE = "/notify/slack";
  private static final int BODY_BYTES_AT_MOST = 256 * 1024;
  private static final int AT_ONCE = 32;
  private static final Duration REPLY_WITHIN = Duration.ofSeconds(10);

  /** Where answers count; every method returns when what it says is durable. */
  public interface Answers {

    /**
     * @param digest of what the person was shown
     */
    DeskReply approve(String responseId, String who, String comment, String digest);

    DeskReply deny(String responseId, String who, String comment);
  }

  /**
   * Who may speak through it.
   *
   * @param secrets signing secrets of the apps
   * @param people names by Slack's ids
   * @param api of Slack; replies go to it and below its name alone
   * @param tls whom to trust there; null for those whom this machine does
   */
  public record Settings(
      List<String> secrets, Map<String, String> people, URI api, @Nullable OutwardTls tls) {
    public Settings {
      secrets = List.copyOf(secrets);
      people = Map.copyOf(people);
    }

    @Override
    public String toString() {
      return "[secret]";
    }
  }

  private final Supplier<Optional<Settings>> inForce;
  private final SlackSignature signature;
  private final Answers answers;
  private final InstantSource clock;
  private final Semaphore free = new Semaphore(AT_ONCE);

  /**
   * @param inForce whenever it is asked; empty while no channel has buttons
   */
  public SlackInteractions(
      Supplier<Optional<Settings>> inForce, Answers answers, InstantSource clock) {
    this.inForce = inForce;
    this.signature = new SlackSignature(clock);
    this.answers = answers;
    this.clock = clock;
  }

  /** Where Slack posts to: {@code /notify/slack/interactions}; the signature is what lets in. */
  public Section section() {
    return Section.of(
        BASE,
        incoming -> Caller.NOBODY,
        BODY_BYTES_AT_MOST,
        List.of(Route.post("/interactions", null, this::take)));
  }

  private Reply take(Call call) {
    Settings settings =
        inForce.get().orElseThrow(() -> new Rejection(Problem.notFound("no such path")));
    SlackSignature.Verdict verdict =
        signature.of(
            settings.secrets(),
            call.incoming().header("X-Slack-Request-Timestamp"),
            call.incoming().header("X-Slack-Signature"),
            call.bytes());
    switch (verdict) {
      case GENUINE -> {
        // goes on
      }
      case FORGED -> throw refused("it is not signed by Slack with our secret");
      case OLD -> throw refused("it is older than " + SlackSignature.WITHIN.toMinutes() + " min");
      case REPLAYED -> throw refused("it was here before");
    }
    Press press = Press.of(call.form().getOrDefault("payload", ""));
    if (press == null) {
      // of a button that only opens a link, or of something that we never sent
      return done();
    }
    if (!free.tryAcquire()) {
      throw new Rejection(Problem.busy("too many answers at once"));
    }
    // Slack waits three seconds, the store and the cluster may take longer
    Thread unused =
        Thread.ofVirtual()
            .name("slack-answer")
            .start(
                () -> {
                  try {
                    answer(press, settings);
                  } finally {
                    free.release();
                  }
                });
    return done();
  }

  private static Rejection refused(String why) {
    log.warn("a request to {} was refused: {}", BASE, why);
    return new Rejection(Problem.forbidden(why));
  }

  private static Reply done() {
    return new Reply.Content(200, "text/plain", new byte[0], Map.of());
  }

  private void answer(Press press, Settings settings) {
    String who = settings.people().get(press.user());
    if (who == null) {
      log.warn("Slack member {} is nobody of notify.people", Words.plain(press.user(), 30));
      reply(
          settings,
          press,
          "Nothing was done: your Slack id "
              + press.user()
              + " belongs to nobody in notify.people.");
      return;
    }
    try {
      DeskReply reply =
          press.approves()
              ? answers.approve(press.responseId(), who, "", press.digest())
              : answers.deny(press.responseId(), who, "");
      switch (reply) {
        case DeskReply.Done done ->
            reply(
                settings,
                press,
                "You " + (press.approves() ? "approved" : "denied") + " it, " + who + ".");
        case DeskReply.Refused refused ->
            reply(settings, press, "Nothing was done: " + refused.why());
      }
    } catch (RuntimeException e) {
      log.error("an answer from Slack for {} failed", Words.plain(press.responseId(), 40), e);
      reply(
          settings,
          press,
          "Nothing was done: it could not be stored. Use the page or the command line.");
    }
  }

  /** Only the person sees it. */
  private void reply(Settings settings, Press press, String words) {
    if (!isSlack(settings, press.replyTo())) {
      return;
    }
    String body =
        Json.write(
            Map.of(
                "response_type",
                "ephemeral",
                "replace_original",
                false,
                "text",
                SlackMessage.escaped(Words.plain(words, 500), 2_000)));
    try {
      Sent sent =
          Posted.of(
              new WebPost(press.replyTo(), REPLY_WITHIN, new Wire(clock, settings.tls()))
                  .send(body, Map.of()));
      if (!(sent instanceof Sent.Delivered)) {
        log.warn("Slack did not take a reply to {}", Words.plain(press.user(), 30));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isSlack(Settings settings, URI to) {
    String ours = settings.api().getHost();
    String host = to.getHost();
    return host != null
        && settings.api().getScheme().equals(to.getScheme())
        && (host.equals(ours) || host.endsWith("." + ours));
  }

  /**
   * One press of one of our buttons.
   *
   * @param user Slack's id of who pressed
   * @param replyTo where to say something to them alone
   */
  private record Press(
      String user, boolean approves, String responseId, String digest, URI replyTo) {

    static @Nullable Press of(String payload) {
      try {
        JsonNode node = Json.MAPPER.readTree(payload);
        JsonNode action = node.path("actions").path(0);
        String id = action.path("action_id").asText("");
        String[] value = action.path("value").asText("").split(" ", -1);
        boolean approves = id.equals(SlackMessage.APPROVE);
        if (!node.path("type").asText("").equals("block_actions")
            || !(approves || id.equals(SlackMessage.DENY))
            || value.length != 2
            || value[0].isEmpty()
            || value[1].isEmpty()) {
          return null;
        }
        URI replyTo = URI.create(node.path("response_url").asText(""));
        String user = node.path("user").path("id").asText("");
        return new Press(user, approves, value[0], value[1], replyTo);
      } catch (JsonProcessingException | IllegalArgumentException e) {
        return null;
      }
    }
  }
}
