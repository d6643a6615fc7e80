package io.nightjar.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightjar.SampleResponses;
import io.nightjar.alert.TestKeys;
import io.nightjar.config.HttpConfig;
import io.nightjar.config.InvalidSettings;
import io.nightjar.config.LimitsConfig;
import io.nightjar.config.ListenAddress;
import io.nightjar.config.TlsConfig;
import io.nightjar.config.TlsConfig.ClientCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the server listens, by what means, and how it stops. */
@SuppressWarnings("NullAway.Init")
class PortsTest {

  private static final URI PEOPLE = URI.create("https://nightjar.example.com");
  private static final ListenAddress ANYWHERE = ListenAddress.parse("0.0.0.0:0");

  @TempDir static Path keys;
  private static TestKeys first;
  private static TestKeys second;
  private static TestKeys client;

  @TempDir Path state;

  @BeforeAll
  static void make() throws Exception {
    first = TestKeys.make(keys, "EC", "ip:127.0.0.1");
    second = TestKeys.make(keys, "RSA", "ip:127.0.0.1");
    client = TestKeys.make(keys, "EC", "dns:falco");
  }

  /** Lets in everybody who comes by an address of this server. */
  private static final SignIn EVERYBODY =
      new SignIn() {
        @Override
        public Door door(Door token, Set<String> hosts) {
          return incoming ->
              hosts.contains(incoming.header("Host")) && incoming.header("Authorization") == null
                  ? Caller.of("kim", Permission.VIEW)
                  : token.let(incoming);
        }

        @Override
        public boolean open() {
          return true;
        }
      };

  private Served served() throws IOException {
    return Served.of(
        new FakeBackend(),
        new EventFeed(9),
        AnswerLinks.open(state, Map.of(), null, () -> SampleResponses.THREE));
  }

  private TlsConfig tls(@Nullable Path clientCa, ClientCertificate wanted) throws Exception {
    return new TlsConfig(first.certificateFile(state), first.keyFile(state), clientCa, wanted);
  }

  private static Section section(String base, Route.Handler handler) {
    return Section.of(base, incoming -> Caller.NOBODY, 9, List.of(Route.get("/it", null, handler)));
  }

  private static HttpResponse<String> get(HttpClient http, URI at, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(at.resolve(path)).timeout(Duration.ofSeconds(10)).build();
    return http.send(request, BodyHandlers.ofString());
  }

  @Test
  void aPortServesItsOwnSectionsAlone() throws Exception {
    Section ours = section("/ours", call -> Reply.ok("ours"));
    Listener listener =
        new Listener(
            "ingest.listen",
            ListenAddress.anyLocal(),
            null,
            LimitsConfig.defaults().atAnyRate(),
            List.of(ours));
    try (HttpClient http = HttpClient.newHttpClient();
        ControlServer server =
            ControlServer.start(
                HttpConfig.on(ListenAddress.anyLocal(), null), state, served().with(listener))) {
      URI there = server.url("ingest.listen");
      assertThat(get(http, there, "/ours/it").body()).isEqualTo("\"ours\"");
      assertThat(get(http, there, "/api/v1/status").statusCode()).isEqualTo(404);
      assertThat(get(http, server.url(), "/ours/it").statusCode()).isEqualTo(404);
      assertThat(server.url("http.listen")).isEqualTo(server.url());
    }
  }

  @Test
  void beyondThisMachineNeedsTlsAnAddressForPeopleAndASignIn() throws Exception {
    TlsConfig tls = tls(null, ClientCertificate.WANT);
    assertThatThrownBy(() -> new HttpConfig(ANYWHERE, null, null))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("http.tls")
        .hasMessageContaining("http.publicUrl");
    assertThatThrownBy(() -> tls(null, ClientCertificate.NEED))
        .hasMessageContaining("needs clientCa");
    HttpConfig config = new HttpConfig(ANYWHERE, PEOPLE, tls);
    assertThatThrownBy(() -> ControlServer.start(config, state, served()).close())
        .hasMessageContaining("nobody could sign in");
    HttpConfig broken =
        new HttpConfig(
            ANYWHERE,
            PEOPLE,
            new TlsConfig(tls.certificate(), second.keyFile(state), null, ClientCertificate.WANT));
    assertThatThrownBy(() -> ControlServer.start(broken, state, served().with(EVERYBODY)).close())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("http.tls: the key in");
  }

