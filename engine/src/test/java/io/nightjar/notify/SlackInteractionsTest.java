package io.nightjar.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.SampleResponses;
import io.nightjar.actions.outside.SignedPost;
import io.nightjar.config.HttpConfig;
import io.nightjar.config.ListenAddress;
import io.nightjar.http.AnswerLinks;
import io.nightjar.http.ControlServer;
import io.nightjar.http.EventFeed;
import io.nightjar.http.FakeBackend;
import io.nightjar.http.Served;
import io.nightjar.notify.SlackSignature.Verdict;
import io.nightjar.respond.DeskReply;
import io.nightjar.store.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlackInteractionsTest {

  private static final String SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
  private static final List<String> SECRETS = List.of(SECRET);
  private static final String ID = "r-77ab00c1d2e3f405";
  private static final String DIGEST = "a".repeat(64);

  /** The example of Slack's documentation, "Verifying requests from Slack". */
  private static final String EXAMPLE =
      "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
          + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
          + "&command=%2Fwebhook-collect&text="
          + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
          + "%2F96rGlfmibIGlgcZRskXaIFfN"
          + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

  private static final String EXAMPLE_TIME = "1531420618";
  private static final String EXAMPLE_SIGNATURE =
      "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

  @TempDir Path folder;

  private final Desk desk = new Desk();
  private final HttpClient http = HttpClient.newHttpClient();
  private volatile Instant now = SampleResponses.THREE;

  @SuppressWarnings("NullAway.Init")
  private FakeService slack;

  @SuppressWarnings("NullAway.Init")
  private ControlServer server;

  /** Notes what counts. */
  private static final class Desk implements SlackInteractions.Answers {
    final List<String> told = new CopyOnWriteArrayList<>();
    volatile DeskReply reply = new DeskReply.Done(SampleResponses.succeeded());
    volatile CountDownLatch slow = new CountDownLatch(0);

    @Override
    public DeskReply approve(String responseId, String who, String comment, String digest) {
      try {
        slow.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      told.add("approve " + responseId + " " + who + " " + digest);
      return reply;
    }

    @Override
    public DeskReply deny(String responseId, String who, String comment) {
      told.add("deny " + responseId + " " + who);
      return reply;
    }
  }

  private boolean buttons = true;

  @BeforeEach
  void start() throws Exception {
    slack = FakeService.start();
    InstantSource clock = () -> now;
    SlackInteractions interactions =
        new SlackInteractions(
            () ->
                buttons
                    ? Optional.of(
                        new SlackInteractions.Settings(
                            List.of("another-apps-secret", SECRET),
                            Map.of("U024BE7LH", "kim"),
                            slack.url("/api"),
                            null))
                    : Optional.empty(),
            desk,
            clock);
    server =
        ControlServer.start(
            HttpConfig.on(new ListenAddress("127.0.0.1", 0), null),
            folder,
            Served.of(
                    new FakeBackend(),
                    new EventFeed(9),
                    AnswerLinks.open(folder, Map.of(), null, clock))
                .with(List.of(interactions.section())));
  }

  @AfterEach
  void stop() {
    server.close();
    slack.close();
    http.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static SlackSignature at(Instant when) {
    return new SlackSignature(() -> when);
  }

  @Test
  void acceptsTheDocumentedExampleAndNothingThatDiffersFromIt() {
    Instant then = Instant.ofEpochSecond(1531420618);
    assertThat(at(then).of(SECRETS, EXAMPLE_TIME, EXAMPLE_SIGNATURE, bytes(EXAMPLE)))
        .isEqualTo(Verdict.GENUINE);
    byte[] tampered = bytes(EXAMPLE.replace("roadrunner", "roadrunnes"));
    assertThat(at(then).of(SECRETS, EXAMPLE_TIME, EXAMPLE_SIGNATURE, tampered))
        .isEqualTo(Verdict.FORGED);
    assertThat(at(then).of(SECRETS, "1531420619", EXAMPLE_SIGNATURE, bytes(EXAMPLE)))
        .isEqualTo(Verdict.FORGED);
    String flipped = EXAMPLE_SIGNATURE.substring(0, EXAMPLE_SIGNATURE.length() - 1) + "4";
    assertThat(at(then).of(SECRETS, EXAMPLE_TIME, flipped, bytes(EXAMPLE)))
        .isEqualTo(Verdict.FORGED);
    for (String none : List.of("", "v0=", "v1=" + EXAMPLE_SIGNATURE.substring(3))) {
      assertThat(at(then).of(SECRETS, EXAMPLE_TIME, none, bytes(EXAMPLE)))
          .isEqualTo(Verdict.FORGED);
    }
    assertThat(at(then).of(SECRETS, null, EXAMPLE_SIGNATURE, bytes(EXAMPLE)))
        .isEqualTo(Verdict.FORGED);
    assertThat(at(then).of(SECRETS, "x", EXAMPLE_SIGNATURE, bytes(EXAMPLE)))
        .isEqualTo(Verdict.FORGED);
    assertThat(
            new SlackSignature(() -> then)
                .of(List.of("another"), EXAMPLE_TIME, EXAMPLE_SIGNATURE, bytes(EXAMPLE)))
        .isEqualTo(Verdict.FORGED);
  }

  @Test
  void refusesWhatIsOldEarlyOrHereAgain() {
    Instant then = Instant.ofEpochSecond(1531420618);
    Duration five = Duration.ofMinutes(5);
    assertThat(at(then.plus(five)).of(SECRETS, EXAMPLE_TIME, EXAMPLE_SIGNATURE, bytes(EXAMPLE)))
        .isEqualTo(Verdict.GENUINE);
    assertThat(
            at(then.plus(five).plusSeconds(1))
                .of(SECRETS, EXAMPLE_TIME, EXAMPLE_SIGNATURE, bytes(EXAMPLE)))
        .isEqualTo(Verdict.OLD);
    assertThat(
            at(then.minus(five).minusSeconds(1))
                .of(SECRETS, EXAMPLE_TIME, EXAMPLE_SIGNATURE, bytes(EXAMPLE)))
        .isEqualTo(Verdict.OLD);
    SlackSignature one = at(then);
    one.of(SECRETS, EXAMPLE_TIME, EXAMPLE_SIGNATURE, bytes(EXAMPLE));
    assertThat(one.of(SECRETS, EXAMPLE_TIME, EXAMPLE_SIGNATURE, bytes(EXAMPLE)))
        .isEqualTo(Verdict.REPLAYED);
  }

  @Test
  void withoutASigningSecretThereIsNothingAtTheAddress() throws Exception {
    String body = press("U024BE7LH", SlackMessage.APPROVE);
    buttons = false;
    assertThat(send(body, sign(body)).statusCode()).isEqualTo(404);
    buttons = true;
    assertThat(send(body, sign(body)).statusCode()).isEqualTo(200);
    assertThat(toldToTheOne()).contains("You approved it");
  }

  private String press(String user, String action, URI replyTo) {
    Map<String, Object> payload =
        Map.of(
            "type",
            "block_actions",
            "user",
            Map.of("id", user, "name", "whoever"),
            "response_url",
            replyTo.toString(),
            "actions",
            List.of(Map.of("action_id", action, "value", ID + " " + DIGEST)));
    return "payload=" + URLEncoder.encode(Json.write(payload), StandardCharsets.UTF_8);
  }

  private String press(String user, String action) {
    return press(user, action, slack.url("/actions/reply"));
  }

  private HttpResponse<String> send(String body, String signature) throws Exception {
    return http.send(
        HttpRequest.newBuilder(server.url().resolve("/notify/slack/interactions"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("X-Slack-Request-Timestamp", Long.toString(now.getEpochSecond()))
            .header("X-Slack-Signature", signature)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private String sign(String body) {
    return "v0=" + SignedPost.hmac(SECRET, "v0:" + now.getEpochSecond() + ":" + body);
  }

  private String toldToTheOne() {
    await().until(() -> slack.got.size() == 1);
    assertThat(slack.got.getFirst().json().path("response_type").asText()).isEqualTo("ephemeral");
    assertThat(slack.got.getFirst().json().path("replace_original").asBoolean()).isFalse();
    return slack.got.getFirst().json().path("text").asText();
  }

  @Test
  void aButtonIsTheAnswerOfTheirPersonForExactlyWhatWasShown() throws Exception {
    String approve = press("U024BE7LH", SlackMessage.APPROVE);
    HttpResponse<String> answer = send(approve, sign(approve));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(toldToTheOne()).isEqualTo("You approved it, kim.");
    String deny = press("U024BE7LH", SlackMessage.DENY);
    assertThat(send(deny, sign(deny)).statusCode()).isEqualTo(200);
    await().until(() -> desk.told.size() == 2);
    assertThat(desk.told)
        .containsExactly("approve " + ID + " kim " + DIGEST, "deny " + ID + " kim");
  }

  @Test
  void whoIsNotMappedIsToldSoAloneAndNothingIsDone() throws Exception {
    String press = press("U0STRANGER", SlackMessage.APPROVE);
    assertThat(send(press, sign(press)).statusCode()).isEqualTo(200);
    assertThat(toldToTheOne()).contains("U0STRANGER belongs to nobody");
    assertThat(desk.told).isEmpty();
  }

  @Test
  void whatTheDeskRefusesIsToldWithItsReason() throws Exception {
    desk.reply =
        new DeskReply.Refused(
            DeskReply.Cause.NOT_ENTITLED, "whoever asked for a response cannot approve <it>");
    String press = press("U024BE7LH", SlackMessage.APPROVE);
    send(press, sign(press));
    assertThat(toldToTheOne())
        .isEqualTo("Nothing was done: whoever asked for a response cannot approve &lt;it&gt;");
  }

  @Test
  void slackIsAnsweredAtOnceHoweverLongTheAnswerTakes() throws Exception {
    desk.slow = new CountDownLatch(1);
    String press = press("U024BE7LH", SlackMessage.APPROVE);
    assertThat(send(press, sign(press)).statusCode()).isEqualTo(200);
    assertThat(desk.told).isEmpty();
    desk.slow.countDown();
    await().until(() -> desk.told.size() == 1);
  }

  @Test
  void aForgedTamperedOldOrRepeatedRequestChangesNothing() throws Exception {
    String press = press("U024BE7LH", SlackMessage.DENY);
    String signature = sign(press);
    assertThat(send(press, "v0=" + "0".repeat(64)).statusCode()).isEqualTo(403);
    assertThat(send(press.replace("deny", "approve"), signature).statusCode()).isEqualTo(403);
    assertThat(send(press, signature).statusCode()).isEqualTo(200);
    assertThat(send(press, signature).statusCode()).isEqualTo(403);
    String later = press("U024BE7LH", SlackMessage.APPROVE);
    String early = sign(later);
    now = now.plus(Duration.ofMinutes(6));
    assertThat(send(later, early).statusCode()).isEqualTo(403);
    String huge = "payload=" + "x".repeat(300_000);
    assertThat(send(huge, sign(huge)).statusCode()).isEqualTo(413);
    for (String odd : List.of("", "payload=", "payload=%7B", "payload=[1]", "payload=%00")) {
      now = now.plusSeconds(1);
      assertThat(send(odd, sign(odd)).statusCode()).isEqualTo(200);
    }
    await().until(() -> desk.told.size() == 1);
    assertThat(desk.told).containsExactly("deny " + ID + " kim");
  }

  @Test
  void repliesGoToSlackAndNowhereElse() throws Exception {
    try (FakeService other = FakeService.start()) {
      URI elsewhere = URI.create(other.url("/steal").toString().replace("127.0.0.1", "127.0.0.2"));
      String press = press("U024BE7LH", SlackMessage.APPROVE, elsewhere);
      assertThat(send(press, sign(press)).statusCode()).isEqualTo(200);
      await().until(() -> desk.told.size() == 1);
      assertThat(other.got).isEmpty();
      assertThat(slack.got).isEmpty();
    }
  }
}
