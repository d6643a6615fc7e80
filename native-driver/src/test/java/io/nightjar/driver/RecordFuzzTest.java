package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes lie in a ring or a capture, reading them as a record is safe: it is refused, or
 * every getter answers from within it. The seeds run as ordinary tests; with JAZZER_FUZZ=1 Jazzer
 * looks for more.
 */
final class RecordFuzzTest {

  static Stream<Arguments> records() {
    return Arrays.stream(EventType.values()).map(type -> Arguments.of(SampleEvents.record(type)));
  }

  @MethodSource("records")
  @FuzzTest(maxDuration = "5m")
  void anyBytesAreReadOrRefused(byte[] bytes) {
    // in the midst of foreign bytes, which must not leak in
    byte[] around = new byte[bytes.length + 64];
    Arrays.fill(around, (byte) '!');
    System.arraycopy(bytes, 0, around, 32, bytes.length);
    ByteBuffer buffer = ByteBuffer.wrap(around).order(ByteOrder.LITTLE_ENDIAN);
    EventView view = new EventView();
    if (!view.wrap(buffer, 32, bytes.length, 5)) {
      return;
    }
    assertThat(view.size()).isBetween(EventLayout.SLOTS, bytes.length);
    for (Arg arg : Arg.values()) {
      readAll(view, arg, bytes.length);
    }
    EventView copy = view.copy();
    assertThat(copy.size()).isEqualTo(view.size());
    assertThat(copy.timestampNanos()).isEqualTo(view.timestampNanos());

    ProcessTable table = ProcessTable.ofEventsAlone();
    ProcessInfo process = table.apply(view);
    table.apply(copy);
    assertThat(process.ancestors()).hasSizeLessThanOrEqualTo(64);
    assertThat(process.container().containerId()).matches("([0-9a-f]{64})?");
  }

  private static void readAll(EventView view, Arg arg, int available) {
    if (!view.has(arg)) {
      assertThat(view.number(arg)).isZero();
      assertThat(view.textLength(arg)).isZero();
    }
    int length = view.textLength(arg);
    assertThat(length).isBetween(0, view.size());
    if (length > 0) {
      assertThat(view.textOffset(arg)).isBetween(32, 32 + available - length);
    }
    assertThat(view.text(arg).length()).isLessThanOrEqualTo(length);
    assertThat(view.list(arg)).hasSizeLessThanOrEqualTo(length);
    assertThat(view.address(arg)).hasSizeLessThan(64);
    assertThat(view.absolutePath(arg)).isNotNull();
  }
}
