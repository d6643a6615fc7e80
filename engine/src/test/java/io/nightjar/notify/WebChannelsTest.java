package io.nightjar.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.SampleResponses;
import io.nightjar.actions.outside.SignedPost;
import io.nightjar.notify.FakeService.Answer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every channel that posts, against a server that plays its service. */
class WebChannelsTest {

  private static final InstantSource CLOCK = InstantSource.fixed(SampleResponses.THREE);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(10);

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private FakeService service;

  @BeforeEach
  void start() throws Exception {
    service = FakeService.start();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  /** Makes the channel with that address and time limit. */
  record Maker(String name, int taken, String body, Made made) {

    interface Made {
      Channel at(URI url, Duration timeout);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Maker> makers() {
    String slack = "{\"ok\":true,\"channel\":\"C024BE91L\",\"ts\":\"1405895017.000506\"}";
    return Stream.of(
        new Maker("slack hook", 200, "ok", (url, time) -> new SlackHook(url, time, Wire.of(CLOCK))),
        new Maker("slack bot", 200, slack, (url, time) -> bot(url, time, true)),
        new Maker(
            "google chat", 200, "{}", (url, time) -> new GoogleChat(url, time, Wire.of(CLOCK))),
        new Maker("teams", 202, "", (url, time) -> new Teams(url, false, time, Wire.of(CLOCK))),
        new Maker(
            "pagerduty",
            202,
            "{\"status\":\"success\"}",
            (url, time) -> new PagerDuty(url, "routing-key-77", time, Wire.of(CLOCK))),
        new Maker(
            "ntfy",
            200,
            "{\"id\":\"x\"}",
            (url, time) ->
                new Ntfy(new Ntfy.Settings(url, "alerts-77", "tk_77", time), Wire.of(CLOCK))),
        new Maker(
            "webhook",
            200,
            "",
            (url, time) ->
                new Webhook(new Webhook.Settings(url, "key", time, false), Wire.of(CLOCK))));
  }

  private static SlackBot bot(URI url, Duration timeout, boolean buttons) {
    return new SlackBot(
        new SlackBot.Settings(
            url, "xoxb-77", "C024BE91L", buttons, Map.of("kim", "U024BE7LH"), timeout),
        Wire.of(CLOCK));
  }

  @ParameterizedTest
  @MethodSource("makers")
  void deliversHonoursLimitsAndTellsRefusals(Maker maker) throws Exception {
    Channel channel = maker.made().at(service.url("/secret-77"), LONG);
    service.answering(
        Answer.of(maker.taken(), maker.body()),
        new Answer(429, "slow down", "Retry-After", "77"),
        Answer.of(503, "no"),
        Answer.of(403, "no"),
        Answer.of(404, "no"),
        new Answer(302, "", "Location", service.url("/elsewhere").toString()));
    assertThat(channel.send(Letters.question())).isInstanceOf(Sent.Delivered.class);
    assertThat(channel.send(Letters.question()))
        .isEqualTo(new Sent.Again("it answered 429", Duration.ofSeconds(77)));
    assertThat(channel.send(Letters.question())).isEqualTo(new Sent.Again("it answered 503", null));
    assertThat(channel.send(Letters.question()))
        .isEqualTo(new Sent.Refused("it refuses the credentials (403)"));
    assertThat(channel.send(Letters.question()))
        .isEqualTo(new Sent.Refused("there is nothing at its address (404)"));
    assertThat(channel.send(Letters.question()))
        .isEqualTo(new Sent.Refused("it redirects elsewhere (302), which is not followed"));
    assertThat(service.got).noneMatch(got -> got.path().contains("elsewhere"));
    assertThat(service.got).hasSize(6);
    assertThat(channel.problem()).isIn("", "it redirects elsewhere (302), which is not followed");
  }

  @ParameterizedTest
  @MethodSource("makers")
  void givesUpWaitingForASlowAnswer(Maker maker) throws Exception {
    service.silent();
    Sent sent = maker.made().at(service.url("/"), SHORT).send(Letters.question());
    assertThat(sent).isEqualTo(new Sent.Again("it cannot be reached", null));
  }

  @ParameterizedTest
  @MethodSource("makers")
  void saysNothingToAServerThatIsNotTrusted(Maker maker) throws Exception {
    try (FakeService wrong = FakeService.distrusted()) {
      Channel channel = maker.made().at(wrong.url("/secret-77"), LONG);
      String why = "its certificate is not trusted, or not for that name";
      assertThat(channel.send(Letters.question())).isEqualTo(new Sent.Again(why, null));
      assertThat(channel.problem()).isEqualTo(why);
      assertThat(wrong.got).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("makers")
  void tellsWhenNobodyIsThere(Maker maker) throws Exception {
    URI gone = service.url("/");
    service.close();
    Channel channel = maker.made().at(gone, LONG);
    assertThat(channel.send(Letters.question()))
        .isEqualTo(new Sent.Again("it cannot be reached", null));
    assertThat(channel.problem()).isEqualTo("it cannot be reached");
  }

  @ParameterizedTest
  @MethodSource("makers")
  void neverTellsASecretAndSendsAnotherPersonsLinkToNobody(Maker maker) throws Exception {
    Channel channel = maker.made().at(service.url("/secret-77"), LONG);
    service.answering(Answer.of(maker.taken(), maker.body()));
    assertThat(channel.send(Letters.personal())).isInstanceOf(Sent.Delivered.class);
    assertThat(channel.send(Letters.shared())).isInstanceOf(Sent.Delivered.class);
    assertThat(service.got).noneMatch(got -> got.body().contains("/lee"));
    assertThat(service.got.getLast().body()).doesNotContain("token-of-kim");
    assertThat(channel.toString()).doesNotContain("-77", "_77");
  }

  private JsonNode sent(Function<URI, Channel> channel, Letter letter) throws Exception {
    service.got.clear();
    assertThat(channel.apply(service.url("/x")).send(letter)).isInstanceOf(Sent.Delivered.class);
    return service.got.getLast().json();
  }

  /** Everything that is not plain text in a tree. */
  private static void texts(JsonNode node, List<String> all) {
    if (node.isTextual()) {
      all.add(node.asText());
    }
    node.forEach(child -> texts(child, all));
  }

  private static List<String> texts(JsonNode node) {
    List<String> all = new ArrayList<>();
    texts(node, all);
    return all;
  }

  @Test
  void slackShowsFieldsButtonsAndTheLook() {
    JsonNode message = SlackMessage.of(Letters.shared(), true);
    JsonNode blocks = message.path("blocks");
    assertThat(blocks.path(0).path("type").asText()).isEqualTo("header");
    assertThat(texts(blocks))
        .contains("Nightjar: please approve or deny on pod shop/checkout-7d4b9")
        .contains("Target\npod shop/checkout-7d4b9", "Action\nkubernetes:isolate-pod");
    JsonNode buttons = blocks.path(blocks.size() - 1).path("elements");
    assertThat(buttons).hasSize(3);
    assertThat(buttons.path(0).path("action_id").asText()).isEqualTo(SlackMessage.APPROVE);
    assertThat(buttons.path(0).path("value").asText()).matches("r-77ab00c1d2e3f405 [0-9a-f]{64}");
    assertThat(buttons.path(1).path("action_id").asText()).isEqualTo(SlackMessage.DENY);
    assertThat(buttons.path(2).path("url").asText()).isEqualTo(Letters.PAGE.toString());
    JsonNode without = SlackMessage.of(Letters.shared(), false);
    assertThat(without.toString()).doesNotContain(SlackMessage.APPROVE);
    assertThat(SlackMessage.of(Letters.answered(), true).toString())
        .doesNotContain(SlackMessage.APPROVE);
    assertThat(SlackMessage.of(Letters.acknowledged(), true).toString())
        .contains(SlackMessage.APPROVE);
  }

  @Test
  void slackMessagesKeepItsLimitsAndMarkNothingUp() {
    for (Letter letter : List.of(Letters.hostile(), Letters.huge(), Letters.collection())) {
      JsonNode message = SlackMessage.of(letter, true);
      assertThat(message.path("blocks").size()).isLessThanOrEqualTo(50);
      for (JsonNode block : message.path("blocks")) {
        for (JsonNode text : block.findParents("emoji")) {
          assertThat(text.path("type").asText()).isEqualTo("plain_text");
          assertThat(text.path("emoji").asBoolean()).isFalse();
        }
        assertThat(block.path("text").path("text").asText().length()).isLessThanOrEqualTo(3_000);
        assertThat(block.path("fields").size()).isLessThanOrEqualTo(10);
        block
            .path("fields")
            .forEach(
                field ->
                    assertThat(field.path("text").asText().length()).isLessThanOrEqualTo(2_000));
        if (block.path("type").asText().equals("header")) {
          assertThat(block.path("text").path("text").asText().length()).isLessThanOrEqualTo(150);
        }
      }
      assertThat(texts(message))
          .noneMatch(text -> text.matches("(?s).*[<>].*"))
          .noneMatch(text -> text.matches("(?s).*&(?!amp;|lt;|gt;).*"))
          .noneMatch(text -> text.contains("\u202e") || text.contains("\u001b"));
    }
  }

  @Test
  void slackKeepsAThreadChangesItsMessageAndWritesToAPersonAlone() throws Exception {
    service.answering(
        Answer.of(200, "{\"ok\":true,\"channel\":\"C1\",\"ts\":\"14.05\",\"message\":{}}"));
    SlackBot bot = bot(service.url("/api"), LONG, true);
    Sent first = bot.send(Letters.question());
    assertThat(first).isEqualTo(new Sent.Delivered("C1 14.05"));
    assertThat(service.got.getLast().path()).isEqualTo("/api/chat.postMessage");
    assertThat(service.got.getLast().header("Authorization")).isEqualTo("Bearer xoxb-77");
    bot.send(Letters.question().with(new Letter.Enclosed(Map.of(), null, "", "C1 14.05")));
    assertThat(service.got.getLast().json().path("thread_ts").asText()).isEqualTo("14.05");
    assertThat(service.got.getLast().json().path("reply_broadcast").asBoolean()).isTrue();
    bot.send(Letters.answered().with(new Letter.Enclosed(Map.of(), null, "C1 14.05", "")));
    assertThat(service.got.getLast().path()).isEqualTo("/api/chat.update");
    assertThat(service.got.getLast().json().path("ts").asText()).isEqualTo("14.05");
    assertThat(service.got.getLast().json().path("channel").asText()).isEqualTo("C1");
    bot.send(Letters.personal());
    assertThat(service.got.getLast().json().path("channel").asText()).isEqualTo("U024BE7LH");
  }

  @Test
  void slackTellsErrorsWithStatus200() throws Exception {
    SlackBot bot = bot(service.url("/api"), LONG, true);
    service.answering(Answer.of(200, "{\"ok\":false,\"error\":\"invalid_auth\"}"));
    assertThat(bot.send(Letters.question()))
        .isEqualTo(new Sent.Refused("Slack refuses the credentials: invalid_auth"));
    assertThat(bot.problem()).isEqualTo("Slack refuses the credentials: invalid_auth");
    service.answering(Answer.of(200, "{\"ok\":false,\"error\":\"channel_not_found\"}"));
    assertThat(bot.send(Letters.question()))
        .isEqualTo(new Sent.Refused("Slack says channel_not_found"));
    service.answering(
        new Answer(200, "{\"ok\":false,\"error\":\"ratelimited\"}", "Retry-After", "9"));
    assertThat(bot.send(Letters.question()))
        .isEqualTo(new Sent.Again("Slack says ratelimited", Duration.ofSeconds(9)));
    service.answering(Answer.of(200, "<html>a proxy</html>"));
    assertThat(bot.send(Letters.question())).isInstanceOf(Sent.Again.class);
  }

  @Test
  void googleChatGetsACardInTheTopicsThread() throws Exception {
    JsonNode message = sent(url -> new GoogleChat(url, LONG, Wire.of(CLOCK)), Letters.personal());
    assertThat(service.got.getLast().query())
        .isEqualTo("messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD");
    assertThat(message.at("/thread/threadKey").asText()).isEqualTo("i-0123456789abcdef");
    JsonNode card = message.at("/cardsV2/0/card");
    String approve = "#approve-" + Letters.personal().notice().responseId();
    String deny = "#deny-" + Letters.personal().notice().responseId();
    assertThat(card.at("/header/title").asText()).contains("please approve or deny");
    assertThat(texts(card))
        .contains(Letters.LINK + approve, Letters.LINK + deny, Letters.PAGE.toString());
    // who shares a channel gets nobody's link, and what asks nothing no answers
    assertThat(texts(GoogleChat.message(Letters.shared())))
        .contains(Letters.PAGE + approve, Letters.PAGE + deny)
        .noneMatch(text -> text.contains("token-of"));
    assertThat(texts(GoogleChat.message(Letters.answered())))
        .noneMatch(text -> text.contains("#approve"));
    JsonNode hostile = GoogleChat.message(Letters.hostile());
    assertThat(texts(hostile)).noneMatch(text -> text.contains("<") || text.contains("\u202e"));
    String keyed = "/v1/spaces/A/messages?key=k&token=t";
    new GoogleChat(service.url(keyed), LONG, Wire.of(CLOCK)).send(Letters.question());
    assertThat(service.got.getLast().query()).startsWith("key=k&token=t&messageReplyOption=");
  }

  @Test
  void teamsGetsAnAdaptiveCardWhoseTextsKnowNoMarkdown() throws Exception {
    JsonNode message = sent(url -> new Teams(url, true, LONG, Wire.of(CLOCK)), Letters.shared());
    assertThat(message.path("type").asText()).isEqualTo("message");
    JsonNode card = message.at("/attachments/0/content");
    assertThat(card.path("version").asText()).isEqualTo("1.5");
    assertThat(card.at("/actions/0/type").asText()).isEqualTo("Action.OpenUrl");
    assertThat(card.at("/actions/0/title").asText()).isEqualTo("Approve…");
    assertThat(card.at("/actions/0/url").asText()).startsWith(Letters.PAGE + "#approve-r-");
    assertThat(card.at("/actions/1/url").asText()).startsWith(Letters.PAGE + "#deny-r-");
    assertThat(card.at("/actions/2/url").asText()).isEqualTo(Letters.PAGE.toString());
    JsonNode hostile = Teams.message(Letters.hostile(), true);
    hostile
        .at("/attachments/0/content/body")
        .forEach(block -> assertThat(block.path("type").asText()).isEqualTo("RichTextBlock"));
    for (Letter letter : List.of(Letters.hostile(), Letters.huge(), Letters.collection())) {
      byte[] bytes = Teams.message(letter, true).toString().getBytes(StandardCharsets.UTF_8);
      assertThat(bytes.length).isLessThan(28_000);
    }
  }

  @Test
  void pagerDutyTriggersAcknowledgesAndResolvesUnderOneKey() throws Exception {
    Function<URI, Channel> pager = url -> new PagerDuty(url, "routing-key", LONG, Wire.of(CLOCK));
    JsonNode trigger = sent(pager, Letters.shared());
    assertThat(trigger.path("event_action").asText()).isEqualTo("trigger");
    assertThat(trigger.path("routing_key").asText()).isEqualTo("routing-key");
    String key = trigger.path("dedup_key").asText();
    assertThat(key).isEqualTo("nightjar/r-77ab00c1d2e3f405");
    assertThat(trigger.at("/payload/severity").asText()).isEqualTo("critical");
    assertThat(trigger.at("/payload/source").asText()).isEqualTo("pod shop/checkout-7d4b9");
    assertThat(trigger.at("/links/0/href").asText()).isEqualTo(Letters.PAGE.toString());
    JsonNode acknowledge = sent(pager, Letters.acknowledged());
    assertThat(acknowledge.path("event_action").asText()).isEqualTo("acknowledge");
    assertThat(acknowledge.path("dedup_key").asText()).isEqualTo(key);
    JsonNode resolve = sent(pager, Letters.answered());
    assertThat(resolve.path("event_action").asText()).isEqualTo("resolve");
    assertThat(resolve.has("payload")).isFalse();
    JsonNode huge = PagerDuty.event("k", Letters.huge());
    assertThat(huge.at("/payload/summary").asText().length()).isLessThanOrEqualTo(1_025);
    service.answering(Answer.of(400, "{\"status\":\"invalid event\"}"));
    assertThat(pager.apply(service.url("/")).send(Letters.shared()))
        .isEqualTo(new Sent.Refused("it answered 400"));
  }

  @Test
  void ntfyGetsPriorityTagsAndLinksAsPlainText() throws Exception {
    Function<URI, Channel> ntfy =
        url -> new Ntfy(new Ntfy.Settings(url, "alerts", "tk_1", LONG), Wire.of(CLOCK));
    JsonNode message = sent(ntfy, Letters.personal());
    assertThat(service.got.getLast().header("Authorization")).isEqualTo("Bearer tk_1");
    assertThat(message.path("topic").asText()).isEqualTo("alerts");
    assertThat(message.path("priority").asInt()).isEqualTo(5);
    assertThat(message.path("markdown").asBoolean()).isFalse();
    assertThat(message.at("/tags/0").asText()).isEqualTo("awaiting-approval");
    assertThat(message.path("click").asText()).isEqualTo(Letters.LINK.toString());
    assertThat(message.at("/actions/0/action").asText()).isEqualTo("view");
    JsonNode huge = Ntfy.message("t", Letters.collection());
    assertThat(huge.path("message").asText().getBytes(StandardCharsets.UTF_8).length)
        .isLessThan(4_096);
    assertThat(
            Ntfy.message("t", Letters.huge())
                .path("message")
                .asText()
                .getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThan(4_096);
  }

  @Test
  void theWebHookIsSignedAndNamesEachLetterTheSameAtEveryTry() throws Exception {
    Webhook hook =
        new Webhook(new Webhook.Settings(service.url("/h"), "key", LONG, true), Wire.of(CLOCK));
    hook.send(Letters.personal());
    FakeService.Got got = service.got.getLast();
    long seconds = SampleResponses.THREE.getEpochSecond();
    assertThat(got.header("Nightjar-signature"))
        .isEqualTo("t=" + seconds + ",v1=" + SignedPost.hmac("key", seconds + "." + got.body()));
    assertThat(got.header("Idempotency-key")).isEqualTo("m-1");
    assertThat(got.json().at("/answerLinks/kim").asText()).isEqualTo(Letters.LINK.toString());
    assertThat(got.json().path("command").asText())
        .isEqualTo("./nightjar responses approve r-77ab00c1d2e3");
  }

  @Test
  void knowsTheHmacOfRfc4231() {
    assertThat(SignedPost.hmac("Jefe", "what do ya want for nothing?"))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  @Test
  void aFileGetsOneJsonObjectALineWhateverTheTextHoldsAndNoLink() throws Exception {
    Path file = folder.resolve("new/notices.jsonl");
    JsonLinesFile lines = new JsonLinesFile(file);
    lines.send(Letters.hostile());
    lines.send(Letters.personal());
    List<String> written = Files.readAllLines(file);
    assertThat(written).hasSize(2);
    JsonNode first = new ObjectMapper().readTree(written.getFirst());
    assertThat(first.path("happened").asText()).isEqualTo(Letters.HOSTILE);
    assertThat(written.getFirst()).doesNotContain("\u001b");
    assertThat(written.getLast()).doesNotContain("/answer/");
  }
}
