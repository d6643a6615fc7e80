package io.nightjar.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.detect.Priority;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FalcoFormTest {

  private static final String TIME = "2026-11-20T03:00:00.123456789Z";

  @Test
  void readsWhatFalcoPosts() {
    FalcoAlert alert = SampleAlerts.alert(SampleAlerts.falco("node-1", "5e908e27d34a", TIME));

    assertThat(alert.rule()).isEqualTo("Terminal shell in container");
    assertThat(alert.priority()).isEqualTo(Priority.NOTICE);
    assertThat(alert.time()).isEqualTo(Instant.parse(TIME));
    assertThat(alert.tags()).containsExactly("T1059", "container", "shell");
    assertThat(alert.fields())
        .doesNotContainKeys("k8s.pod.name", "container.name")
        .containsEntry("evt.time", 1795246696503591047L)
        .containsEntry("user.uid", 0L)
        .containsEntry("proc.aname[2]", "containerd");
  }

  @Test
  void normalisesSourceAndPriority() {
    assertThat(alert("\"priority\":\"info\",\"source\":\"syscalls\"").source())
        .isEqualTo("syscall");
    assertThat(alert("\"priority\":\"info\"").priority()).isEqualTo(Priority.INFORMATIONAL);
    assertThat(alert("\"priority\":\"Emergency\",\"source\":\"K8s_Audit\"").source())
        .isEqualTo("k8s_audit");
  }

  @Test
  void takesWhatIsNotAvailableForAbsentAndKeepsWholeNumbersWhole() {
    FalcoAlert alert =
        alert(
            "\"priority\":\"Notice\",\"output_fields\":{\"a\":\"<NA>\",\"b\":null,"
                + "\"c\":9223372036854775807,\"d\":18446744073709551615,\"e\":[1,null,\"x\"],"
                + "\"f\":true,\"g\":1.5}");

    assertThat(alert.fields())
        .containsOnlyKeys("c", "d", "e", "f", "g")
        .containsEntry("c", Long.MAX_VALUE)
        .containsEntry("d", "18446744073709551615")
        .containsEntry("e", List.of(1L, "", "x"));
  }

  @Test
  void marksWhatWasCutOff() {
    FalcoAlert alert =
        alert("\"priority\":\"Notice\",\"output_fields\":{\"proc.cmdline\":\"sh -c [...]\"}");

    assertThat(alert.cut()).containsExactly("proc.cmdline");
  }

  @Test
  void takesAnyZoneAndTheTimeOfTheEventWhereNoneIsTold() {
    assertThat(time("\"time\":\"2026-11-20T04:00:00.5+0100\""))
        .isEqualTo(Instant.parse("2026-11-20T03:00:00.5Z"));
    assertThat(time("\"output_fields\":{\"evt.time\":1795246696503591047}"))
        .isEqualTo(Instant.ofEpochSecond(1795246696L, 503591047L));
  }

  @Test
  void cleansTextThatNoDatabaseTakes() {
    FalcoAlert alert =
        alert("\"priority\":\"Notice\",\"output_fields\":{\"a\":\"x\\u0000y\\ud800z\"}");

    assertThat(alert.field("a")).isEqualTo("x\uFFFDy\uFFFDz");
  }

  @Test
  void refusesWhatIsNoAlert() {
    refused("[]", "is no JSON object");
    refused("{\"rule\":\"r\",\"time\":\"" + TIME + "\"}", "has no priority");
    refused("{\"priority\":\"Notice\",\"time\":\"" + TIME + "\"}", "has no rule");
    refused("{\"rule\":\"r\",\"priority\":\"Notice\"}", "has no time");
    refused(
        "{\"rule\":\"r\",\"priority\":\"Notice\",\"time\":\"1999-01-01T00:00:00Z\"}", "century");
    refused(
        "{\"rule\":\"r\",\"priority\":\"Severe\",\"time\":\"" + TIME + "\"}", "none of Falco's");
    refused("{\"rule\":7,\"priority\":\"Notice\",\"time\":\"" + TIME + "\"}", "rule is no text");
    refused(
        "{\"rule\":\"r\",\"priority\":\"Notice\",\"time\":\""
            + TIME
            + "\",\"output_fields\":{\"ingest.doubt\":\"\"}}",
        "Nightjar's own");
  }

  private static void refused(String json, String why) {
    assertThatThrownBy(() -> FalcoForm.read(SampleAlerts.tree(json)))
        .isInstanceOf(FalcoForm.NoAlert.class)
        .hasMessageContaining(why);
  }

  private static Instant time(String rest) {
    return SampleAlerts.alert("{\"rule\":\"r\",\"priority\":\"Notice\"," + rest + "}").time();
  }

  private static FalcoAlert alert(String rest) {
    return SampleAlerts.alert("{\"rule\":\"r\",\"time\":\"" + TIME + "\"," + rest + "}");
  }
}
