package io.nightjar.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.alert.Receiver.Posted;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class HttpOutputTest {

  private static final AlertShape JSON = new AlertShape(true, true, false, true, true, false);

  private final List<Duration> pauses = new ArrayList<>();

  @Test
  void aFalcosidekickTakesEveryAlert() throws Exception {
    AlertWriter writer = new AlertWriter(JSON, "node-1");
    try (Receiver sidekick = Receiver.plain().judging(HttpOutputTest::sidekick)) {
      HttpOutput output = output(sidekick.url(), false, 0);
      output.write(writer.line(SampleAlerts.opened("/etc/shadow")));
      output.write(writer.line(SampleAlerts.opened("/tmp/\"\n\u001b[2J\ud83d\ude00")));
      output.write(writer.line(SampleAlerts.lost(3)));
      output.close();
      assertThat(sidekick.posts)
          .hasSize(3)
          .allSatisfy(
              post -> {
                assertThat(post.method()).isEqualTo("POST");
                assertThat(post.type()).isEqualTo("application/json");
                assertThat(post.agent()).isEqualTo("falcosecurity/falco");
              });
    }
  }

  /** What Falcosidekick demands of a request before it hands it on; 400 is its refusal. */
  private static int sidekick(Posted post) {
    try {
      JsonNode alert =
          new ObjectMapper()
              .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .readTree(post.body().bytes());
      boolean whole =
          post.method().equals("POST")
              && alert.path("rule").textValue().length() > 0
              && alert.path("output").textValue().length() > 0
              && alert.path("hostname").isTextual()
              && alert.path("source").isTextual()
              && alert.path("output_fields").size() > 0
              && alert.path("tags").isArray()
              && Set.of(
                      "Emergency",
                      "Alert",
                      "Critical",
                      "Error",
                      "Warning",
                      "Notice",
                      "Informational",
                      "Debug")
                  .contains(alert.path("priority").textValue())
              // Go's RFC 3339 with nanoseconds
              && alert
                  .path("time")
                  .textValue()
                  .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z")
              && alert.path("output_fields").path("evt.time").isIntegralNumber();
      return whole ? 200 : 400;
    } catch (IOException e) {
      return 400;
    }
  }

  @Test
  void anAlertIsTriedAgainWhereThatMayHelp() throws Exception {
    try (Receiver receiver = Receiver.plain().answering(503, 429, 200)) {
      output(receiver.url(), false, 5).write("one");
      assertThat(receiver.posts).hasSize(3);
    }
    assertThat(pauses).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
  }

  @Test
  void aRefusalIsToldAtOnceWithoutTheAddress() throws Exception {
    try (Receiver receiver = Receiver.plain().answering(401)) {
      HttpOutput output = output(receiver.url(), false, 5);
      assertThatThrownBy(() -> output.write("one"))
          .isInstanceOf(IOException.class)
          .hasMessage("the receiver did not take it: it answered 401")
          .hasNoCause();
      assertThat(receiver.posts).hasSize(1);
    }
    assertThat(pauses).isEmpty();
  }

  @Test
  void aDeadReceiverIsGivenUpAfterAllTries() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    HttpOutput output = output(URI.create("http://127.0.0.1:" + port + "/secret-path"), false, 5);
    assertThatThrownBy(() -> output.write("one"))
        .hasMessage("the receiver did not take it: it cannot be reached")
        .hasNoCause();
    assertThat(pauses)
        .extracting(Duration::toMillis)
        .containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L);
  }

  @Test
  void aReceiverThatDoesNotAnswerIsLeftAfterTheTimeout() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      HttpOutput output =
          new HttpOutput(
              new HttpOutput.Settings(
                  URI.create("http://127.0.0.1:" + silent.getLocalPort()),
                  "a",
                  "text/plain",
                  Duration.ofMillis(200),
                  1,
                  false),
              null,
              pauses::add);
      assertThatThrownBy(() -> output.write("one")).hasMessageContaining("did not answer in time");
    }
    assertThat(pauses).hasSize(1);
  }

  @Test
  void bodiesArePackedUntilAReceiverRefusesOne() throws Exception {
    try (Receiver receiver = Receiver.plain()) {
      output(receiver.url(), true, 0).write("one");
      Posted post = receiver.posts.getFirst();
      assertThat(post.encoding()).isEqualTo("gzip");
      assertThat(new GZIPInputStream(new ByteArrayInputStream(post.body().bytes())).readAllBytes())
          .isEqualTo("one".getBytes(UTF_8));
    }
    AlertWriter writer = new AlertWriter(JSON, "node-1");
    try (Receiver sidekick = Receiver.plain().judging(HttpOutputTest::sidekick)) {
      HttpOutput output = output(sidekick.url(), true, 0);
      output.write(writer.line(SampleAlerts.opened("/etc/shadow")));
      output.write(writer.line(SampleAlerts.opened("/etc/shadow")));
      assertThat(sidekick.posts).extracting(Posted::encoding).containsExactly("gzip", "", "");
    }
  }

  @Test
  void theSettingsPrintAsNothing() {
    assertThat(settings(URI.create("http://h/secret-path"), false, 0).toString())
        .isEqualTo("[secret]");
  }

  private HttpOutput output(URI url, boolean compress, int retries) {
    return new HttpOutput(settings(url, compress, retries), null, pauses::add);
  }

  private static HttpOutput.Settings settings(URI url, boolean compress, int retries) {
    return new HttpOutput.Settings(
        url, "falcosecurity/falco", "application/json", Duration.ofSeconds(10), retries, compress);
  }
}
