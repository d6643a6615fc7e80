package io.nightjar.outputs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.SampleResponses;
import io.nightjar.alert.Alert;
import io.nightjar.alert.AlertOutputs;
import io.nightjar.alert.Alerts;
import io.nightjar.alert.Receiver;
import io.nightjar.alert.SampleAlerts;
import io.nightjar.config.ConfigErrors;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.Configuration;
import io.nightjar.config.Overrides;
import io.nightjar.config.TestSurroundings;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FurtherOutputsTest {

  private static final Pattern HOSTILE =
      Pattern.compile(".*([\\p{Cntrl}\u202e]|<!|@everyone).*", Pattern.DOTALL);
  private static final String ALL = "what: [responses, detections]";

  @TempDir Path folder;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void aFalcosidekickTakesEveryTurnAndNothingInItIsHostile() throws Exception {
    String mean = "<!channel> @everyone \u001b[2J\u202e " + "x".repeat(9_000);
    try (Receiver sidekick = Receiver.plain().judging(Sidekick::judge);
        Alerts alerts = start("side", "falcosidekick: {url: '" + sidekick.url() + "'}", ALL)) {
      for (ResponseState state : ResponseState.values()) {
        alerts.offer(changed(state, mean));
      }
      alerts.offer(new Alert.Changed(SampleResponses.hostile("r-1"), null));
      alerts.offer(SampleAlerts.opened("/etc/" + mean));
      alerts.offer(SampleAlerts.lost(3));
      await().until(() -> delivered(alerts, "side") == 14);
      assertThat(alerts.losses()).containsEntry("output side", 0L);
      for (Receiver.Posted post : sidekick.posts) {
        assertThat(Sidekick.complaints(post)).isEmpty();
        String body = new String(post.body().bytes(), UTF_8);
        JsonNode alert = new ObjectMapper().readTree(body);
        assertThat(alert.path("source").asText()).isEqualTo("nightjar");
        // beyond this Falcosidekick cuts fields by itself, in the middle of what they say
        assertThat(body).hasSizeLessThan(4_096);
        assertThat(alert.findValuesAsText("output"))
            .allSatisfy(text -> assertThat(text).doesNotMatch(HOSTILE));
        alert
            .path("output_fields")
            .forEach(value -> assertThat(value.asText()).doesNotMatch(HOSTILE));
      }
      JsonNode detection = new ObjectMapper().readTree(sidekick.posts.get(12).body().bytes());
      assertThat(detection.path("rule").asText()).isEqualTo("Sensitive file read");
      assertThat(detection.path("output_fields").path("nightjar.source").asText())
          .isEqualTo("syscall");
      assertThat(detection.path("output_fields").path("evt.time").isIntegralNumber()).isTrue();
    }
  }

  @Test
  void aTurnOfAResponseSaysAllThatAReceiverSortsBy() throws Exception {
    try (Alerts alerts = start("out", "stdout: true", "what: [responses]")) {
      alerts.offer(new Alert.Changed(SampleResponses.succeeded(), ResponseState.EXECUTING));
      alerts.offer(SampleAlerts.opened("/etc/shadow"));
      await().until(() -> delivered(alerts, "out") == 1);
    }
    JsonNode line = new ObjectMapper().readTree(printed.toString(UTF_8));
    assertThat(line.path("rule").asText()).isEqualTo("Response done");
    assertThat(line.path("priority").asText()).isEqualTo("Warning");
    assertThat(line.path("time").asText()).isEqualTo("2026-11-20T02:00:00.041000000Z");
    assertThat(line.path("hostname").asText()).isEqualTo("node-1");
    assertThat(line.path("tags").toString())
        .isEqualTo("[\"done\",\"isolate-pod\",\"nightjar\",\"response\"]");
    JsonNode fields = line.path("output_fields");
    assertThat(fields.path("nightjar.latency_ms").asLong()).isEqualTo(41);
    assertThat(fields.path("evt.time").asLong()).isEqualTo(1_795_140_000_041_000_000L);
    assertThat(fields.path("k8s.pod.name").asText()).isEqualTo("checkout-7d4b9");
    assertThat(fields.path("nightjar.state").asText()).isEqualTo("succeeded");
    assertThat(fields.path("nightjar.trace_id").asText()).matches("[0-9a-f]{32}");
  }

  @Test
  void eachOutputGetsWhatItIsFor() throws Exception {
    Path file = folder.resolve("detections.json");
    try (Alerts alerts = start("files", "file: {path: " + file + "}", "what: [detections]")) {
      alerts.offer(changed(ResponseState.FAILED, "no"));
      alerts.offer(SampleAlerts.opened("/etc/shadow"));
      await().until(() -> delivered(alerts, "files") == 1);
    }
    assertThat(Files.readAllLines(file))
        .singleElement()
        .asString()
        .contains("\"source\":\"syscall\"");
  }

  @Test
  void anUndoThatFailedIsNoSuccess() {
    Response done = SampleResponses.succeeded();
    assertThat(ResponseEvent.of(done, ResponseState.EXECUTING)).isEqualTo(ResponseEvent.DONE);
    assertThat(ResponseEvent.of(done, ResponseState.UNDOING)).isEqualTo(ResponseEvent.UNDO_FAILED);
  }

  @Test
  void whatCannotBeUsedIsNamedWithoutItsSecret() {
    assertThatThrownBy(() -> start("far", "http: {url: 'htp://user:pw@host'}", ALL))
        .hasMessage("outputs.far: is no address of http:// or https://")
        .hasNoCause();
    assertThatThrownBy(() -> start("gone", "file: {path: /no/such/folder/out}", ALL))
        .hasMessage("outputs.gone: there is no folder /no/such/folder");
    assertThatThrownBy(() -> start("two", "stdout: true, file: {path: /tmp/x}", ALL))
        .isInstanceOf(ConfigErrors.class)
        .hasMessageContaining("has one destination");
    assertThatThrownBy(() -> start("log", "syslog: {address: 'ftp://host'}", ALL))
        .isInstanceOf(ConfigErrors.class)
        .hasMessageContaining("udp://host:514");
  }

  private static long delivered(Alerts alerts, String name) {
    return alerts.counters().getOrDefault("output " + name, 0L);
  }

  private static Alert changed(ResponseState state, String reason) {
    return new Alert.Changed(
        SampleResponses.response(
            SampleResponses.request("r-" + state, null), state, reason, null, null, null),
        null);
  }

  private Alerts start(String name, String... keys) throws ConfigErrors, IOException {
    Path file = folder.resolve("nightjar.yaml");
    Files.writeString(file, "outputs: {" + name + ": {" + String.join(", ", keys) + "}}\n");
    Configuration configuration =
        new ConfigLoader(TestSurroundings.FIXED)
            .read(Optional.of(file), Overrides.NONE)
            .configuration();
    OutputStream out = printed;
    AlertOutputs plan =
        AlertOutputs.of(configuration.falco(), "node-1", Map.of(), out, InstantSource.system())
            .with(
                new FurtherOutputs(Map.of(), "node-1", out, InstantSource.system())
                    .live(configuration.outputs()));
    return Alerts.start(plan, InstantSource.system(), (count, where) -> {});
  }
}
