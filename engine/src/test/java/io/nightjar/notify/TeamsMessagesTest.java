package io.nightjar.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SampleResponses;
import io.nightjar.actions.outside.Hmac;
import io.nightjar.config.HttpConfig;
import io.nightjar.config.ListenAddress;
import io.nightjar.http.AnswerLinks;
import io.nightjar.http.ControlServer;
import io.nightjar.http.EventFeed;
import io.nightjar.http.FakeBackend;
import io.nightjar.http.Served;
import io.nightjar.respond.DeskReply;
import io.nightjar.store.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against requests as Teams' outgoing web hooks send them, signed with the token that it gave. */
class TeamsMessagesTest {

  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
  private static final String TOKEN = Base64.getEncoder().encodeToString(KEY);
  private static final String KIM = "29e6b6c4-0c1f-4f0e-9c52-6d1f0a9b7c3e";
  private static final String ID = "r-77ab00c1d2e3f405";
  private static final String DIGEST = "ab12cd34ef".repeat(6) + "abcd";

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> answered = new ArrayList<>();
  private Instant now = SampleResponses.THREE;
  private boolean open = true;

  @SuppressWarnings("NullAway.Init")
  private ControlServer server;

  private final TeamsMessages.Answers desk =
      new TeamsMessages.Answers() {
        @Override
        public Optional<String> digest(String responseId) {
          return responseId.equals(ID) ? Optional.of(DIGEST) : Optional.empty();
        }

        @Override
        public DeskReply approve(String responseId, String who, String comment, String digest) {
          answered.add("approve " + responseId + " " + who + " " + digest);
          return new DeskReply.Done(SampleResponses.succeeded());
        }

        @Override
        public DeskReply deny(String responseId, String who, String comment) {
          answered.add("deny " + responseId + " " + who);
          return new DeskReply.Refused(DeskReply.Cause.NOT_ENTITLED, "kim is not in on-call");
        }
      };

  @BeforeEach
  void start() throws Exception {
    TeamsMessages messages =
        new TeamsMessages(
            () ->
                open
                    ? Optional.of(
                        new TeamsMessages.Settings(
                            List.of("b3RoZXItdG9rZW4tb3RoZXItdG9rZW4=", TOKEN), Map.of(KIM, "kim")))
                    : Optional.empty(),
            desk,
            () -> now);
    server =
        ControlServer.start(
            HttpConfig.on(new ListenAddress("127.0.0.1", 0), null),
            folder,
            Served.of(
                    new FakeBackend(),
                    new EventFeed(9),
                    AnswerLinks.open(folder, Map.of(), null, () -> now))
                .with(List.of(messages.section())));
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  @Test
  void approvesExactlyWhatTheCodeStandsForAndSaysSo() throws Exception {
    HttpResponse<String> taken =
        signed(body(KIM, "<at>Nightjar</at>&nbsp;<p>approve " + ID + " ab12cd34ef</p>\n", now));
    assertThat(taken.statusCode()).isEqualTo(200);
    assertThat(Json.MAPPER.readTree(taken.body()).path("type").asText()).isEqualTo("message");
    assertThat(said(taken)).startsWith("kim approved r-");
    assertThat(answered).containsExactly("approve " + ID + " kim " + DIGEST);
  }

  @Test
  void saysWhyNothingWasDone() throws Exception {
    assertThat(said(signed(body(KIM, "<at>N</at> approve " + ID + " 0000000000", now))))
        .contains("nothing of that code is asked");
    assertThat(said(signed(body(KIM, "<at>N</at> approve " + ID, now)))).contains("no");
    assertThat(said(signed(body(KIM, "<at>N</at> approve r-other77 ab12cd34ef", now))))
        .contains("nothing of that code is asked");
    assertThat(said(signed(body(KIM, "<at>N</at> yes please", now)))).contains("Nothing was done");
    assertThat(said(signed(body("someone-else", "<at>N</at> deny " + ID, now))))
        .contains("nobody in notify.people");
    assertThat(answered).isEmpty();
    assertThat(said(signed(body(KIM.toUpperCase(Locale.ROOT), "deny " + ID, now))))
        .isEqualTo("Nothing was done: kim is not in on-call");
    assertThat(answered).containsExactly("deny " + ID + " kim");
  }

  @Test
  void takesNothingThatIsForgedAlteredOldOrHereAgain() throws Exception {
    String body = body(KIM, "approve " + ID + " ab12cd34ef", now);
    assertThat(send(body, null).statusCode()).isEqualTo(403);
    assertThat(send(body, "HMAC " + TOKEN).statusCode()).isEqualTo(403);
    assertThat(send(body.replace("approve", "deny"), sign(body)).statusCode()).isEqualTo(403);
    String old = body(KIM, "deny " + ID, now.minus(Duration.ofMinutes(6)));
    assertThat(signed(old).statusCode()).isEqualTo(403);
    String timeless = "{\"type\":\"message\",\"text\":\"deny " + ID + "\"}";
    assertThat(signed(timeless).statusCode()).isEqualTo(403);
    assertThat(signed("no json").statusCode()).isEqualTo(400);
    assertThat(answered).isEmpty();
    assertThat(signed(body).statusCode()).isEqualTo(200);
    assertThat(signed(body).statusCode()).isEqualTo(403);
    assertThat(answered).hasSize(1);
    // a link preview or a scanner only looks
    assertThat(
            http.send(
                    HttpRequest.newBuilder(server.url().resolve("/notify/teams/messages")).build(),
                    BodyHandlers.discarding())
                .statusCode())
        .isEqualTo(405);
  }

  @Test
  void withoutATokenThereIsNothingAtTheAddress() throws Exception {
    open = false;
    assertThat(signed(body(KIM, "deny " + ID, now)).statusCode()).isEqualTo(404);
    assertThat(answered).isEmpty();
  }

  private static String body(String from, String text, Instant at) {
    return Json.write(
        Map.of(
            "type",
            "message",
            "id",
            "1485983408511",
            "timestamp",
            at.toString(),
            "serviceUrl",
            "https://smba.trafficmanager.net/amer/",
            "from",
            Map.of("id", "29:1X", "name", "<b>Kim</b>", "aadObjectId", from),
            "text",
            text));
  }

  private static String sign(String body) {
    return "HMAC "
        + Base64.getEncoder().encodeToString(Hmac.of(KEY, body.getBytes(StandardCharsets.UTF_8)));
  }

  private HttpResponse<String> signed(String body) throws Exception {
    return send(body, sign(body));
  }

  private HttpResponse<String> send(String body, @Nullable String signature) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.url().resolve("/notify/teams/messages"))
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(BodyPublishers.ofString(body));
    if (signature != null) {
      request.header("Authorization", signature);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static String said(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).isEqualTo(200);
    return Json.MAPPER.readTree(answer.body()).path("text").asText();
  }
}
