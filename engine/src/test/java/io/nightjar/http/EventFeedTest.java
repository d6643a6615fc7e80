package io.nightjar.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightjar.SampleResponses;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseFilter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFeedTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path state;

  private final FakeBackend backend = new FakeBackend().add(SampleResponses.waiting());
  private final EventFeed feed = new EventFeed(3);

  @Test
  void keepsTheLatestAndShowsTheGap() throws Exception {
    for (int i = 0; i < 5; i++) {
      feed.publish(new FeedItem.Detected(SampleResponses.detection()));
    }
    assertThat(feed.after(0, Duration.ZERO))
        .extracting(EventFeed.Numbered::number)
        .containsExactly(3L, 4L, 5L);
    assertThat(feed.after(5, Duration.ZERO)).isEmpty();
  }

  @Test
  void wakesWhoWaits() throws Exception {
    Thread publisher =
        Thread.startVirtualThread(
            () -> feed.publish(new FeedItem.Changed(SampleResponses.waiting())));
    assertThat(feed.after(0, SOON)).hasSize(1);
    publisher.join();
  }

  @Test
  void aClientFollowsDetectionsAndResponsesAsTheyChange() throws Exception {
    try (ControlServer server = start();
        ControlClient client = ControlClient.open(state);
        EventReader events = client.events()) {
      assertThat(server.url().getPort()).isPositive();
      feed.publish(new FeedItem.Detected(SampleResponses.detection("sh\n-i")));
      feed.publish(new FeedItem.Changed(SampleResponses.succeeded()));
      assertThat(events.next(SOON))
          .contains(new FeedItem.Detected(SampleResponses.detection("sh\n-i")));
      Optional<FeedItem> second = events.next(SOON);
      assertThat(second).contains(new FeedItem.Changed(SampleResponses.succeeded()));
      assertThat(events.next(Duration.ofMillis(1))).isEmpty();
    }
  }

  @Test
  @SuppressWarnings("try") // closed early, so that the streams end
  void aBrowserGoesOnWhereItWasAndGetsOnlyWhatItWants() throws Exception {
    feed.publish(new FeedItem.Detected(SampleResponses.detection("first")));
    feed.publish(new FeedItem.Detected(SampleResponses.detection("second")));
    feed.publish(new FeedItem.Changed(SampleResponses.succeeded()));
    try (HttpClient http = HttpClient.newHttpClient();
        ControlServer server = start()) {
      CompletableFuture<HttpResponse<String>> all = follow(http, server, "", "1");
      CompletableFuture<HttpResponse<String>> responses =
          follow(http, server, "?kind=response", "0");
      assertThat(follow(http, server, "?kind=weather", "0").get().statusCode()).isEqualTo(400);
      await().until(() -> server.followers() == 2);
      await().pollDelay(Duration.ofMillis(200)).until(() -> true);
      server.close();
      assertThat(all.get().body())
          .startsWith("retry: 3000\nid: 1\nevent: hello\n")
          .contains("id: 2\nevent: detection\n", "second", "id: 3\nevent: response\n")
          .doesNotContain("first");
      assertThat(responses.get().body())
          .contains("id: 3\nevent: response\n")
          .doesNotContain("event: detection");
    }
  }

  private CompletableFuture<HttpResponse<String>> follow(
      HttpClient http, ControlServer server, String query, String last) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.url().resolve("/api/v1/events" + query))
            .header("Authorization", "Bearer " + Files.readString(state.resolve("token")).strip())
            .header("Last-Event-ID", last)
            .build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aFollowerLearnsThatNightjarStopped() throws Exception {
    ControlServer server = start();
    try (ControlClient client = ControlClient.open(state);
        EventReader events = client.events()) {
      server.close();
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> events.next(Duration.ofMillis(10)))
                      .isInstanceOf(ControlFailure.NotReachable.class));
    }
  }

  @Test
  void aClientReadsBackWhatTheServerHas() throws Exception {
    backend.detections.add(SampleResponses.detection());
    try (ControlServer server = start();
        ControlClient client = ControlClient.open(state)) {
      assertThat(server.url().getPort()).isPositive();
      assertThat(client.responses(new ResponseFilter(Set.of(), "shop", 10), ""))
          .containsExactly(SampleResponses.waiting());
      assertThat(client.story("r-77").detections()).containsExactlyElementsOf(backend.detections);
      Response approved = client.act("approve", "r-77", "kim", "ja, bitte: ü ✓");
      assertThat(approved).isEqualTo(SampleResponses.waiting());
      assertThat(backend.told).containsExactly("approve r-77ab00c1d2e3f405 kim: ja, bitte: ü ✓");
      assertThat(client.status()).isEqualTo(backend.status());
      assertThatThrownBy(() -> client.story("r-none"))
          .isInstanceOf(ControlFailure.Refused.class)
          .hasMessageContaining("r-none");
    }
  }

  @Test
  void sendsNoTokenToAProcessThatIsNotTheOneThatWroteTheFile() throws Exception {
    try (ControlServer server = start()) {
      String file = Files.readString(state.resolve("control.json"));
      assertThat(file).contains(Integer.toString(server.url().getPort()));
      Files.writeString(
          state.resolve("control.json"),
          file.replaceFirst("\"startTimeTicks\" : \\d+", "\"startTimeTicks\" : 1"));
      assertThatThrownBy(() -> ControlClient.open(state))
          .isInstanceOf(ControlFailure.NotReachable.class)
          .hasMessageContaining("no Nightjar runs");
    }
  }

  @Test
  void saysHowToStartOneWhereNoneRuns() {
    assertThatThrownBy(() -> ControlClient.open(state.resolve("empty")))
        .isInstanceOf(ControlFailure.NotReachable.class)
        .hasMessageContaining("nightjar run");
  }

  private ControlServer start() throws Exception {
    return TestServers.start(state, backend, feed);
  }
}
