package io.nightjar.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DetectionIdTest {

  private static final Instant THREE = Instant.parse("2026-11-20T03:00:00.123456789Z");

  private static String id(String node, Instant time) {
    return DetectionId.of(node, "Terminal shell in container", "syscall", time, 7, "a shell");
  }

  @Test
  void isTheSameForTheSameAndAnotherForAnother() {
    assertThat(id("node-1", THREE)).isEqualTo(id("node-1", THREE)).matches("d-[0-9a-f]{36}");
    assertThat(id("node-2", THREE)).isNotEqualTo(id("node-1", THREE));
    assertThat(id("node-1", THREE.plusNanos(1))).isNotEqualTo(id("node-1", THREE));
  }

  @Test
  void sortsByTheMillisecondOfTheEvent() {
    List<String> inOrder =
        IntStream.range(0, 500).mapToObj(i -> id("node-1", THREE.plusMillis(i))).toList();
    assertThat(inOrder).isSorted();
    assertThat(id("node-1", Instant.EPOCH)).startsWith("d-000000000000");
    assertThat(id("node-1", Instant.parse("2200-01-01T00:00:00Z"))).isGreaterThan(inOrder.get(499));
  }
}
