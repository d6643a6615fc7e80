package io.nightjar.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.detect.ProcessRef;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DetectionJsonTest {

  /** Writes detections by their components alone, as those that are stored were written. */
  private static final JsonMapper BY_ITSELF =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .build();

  @Test
  void aDetectionIsWrittenToTheByteAsItsRecordWouldBe() throws Exception {
    for (Detection one : List.of(full(), bare(new TreeMap<>()))) {
      assertThat(Json.write(one)).isEqualTo(BY_ITSELF.writeValueAsString(one));
      assertThat(Json.read(Json.write(one), Detection.class)).isEqualTo(one);
    }
  }

  @Test
  void whatWasStoredWithoutSomeOfItIsWrittenTheSame() throws Exception {
    Detection old = Json.read("{\"id\":\"d-1\",\"process\":{\"ancestors\":[]}}", Detection.class);

    assertThat(old.rule()).isNull();
    assertThat(Json.write(old)).isEqualTo(BY_ITSELF.writeValueAsString(old));
  }

  @Test
  void nothingOfADetectionIsForgotten() {
    int written = Detection.class.getRecordComponents().length;

    assertThat(Json.MAPPER.valueToTree(full()).size()).isEqualTo(written);
    assertThat(Json.MAPPER.valueToTree(full()).path("process").size())
        .isEqualTo(ProcessRef.class.getRecordComponents().length);
    assertThat(Json.MAPPER.valueToTree(full()).path("workload").size())
        .isEqualTo(WorkloadTarget.class.getRecordComponents().length + 1);
  }

  private static Detection full() {
    Map<String, Object> fields = new TreeMap<>();
    fields.put("text", "quote \" \\ \u001b[2J \n \u2028 \ud83d\ude00 ü");
    fields.put("long", 1795246696503591047L);
    fields.put("double", 0.1);
    fields.put("flag", true);
    fields.put("list", List.of("a", 1L, List.of(2L, "b"), false));
    fields.put("more\"quoted\"", "");
    return new Detection(
        "a-1",
        "Terminal shell in container",
        Priority.CRITICAL,
        "syscall",
        new TreeSet<>(Arrays.asList("T1059", "container")),
        Instant.parse("2026-11-20T03:00:00.123456789Z"),
        "a shell\twas opened",
        new TreeMap<>(fields),
        "node-1",
        new ProcessRef(17, 4711, "sh", "/bin/sh", "sh -c \"id\"", -1, List.of("runc", "init")),
        "5e908e27d34a",
        "main",
        "registry.example/web:1",
        true,
        "uid",
        "web-1",
        "shop",
        Map.of("app", "web"),
        new WorkloadTarget("Deployment", "shop", "web", "uid-of-web"),
        List.of("/tmp", "/var/run"),
        Map.of("team", "shop"));
  }

  /** What other numbers there are in the fields reads back as another type, so none are here. */
  private static Detection bare(SortedMap<String, Object> fields) {
    return new Detection(
        "",
        "",
        Priority.DEBUG,
        "",
        new TreeSet<>(),
        Instant.EPOCH,
        "",
        fields,
        "",
        null,
        "",
        "",
        "",
        false,
        "",
        "",
        "",
        Map.of(),
        null,
        List.of());
  }

  @Test
  void otherNumbersAreWrittenAsTheyAre() throws Exception {
    SortedMap<String, Object> fields = new TreeMap<>();
    fields.put("int", 7);
    fields.put("float", 1.5f);
    fields.put("big", BigInteger.TWO.pow(70));
    Detection one = bare(fields);

    assertThat(Json.write(one)).isEqualTo(BY_ITSELF.writeValueAsString(one));
  }
}
