package io.nightjar.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.SampleResponses;
import io.nightjar.config.ListenAddress;
import io.nightjar.respond.DeskReply;
import io.nightjar.store.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerHandlerTest {

  private static final String ID = "r-77ab00c1d2e3f405";
  private static final URI PUBLIC = URI.create("https://nightjar.example.com/");

  @TempDir Path folder;

  private final FakeBackend backend = new FakeBackend().add(SampleResponses.waiting());
  private final HttpClient http = HttpClient.newHttpClient();

  @SuppressWarnings("NullAway.Init")
  private ControlServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        TestServers.start(
            new ListenAddress("127.0.0.1", 0), folder, backend, new EventFeed(9), PUBLIC);
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  /** As the API gives it, but by the address at which it is served here. */
  private URI link() throws Exception {
    String body = "{\"who\":\"op\",\"for\":\"anna\",\"within\":\"10m\"}";
    HttpResponse<String> given = issue(body);
    assertThat(given.statusCode()).isEqualTo(200);
    String url = Json.MAPPER.readTree(given.body()).path("url").asText();
    assertThat(url).startsWith("https://nightjar.example.com/answer/");
    return server.url().resolve(URI.create(url).getRawPath());
  }

  private HttpResponse<String> issue(String body) throws Exception {
    return send(
        HttpRequest.newBuilder(server.url().resolve("/api/v1/responses/" + ID + "/links"))
            .header("Authorization", "Bearer " + Files.readString(folder.resolve("token")).strip())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(URI link, String form) throws Exception {
    return send(
        HttpRequest.newBuilder(link)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  @Test
  void followingALinkAsksAndDoesNothing() throws Exception {
    backend.detections.add(SampleResponses.detection());
    URI link = link();
    backend.told.clear();
    HttpResponse<String> page = send(HttpRequest.newBuilder(link).GET());
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("You answer as anna", "kubernetes:isolate-pod on pod shop/checkout-7d4b9?")
        .contains("Terminal shell in container", "value=\"approve\"", "value=\"deny\"");
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(
            policy -> assertThat(policy).contains("default-src 'none'", "frame-ancestors 'none'"));
    assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(page.headers().firstValue("Referrer-Policy")).contains("same-origin");
    HttpRequest.Builder head = HttpRequest.newBuilder(link).method("HEAD", BodyPublishers.noBody());
    assertThat(send(head).statusCode()).isEqualTo(200);
    assertThat(backend.told).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "approve, Approved",
    "deny, Denied; nothing is done",
    "acknowledge, Nobody else is told"
  })
  void theFormIsTheAnswer(String answer, String words) throws Exception {
    HttpResponse<String> page = post(link(), "comment=seen+%26+done&answer=" + answer);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(backend.told).contains(answer + " " + ID + " anna: seen & done");
    if (!answer.equals("approve")) {
      assertThat(page.body()).contains(words);
    }
  }

  @Test
  void aLinkThatIsOverIsToldAsSuch() throws Exception {
    URI link = link();
    backend.refusals =
        Optional.of(new DeskReply.Refused(DeskReply.Cause.LINK_OVER, "this link was used already"));
    for (HttpResponse<String> page :
        List.of(send(HttpRequest.newBuilder(link).GET()), post(link, "answer=approve"))) {
      assertThat(page.statusCode()).isEqualTo(410);
      assertThat(page.body()).contains("This link was used already").doesNotContain("<form");
    }
  }

  @Test
  void aForgedOrDamagedLinkOpensNothing() throws Exception {
    String good = link().toString();
    int dot = good.lastIndexOf('.');
    String[] bad = {
      good.substring(0, good.length() - 4),
      good.substring(0, dot),
      good.substring(0, dot - 3) + good.substring(dot),
      good.substring(0, dot) + "." + "A".repeat(43),
      server.url() + "/answer/",
      server.url() + "/answer/%00.%ff",
      server.url() + "/answer/" + "x".repeat(5_000) + ".y"
    };
    backend.told.clear();
    for (String each : bad) {
      // a path that holds no text is refused before anybody looks at it
      assertThat(post(URI.create(each), "answer=approve").statusCode()).as(each).isIn(400, 404);
    }
    assertThat(backend.told).isEmpty();
  }

  @Test
  void linksOfAnotherNightjarOpenNothingHere() throws Exception {
    Path other = folder.resolve("other");
    Files.createDirectory(other);
    FakeBackend theirs = new FakeBackend().add(SampleResponses.waiting());
    String token;
    try (ControlServer second = TestServers.start(other, theirs, new EventFeed(9))) {
      URI own = server.url();
      ControlClient client = ControlClient.open(other);
      token = client.link(ID, "anna", "op", "10m").url().getRawPath();
      client.close();
      assertThat(second.url()).isNotEqualTo(own);
    }
    assertThat(post(server.url().resolve(token), "answer=approve").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"answer=", "answer=APPROVE", "comment=x", "answer=approve%zz", "answer=undo"})
  void whatIsNoAnswerDoesNothing(String form) throws Exception {
    URI link = link();
    backend.told.clear();
    assertThat(post(link, form).statusCode()).isEqualTo(400);
    assertThat(post(link, "answer=deny&comment=" + "x".repeat(20_000)).statusCode()).isEqualTo(413);
    assertThat(backend.told).isEmpty();
  }

  @Test
  void onlyLinksAreServedUnderThePublicAddress() throws Exception {
    String path = link().getRawPath();
    assertThat(status("nightjar.example.com", path)).isEqualTo("200");
    assertThat(status("evil.example.com", path)).isEqualTo("403");
    assertThat(status("nightjar.example.com", "/api/v1/status")).isEqualTo("403");
  }

  /** By hand, since the client of the JDK sets the Host header itself. */
  private String status(String host, String path) throws IOException {
    String token = Files.readString(folder.resolve("token")).strip();
    try (Socket socket = new Socket(server.url().getHost(), server.url().getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("GET "
                  + path
                  + " HTTP/1.1\r\nHost: "
                  + host
                  + "\r\nAuthorization: Bearer "
                  + token
                  + "\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.split(" ", 3)[1];
    }
  }

  @Test
  void namesThatAnAttackerChoseStayText() throws Exception {
    backend.detections.add(
        SampleResponses.detection("</dd><script>alert(1)</script>" + SampleResponses.ESCAPE));
    backend.responses.put(ID, SampleResponses.hostile(ID));
    HttpResponse<String> page = send(HttpRequest.newBuilder(link()).GET());
    assertThat(page.body())
        .contains("&lt;img src=x onerror=alert(1)&gt;")
        .doesNotContain("<script", "<img", "\u001b");
  }

  @Test
  void aLinkIsAskedForInFull() throws Exception {
    for (String body :
        new String[] {
          "{\"for\":\"anna\",\"within\":\"10m\"}",
          "{\"who\":\"op\",\"within\":\"10m\"}",
          "{\"who\":\"op\",\"for\":\"anna\",\"within\":\"soon\"}",
          "{\"who\":\"op\",\"for\":\"anna\",\"within\":\"8d\"}"
        }) {
      HttpResponse<String> answer = issue(body);
      assertThat(answer.statusCode()).as(body).isEqualTo(400);
      JsonNode problem = Json.MAPPER.readTree(answer.body());
      assertThat(problem.path("detail").asText()).isNotEmpty();
    }
  }
}
