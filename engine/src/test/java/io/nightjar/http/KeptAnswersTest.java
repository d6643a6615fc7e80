package io.nightjar.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SampleResponses;
import io.nightjar.config.HttpConfig;
import io.nightjar.config.ListenAddress;
import io.nightjar.store.TestState;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a request with a key is answered when it comes again. */
class KeptAnswersTest {

  private static final String ID = "r-77ab00c1d2e3f405";
  private static final String LINK = "/responses/" + ID + "/links";
  private static final String ASKED = "{\"who\":\"op\",\"for\":\"anna\",\"within\":\"10m\"}";

  @TempDir Path folder;

  private final FakeBackend backend = new FakeBackend().add(SampleResponses.waiting());
  private Instant now = SampleResponses.THREE;
  private volatile @Nullable Caller signedIn;

  private ControlServer start(TestState store) throws Exception {
    Path state = folder.resolve("server");
    AnswerLinks links = AnswerLinks.open(state, Map.of(), null, () -> now);
    return ControlServer.start(
        HttpConfig.on(ListenAddress.anyLocal(), null),
        state,
        Served.of(backend, new EventFeed(9), links)
            .with(whoeverOrToken())
            .with(KeptAnswers.of(store.database(), state, () -> now)));
  }

  private SignIn whoeverOrToken() {
    return new SignIn() {
      @Override
      public Door door(Door token, Set<String> hosts) {
        return incoming -> {
          Caller one = signedIn;
          return one == null ? token.let(incoming) : one;
        };
      }

      @Override
      public boolean open() {
        return true;
      }
    };
  }

  private static Caller kim(String vouchedBy) {
    return new Caller() {
      @Override
      public String name() {
        return "kim";
      }

      @Override
      public Set<String> groups() {
        return Set.of();
      }

      @Override
      public String vouchedBy() {
        return vouchedBy;
      }

      @Override
      public boolean may(Permission permission, String namespace) {
        return true;
      }
    };
  }

  @Test
  void twoOfOneNameFromTwoWaysOfSigningInShareNoKeys() throws Exception {
    String deny = "/responses/" + ID + "/deny";
    try (TestState store = TestState.open(folder.resolve("store"));
        ControlServer server = start(store)) {
      signedIn = kim("OIDC https://id.example kim-4711");
      assertThat(post(server, deny, "k-4", "{}").statusCode()).isEqualTo(200);
      assertThat(post(server, deny, "k-4", "{}").statusCode()).isEqualTo(200);
      assertThat(backend.told).hasSize(1);
      signedIn = kim("client certificate 17");
      assertThat(post(server, deny, "k-4", "{\"comment\":\"mine\"}").statusCode()).isEqualTo(200);
      assertThat(backend.told).hasSize(2);
    }
  }

  private HttpResponse<String> post(ControlServer at, String path, String key, String body)
      throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(at.url().resolve("/api/v1" + path))
              .header(
                  "Authorization",
                  "Bearer " + Files.readString(folder.resolve("server/token")).strip())
              .header("Content-Type", "application/json")
              .header("Idempotency-Key", key)
              .POST(BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    }
  }

  @Test
  void theSameRequestIsDoneOnceAndAnsweredAlikeEvenByTheNextProcess() throws Exception {
    try (TestState store = TestState.open(folder.resolve("store"))) {
      String first;
      try (ControlServer server = start(store)) {
        first = post(server, LINK, "k-1", ASKED).body();
        assertThat(first).contains("/answer/");
        assertThat(post(server, LINK, "k-1", ASKED).body()).isEqualTo(first);
        assertThat(post(server, LINK, "k-1", ASKED.replace("10m", "11m")).statusCode())
            .isEqualTo(422);
        assertThat(post(server, "/reload", "k-1", ASKED).statusCode()).isEqualTo(422);
        assertThat(post(server, LINK, "no good", ASKED).statusCode()).isEqualTo(400);
      }
      try (ControlServer server = start(store)) {
        HttpResponse<String> again = post(server, LINK, "k-1", ASKED);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body().replaceAll(":\\d+/answer", ":0/answer"))
            .isEqualTo(first.replaceAll(":\\d+/answer", ":0/answer"));
        assertThat(backend.told).hasSize(1);
        now = now.plus(KeptAnswers.KEPT).plusSeconds(1);
        assertThat(post(server, LINK, "k-1", ASKED).statusCode()).isEqualTo(200);
        assertThat(backend.told).hasSize(2);
      }
    }
  }

  @Test
  void whatWasRefusedMayBeSentAgainButNotWhatEndedInTheMiddle() throws Exception {
    try (TestState store = TestState.open(folder.resolve("store"));
        ControlServer server = start(store)) {
      String kim = "{\"who\":\"mallory\"}";
      String deny = "/responses/" + ID + "/deny";
      assertThat(post(server, deny, "k-2", kim).statusCode()).isEqualTo(403);
      assertThat(post(server, deny, "k-2", "{\"who\":\"kim\"}").statusCode()).isEqualTo(200);
      KeptAnswers answers = KeptAnswers.of(store.database(), folder.resolve("server"), () -> now);
      assertThat(answers.begin("", "k-3", "d")).isInstanceOf(KeptAnswers.Known.New.class);
      assertThat(answers.begin("", "k-3", "d")).isInstanceOf(KeptAnswers.Known.NotAnswered.class);
      now = now.plus(Duration.ofDays(2));
      assertThat(answers.begin("", "k-3", "d")).isInstanceOf(KeptAnswers.Known.New.class);
    }
  }

  @Test
  void anAnswerLiesSealedInTheStore() {
    SealedAnswers own = new SealedAnswers("token");
    byte[] sealed = own.seal(new byte[] {1, 2, 3}, "here");
    assertThat(own.open(sealed, "here")).contains(new byte[] {1, 2, 3});
    assertThat(own.open(sealed, "there")).isEmpty();
    assertThat(new SealedAnswers("other").open(sealed, "here")).isEmpty();
    assertThat(own.open(new byte[3], "here")).isEmpty();
  }
}