  @Test
  void theCommandLineHasAPortOfItsOwnAndItsTokenIsWorthNothingOutside() throws Exception {
    HttpConfig config = new HttpConfig(ANYWHERE, PEOPLE, tls(null, ClientCertificate.WANT));
    try (HttpClient outside = HttpClient.newBuilder().sslContext(client.context(first)).build();
        ControlServer server = ControlServer.start(config, state, served().with(EVERYBODY));
        ControlClient inside = ControlClient.open(state)) {
      assertThat(inside.status().mode()).isEqualTo("enforce");
      assertThat(server.url().getScheme()).isEqualTo("http");
      URI there = URI.create("https://127.0.0.1:" + server.url("http.listen").getPort());
      HttpResponse<String> answer = get(outside, there, "/api/v1/status");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Strict-Transport-Security"))
          .contains("max-age=31536000");
      HttpRequest byToken =
          HttpRequest.newBuilder(there.resolve("/api/v1/status"))
              .header("Authorization", "Bearer " + Files.readString(state.resolve("token")).strip())
              .build();
      assertThat(outside.send(byToken, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
      assertThat(get(outside, there, "/answer/nothing").body())
          .contains("This is no link of this Nightjar");
    }
  }

  @Test
  void aCertificateIsReadAgainWhenItsFileChangesAndABrokenOneIsNot() throws Exception {
    TlsConfig config = tls(null, ClientCertificate.WANT);
    try (ServerTls tls = ServerTls.open(config, "http.tls", Duration.ofMillis(20))) {
      tls.factory().start();
      replace(config.certificate(), second.certificateFile(state));
      replace(config.key(), second.keyFile(state));
      await().until(() -> shown(tls).equals(second.certificate()));
      replace(config.key(), Files.writeString(state.resolve("bad.pem"), "no key"));
      replace(config.certificate(), first.certificateFile(state));
      await().pollDelay(Duration.ofMillis(200)).until(() -> true);
      assertThat(shown(tls)).isEqualTo(second.certificate());
      tls.factory().stop();
    }
  }

  private static X509Certificate shown(ServerTls tls) throws Exception {
    return (X509Certificate) tls.factory().getKeyStore().getCertificate("own");
  }

  private static void replace(Path file, Path by) throws IOException {
    Files.move(by, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void whoMustShowACertificateIsKnownByItOrStaysOutside() throws Exception {
    Path known = client.certificateFile(state);
    Section who =
        section(
            "/who",
            call ->
                Reply.ok(
                    call.incoming().certificates().getFirst().getSubjectX500Principal().getName()));
    Listener listener =
        new Listener(
            "ingest.listen",
            ListenAddress.anyLocal(),
            tls(known, ClientCertificate.NEED),
            LimitsConfig.defaults().atAnyRate(),
            List.of(who));
    try (HttpClient falco = HttpClient.newBuilder().sslContext(client.context(first)).build();
        HttpClient stranger = HttpClient.newBuilder().sslContext(second.context(first)).build();
        ControlServer server =
            ControlServer.start(
                HttpConfig.on(ListenAddress.anyLocal(), null), state, served().with(listener))) {
      URI there = server.url("ingest.listen");
      assertThat(get(falco, there, "/who/it").body()).isEqualTo("\"CN=test\"");
      assertThatThrownBy(() -> get(stranger, there, "/who/it")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aStopWaitsForTheLastAnswersButNotForStreams() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch goOn = new CountDownLatch(1);
    Section slow =
        new Section(
            "/slow",
            incoming -> Caller.NOBODY,
            9,
            List.of(
                Route.get(
                    "/it",
                    null,
                    call -> {
                      begun.countDown();
                      waitFor(goOn);
                      return Reply.ok("done");
                    }),
                Route.get(
                    "/events",
                    null,
                    call -> {
                      begun.countDown();
                      return new Reply.Events(0);
                    })),
            Section::json);
    try (HttpClient http = HttpClient.newHttpClient()) {
      ControlServer server =
          ControlServer.start(
              HttpConfig.on(ListenAddress.anyLocal(), null), state, served().with(List.of(slow)));
      URI there = server.url();
      CompletableFuture<HttpResponse<String>> answer = later(http, there.resolve("/slow/it"));
      CompletableFuture<HttpResponse<String>> stream = later(http, there.resolve("/slow/events"));
      waitFor(begun);
      Thread stop = Thread.ofVirtual().start(server::close);
      assertThat(stream.join().body()).contains("id: 0\nevent: hello\n");
      assertThat(stop.isAlive()).isTrue();
      goOn.countDown();
      assertThat(answer.join().body()).isEqualTo("\"done\"");
      stop.join();
      assertThatThrownBy(() -> get(http, there, "/slow/it")).isInstanceOf(IOException.class);
    }
  }

  private static CompletableFuture<HttpResponse<String>> later(HttpClient http, URI at) {
    return http.sendAsync(HttpRequest.newBuilder(at).build(), BodyHandlers.ofString());
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
