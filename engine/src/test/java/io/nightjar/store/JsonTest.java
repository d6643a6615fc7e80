package io.nightjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.detect.Detection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void detectionSurvivesUnchanged() {
    Detection detection = Detections.of("d1");
    String json = Json.write(detection);
    assertThat(json).contains("\"2026-03-01T03:12:09.123456789Z\"").doesNotContain("timeMillis");
    assertThat(Json.read(json, Detection.class)).isEqualTo(detection);
  }

  @Test
  void timesAreWrittenAsIso() {
    assertThat(Json.write(Map.of("at", Instant.EPOCH)))
        .isEqualTo("{\"at\":\"1970-01-01T00:00:00Z\"}");
    assertThat(Json.write(Duration.ofHours(8))).isEqualTo("\"PT8H\"");
  }

  @Test
  void whatIsNotThatJsonIsRefused() {
    assertThatThrownBy(() -> Json.read("{\"time\": \"yesterday\"}", Detection.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Detection");
  }

  @Test
  void aStoredTreeComparesLikeOneThatWasNeverStored() throws Exception {
    String text = "{\"replicas\":3,\"share\":0.5,\"many\":4294967296,\"names\":[\"a\"]}";
    JsonNode fresh = new ObjectMapper().readTree(text);
    assertThat(Json.asWritten(Json.read(text, JsonNode.class))).isEqualTo(fresh);
  }
}
