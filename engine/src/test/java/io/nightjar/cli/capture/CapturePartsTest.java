package io.nightjar.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.cli.UsageFailure;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.EventType;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.RecordedContainer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small parts of the two commands. */
final class CapturePartsTest {
  private static final String POD = "11111111-2222-3333-4444-555555555555";
  private static final ContainerIdentity WEB = new ContainerIdentity("ab".repeat(32), POD);
  private static final ProcessInfo IN_WEB = ProcessInfo.builder(1, 1).container(WEB).build();
  private static final ProcessInfo ON_HOST = ProcessInfo.builder(2, 1).build();

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "512, 512",
    "64k, 65536",
    "100M, 104857600",
    "2GiB, 2147483648",
    "1 tb, 1099511627776"
  })
  void sizesArePowersOf1024(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "M", "1.5G", "1X", "999999999T"})
  void whatIsNoSizeIsRefused(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1 bytes",
    "1023, 1023 bytes",
    "1536, 1.5 KiB",
    "1572864, 1.5 MiB",
    "1099511627776, 1.0 TiB",
    "1125899906842624, 1024.0 TiB"
  })
  void sizesAreShownInTheLargestUnit(long bytes, String text) {
    assertThat(ByteSize.format(bytes)).isEqualTo(text);
  }

  @Test
  void eventsAreChosenByNameOrByTheBeginOfOne() throws Exception {
    assertThat(EventChoice.parse(List.of("execve", " open*")))
        .containsExactlyInAnyOrder(
            EventType.EXECVE, EventType.OPEN, EventType.OPENAT, EventType.OPENAT2);
    assertThatThrownBy(() -> EventChoice.parse(List.of("nothing-like-it*")))
        .isInstanceOf(UsageFailure.class)
        .hasMessageContaining("there are: execve, ");
  }

  @Test
  void aContainerIsChosenByItsIdItsPodsUidOrThePodsName() throws Exception {
    RecordedContainer known =
        new RecordedContainer(
            WEB.containerId(), "web", "", "", "", "", null, "web-0", POD, "shop", new TreeMap<>());
    for (String text : List.of("abababababab", WEB.containerId(), POD, "shop/web-0")) {
      Predicate<ProcessInfo> chosen =
          ContainerChoice.parse(text, identity -> identity.equals(WEB) ? known : null);
      assertThat(chosen.test(IN_WEB)).as(text).isTrue();
      assertThat(chosen.test(ON_HOST)).as(text).isFalse();
    }
    assertThat(ContainerChoice.parse("shop/web-1", identity -> known).test(IN_WEB)).isFalse();
    assertThat(ContainerChoice.parse("cdcdcdcdcdcd", null).test(IN_WEB)).isFalse();
    assertThatThrownBy(() -> ContainerChoice.parse("shop/web-0", null))
        .hasMessageContaining("--kubeconfig");
  }

  @Test
  void replayedInRealTimeEventsWaitAsLongAsTheyOnceDid() {
    AtomicLong now = new AtomicLong(1000);
    List<Long> slept = new ArrayList<>();
    Pace pace =
        new Pace(
            true,
            now::get,
            nanos -> {
              slept.add(nanos);
              // a wake-up may come early
              now.addAndGet(slept.size() == 1 ? nanos / 2 : nanos);
            });
    long first = 1_700_000_000_000_000_000L;
    for (long after : new long[] {0, 10_000, 4_000_000, 4_000_000, 3_000_000}) {
      pace.await(first + after);
    }
    assertThat(slept).containsExactly(4_000_000L, 2_000_000L);
    assertThat(now).hasValue(4_001_000);
  }

  @Test
  void otherwiseNothingWaits() {
    Pace pace =
        new Pace(
            false,
            () -> 0,
            nanos -> {
              throw new AssertionError("slept");
            });
    pace.await(0);
    pace.await(Long.MAX_VALUE);
  }

  @Test
  void theStatusLineIsWrittenOverAndOnlyWhereThereIsATerminal() {
    StringWriter text = new StringWriter();
    StatusLine shown = new StatusLine(new PrintWriter(text), true);
    shown.show("one");
    shown.show("two");
    shown.clear();
    shown.clear();
    assertThat(text).hasToString("\r\u001b[Kone\r\u001b[Ktwo\r\u001b[K");

    StringWriter piped = new StringWriter();
    StatusLine quiet = new StatusLine(new PrintWriter(piped), false);
    quiet.show("one");
    quiet.clear();
    assertThat(piped).hasToString("");
  }

  @Test
  void timesBeyondTheEventsClockAreTheNearestThereIs() {
    assertThat(Nanos.of(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
    assertThat(Nanos.of(Instant.MIN)).isEqualTo(Long.MIN_VALUE);
    assertThat(Nanos.of(Nanos.instant(-5))).isEqualTo(-5);
  }
}
