package io.nightjar.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertWriterTest {

  private static final AlertShape JSON = new AlertShape(true, true, false, true, true, false);

  @Test
  void theTextIsTimeOfDayPriorityAndOutput() {
    assertThat(line(AlertShape.TEXT, SampleAlerts.opened("/etc/shadow")))
        .startsWith(
            "03:00:00.123456789: Warning Sensitive file read | file=/etc/shadow port=<NA>"
                + " command=cat /etc/shadow");
  }

  @Test
  void withIsoTimesTheTextBeginsWithTheDateAndTheFieldSaysSo() throws Exception {
    AlertShape iso = new AlertShape(false, true, false, true, true, true);
    String start = "2026-11-20T03:00:00.123456789+0000: Warning Sensitive file read";
    assertThat(line(iso, SampleAlerts.opened("/etc/shadow"))).startsWith(start);

    JsonNode json =
        parse(
            line(
                new AlertShape(true, true, false, true, true, true),
                SampleAlerts.opened("/etc/shadow")));
    assertThat(json.get("output").textValue()).startsWith(start);
    assertThat(json.get("output_fields").get("evt.time.iso8601").longValue())
        .isEqualTo(1_795_143_600_123_456_789L);
    assertThat(json.get("output_fields").has("evt.time")).isFalse();
    assertThat(json.get("time").textValue()).isEqualTo("2026-11-20T03:00:00.123456789Z");
  }

  @Test
  void theJsonHasFalcosKeysInTheirOrder() throws Exception {
    JsonNode json = parse(line(JSON, SampleAlerts.opened("/etc/shadow")));
    assertThat(keys(json))
        .containsExactly(
            "hostname", "output", "output_fields", "priority", "rule", "source", "tags", "time");
    assertThat(json.get("hostname").textValue()).isEqualTo("node-1");
    assertThat(json.get("output_fields").get("fd.sport").isNull()).isTrue();
    assertThat(json.get("output_fields").get("evt.time").longValue())
        .isEqualTo(1_795_143_600_123_456_789L);
  }

  @Test
  void propertiesComeAndGoAsTheConfigurationSays() throws Exception {
    AlertShape other = new AlertShape(true, false, true, false, false, false);
    JsonNode json = parse(line(other, SampleAlerts.opened("/etc/shadow")));
    assertThat(keys(json))
        .containsExactly("hostname", "message", "priority", "rule", "source", "time");
    assertThat(json.get("message").textValue())
        .startsWith("Sensitive file read | file=/etc/shadow");
  }

  @Test
  void whatNightjarFindsOutAboutItselfHasTheSameShape() throws Exception {
    JsonNode json = parse(line(JSON, SampleAlerts.lost(17)));
    assertThat(keys(json))
        .containsExactly(
            "hostname", "output", "output_fields", "priority", "rule", "source", "tags", "time");
    assertThat(json.get("source").textValue()).isEqualTo("internal");
    assertThat(json.get("priority").textValue()).isEqualTo("Critical");
    assertThat(json.get("output_fields").get("lost.openat").longValue()).isEqualTo(17);
    assertThat(line(AlertShape.TEXT, SampleAlerts.lost(17)))
        .startsWith("03:00:00.123456789: Critical 17 events of node node-1 were lost")
        .endsWith("(lost=17 lost.openat=17)");
  }

  @Test
  void aHostileFileNameStaysOneLineAndIsGivenInTheFieldsAsItIs() throws Exception {
    String hostile = "/tmp/a\n\"}{\u001b[2J";
    String line = line(JSON, SampleAlerts.opened(hostile));
    assertThat(line).doesNotContain("\n", "\u001b");
    assertThat(parse(line).get("output_fields").get("fd.name").textValue()).isEqualTo(hostile);
    assertThat(line(AlertShape.TEXT, SampleAlerts.opened(hostile))).doesNotContain("\n", "\u001b");
  }

  private static String line(AlertShape shape, Alert alert) {
    return new AlertWriter(shape, "node-1").line(alert);
  }

  private static JsonNode parse(String line) throws Exception {
    return new ObjectMapper().readTree(line);
  }

  private static List<String> keys(JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
