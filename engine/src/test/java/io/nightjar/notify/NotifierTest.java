package io.nightjar.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.nightjar.SampleResponses;
import io.nightjar.actions.outside.SignedPost;
import io.nightjar.config.NotifyConfig;
import io.nightjar.config.Secret;
import io.nightjar.http.FeedItem;
import io.nightjar.store.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifierTest {

  @TempDir Path folder;

  private final Notice notice =
      new Notices(ZoneId.of("UTC")).of(SampleResponses.waiting()).orElseThrow();

  @Test
  void neverBlocksTheCallerAndCountsWhatItGivesUp() {
    CountDownLatch never = new CountDownLatch(1);
    QueuedNotifier notifier = new QueuedNotifier("stuck", ignored -> never.await(), 2);
    for (int i = 0; i < 10; i++) {
      notifier.tell(notice);
    }
    // two wait, at most one is being delivered
    assertThat(notifier.lost()).isBetween(7L, 8L);
    never.countDown();
    notifier.close();
  }

  @Test
  void countsADeliveryThatFailsAndGoesOn() {
    List<Notice> arrived = new CopyOnWriteArrayList<>();
    try (QueuedNotifier notifier =
        new QueuedNotifier(
            "flaky",
            next -> {
              arrived.add(next);
              if (arrived.size() == 1) {
                throw new IOException("no");
              }
            },
            10)) {
      notifier.tell(notice);
      notifier.tell(notice);
      await().until(() -> arrived.size() == 2);
      assertThat(notifier.lost()).isEqualTo(1);
    }
  }

  @Test
  void deliversWhatIsQueuedWhenClosed() {
    List<Notice> arrived = new CopyOnWriteArrayList<>();
    QueuedNotifier notifier = new QueuedNotifier("last", arrived::add, 10);
    notifier.tell(notice);
    notifier.close();
    assertThat(arrived).hasSize(1);
  }

  @Test
  void writesOneJsonObjectALineWhateverTheTextHolds() throws Exception {
    Path file = folder.resolve("new/notices.jsonl");
    JsonLinesFile lines = new JsonLinesFile(file);
    Notice hostile =
        new Notice(
            Notice.Kind.EXECUTED,
            notice.time(),
            "r-1",
            "shop",
            "a\nb\"}{" + SampleResponses.ESCAPE,
            "",
            "",
            "");
    lines.deliver(hostile);
    lines.deliver(notice);
    List<String> written = Files.readAllLines(file);
    assertThat(written).hasSize(2);
    JsonNode first = new ObjectMapper().readTree(written.getFirst());
    assertThat(first.path("happened").asText()).isEqualTo(hostile.happened());
    assertThat(written.getFirst()).doesNotContain("\u001b");
  }

  @Test
  void signsTheWebhookAndTriesAgainAfterAServerError() throws Exception {
    List<Duration> pauses = new ArrayList<>();
    try (Receiver receiver = new Receiver(503, 429, 200)) {
      webhook(receiver, pauses).deliver(notice);
      assertThat(receiver.bodies).hasSize(3);
      String body = receiver.bodies.getLast();
      assertThat(new ObjectMapper().readTree(body).path("command").asText())
          .isEqualTo("./nightjar responses approve r-77ab00c1d2e3");
      long seconds = SampleResponses.THREE.getEpochSecond();
      assertThat(receiver.signatures.getLast())
          .isEqualTo("t=" + seconds + ",v1=" + SignedPost.hmac("key", seconds + "." + body));
    }
    assertThat(pauses).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
  }

  @Test
  void triesABoundedNumberOfTimesAndNeverTellsTheAddress() throws Exception {
    try (Receiver receiver = new Receiver(500)) {
      Webhook webhook = webhook(receiver, new ArrayList<>());
      assertThatThrownBy(() -> webhook.deliver(notice))
          .isInstanceOf(IOException.class)
          .hasMessage("the web hook did not take it: it answered 500");
      assertThat(receiver.bodies).hasSize(3);
    }
  }

  @Test
  void doesNotRepeatWhatTheReceiverRefused() throws Exception {
    try (Receiver receiver = new Receiver(403)) {
      Webhook webhook = webhook(receiver, new ArrayList<>());
      assertThatThrownBy(() -> webhook.deliver(notice)).hasMessageContaining("403");
      assertThat(receiver.bodies).hasSize(1);
    }
  }

  @Test
  void knowsTheHmacOfRfc4231() {
    assertThat(SignedPost.hmac("Jefe", "what do ya want for nothing?"))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  @Test
  void refusesAnAddressThatIsNoneWithoutTellingIt() {
    NotifyConfig config =
        new NotifyConfig(
            false,
            null,
            new NotifyConfig.Webhook(
                Secret.parse("env:HOOK"), null, 1, Duration.ofSeconds(1), false));
    assertThatThrownBy(
            () ->
                Notifiers.of(
                    config, Map.of("HOOK", "ht tp://hooks/token-77"), InstantSource.system()))
        .isInstanceOf(IllegalStateException.class)
        .hasNoCause()
        .hasMessage("notify.webhook.url is not an address");
  }

  @Test
  void handsOutLinksOnlyWhereThatWasAskedFor() throws Exception {
    Notice question =
        notice.with(Map.of("anna", URI.create("https://nightjar.example.com/answer/a.b")));
    try (Receiver receiver = new Receiver(200)) {
      webhook(receiver, new ArrayList<>(), true).deliver(question);
      webhook(receiver, new ArrayList<>(), true).deliver(notice);
      webhook(receiver, new ArrayList<>()).deliver(question);
      JsonNode with = new ObjectMapper().readTree(receiver.bodies.getFirst());
      assertThat(with.at("/answerLinks/anna").asText())
          .isEqualTo("https://nightjar.example.com/answer/a.b");
      assertThat(receiver.bodies.subList(1, 3)).noneMatch(body -> body.contains("answer"));
    }
    Path file = folder.resolve("notices.jsonl");
    new JsonLinesFile(file).deliver(question);
    assertThat(file).content().doesNotContain("/answer/");
    assertThat(question.toString()).doesNotContain("/answer/");
    String fed = Json.write(new FeedItem.Told(question));
    assertThat(fed).doesNotContain("/answer/");
    assertThat(Json.read(Json.write(question), Notice.class)).isEqualTo(notice);
  }

  private static Webhook webhook(Receiver receiver, List<Duration> pauses) {
    return webhook(receiver, pauses, false);
  }

  private static Webhook webhook(Receiver receiver, List<Duration> pauses, boolean answerLinks) {
    return new Webhook(
        new Webhook.Settings(receiver.url(), "key", 3, Duration.ofSeconds(5), answerLinks),
        InstantSource.fixed(SampleResponses.THREE),
        pauses::add);
  }

  /** Answers with the given codes in turn, the last one for ever. */
  private static final class Receiver implements AutoCloseable {
    final List<String> bodies = new CopyOnWriteArrayList<>();
    final List<String> signatures = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    Receiver(int... codes) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            int code = codes[Math.min(bodies.size(), codes.length - 1)];
            bodies.add(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            signatures.add(exchange.getRequestHeaders().getFirst("Nightjar-Signature"));
            exchange.sendResponseHeaders(code, -1);
            exchange.close();
          });
      server.start();
    }

    URI url() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook/token-77");
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
