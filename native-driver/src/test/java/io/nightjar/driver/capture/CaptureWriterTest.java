package io.nightjar.driver.capture;

import static io.nightjar.driver.capture.CaptureFixture.CLOCK;
import static io.nightjar.driver.capture.CaptureFixture.events;
import static io.nightjar.driver.capture.CaptureFixture.facts;
import static io.nightjar.driver.capture.CaptureFixture.process;
import static io.nightjar.driver.capture.CaptureFixture.read;
import static io.nightjar.driver.capture.CaptureFixture.time;
import static io.nightjar.driver.capture.CaptureFixture.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.SampleEvents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Seeking, rotation and a disk that is too slow. */
final class CaptureWriterTest {
  @TempDir Path folder;

  @Test
  void readingMayBeginAtALaterListOfProcesses() throws Exception {
    Path file = folder.resolve("a.njcap");
    try (CaptureWriter writer = writer(file)) {
      for (int part = 0; part < 4; part++) {
        writer.processes(List.of(process(100 + part)));
        events(writer, part * 10, part * 10 + 5);
        writer.flush();
        events(writer, part * 10 + 5, part * 10 + 10);
      }
    }

    assertThat(timesFrom(file, 0)).hasSize(40);
    assertThat(timesFrom(file, 10)).hasSize(40);
    assertThat(timesFrom(file, 25)).hasSize(20).startsWith(time(20));
    assertThat(timesFrom(file, 27)).hasSize(20).startsWith(time(20));
    assertThat(timesFrom(file, 1000)).hasSize(10).startsWith(time(30));
  }

  @Test
  void aFileThatWasNotFinishedCanBeSoughtInToo() throws Exception {
    Path file = folder.resolve("a.njcap");
    try (CaptureWriter writer = writer(file)) {
      for (int part = 0; part < 4; part++) {
        writer.processes(List.of(process(100 + part)));
        events(writer, part * 10, part * 10 + 10);
      }
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 100));

    assertThat(timesFrom(file, 25)).hasSize(20).startsWith(time(20));
  }

  private static List<Long> timesFrom(Path file, int number) throws Exception {
    try (CaptureSource source = CaptureSource.open(file)) {
      source.skipTo(Instant.ofEpochSecond(0, time(number)));
      List<Long> times = read(source).stream().map(EventView::timestampNanos).toList();
      int part = (int) ((times.getFirst() - time(0)) / 10_000);
      assertThat(source.processes().get(100 + part)).isNotNull();
      assertThat(source.processes().get(99 + part)).isNull();
      return times;
    }
  }

  @Test
  @Timeout(30)
  void aRotatedCaptureIsFilesThatEachStandAlone() throws Exception {
    Path pattern = folder.resolve("trace.njcap");
    CaptureWriter writer = CaptureWriter.open(pattern, facts(), new Rotation(1, null, 3), CLOCK);
    for (int part = 1; part <= 5; part++) {
      await().until(writer::wantsProcesses);
      writer.processes(List.of(process(part)));
      events(writer, part * 10, part * 10 + 10);
      writer.flush();
    }
    writer.close();

    assertThat(writer.files())
        .extracting(Path::getFileName)
        .extracting(Path::toString)
        .containsExactly("trace.0003.njcap", "trace.0004.njcap", "trace.0005.njcap");
    assertThat(folder).isDirectoryNotContaining("glob:**trace.0002.njcap");
    for (int part = 3; part <= 5; part++) {
      try (CaptureSource source = CaptureSource.open(writer.files().get(part - 3))) {
        assertThat(source.facts().get(CaptureFacts.PART)).isEqualTo(String.valueOf(part));
        assertThat(read(source)).hasSize(10).first().matches(e -> e.timestampNanos() >= time(30));
        assertThat(source.processes().get(part)).isNotNull();
        assertThat(source.damage()).isNull();
      }
    }
  }

  @Test
  @Timeout(60)
  void aSlowDiskLosesEventsInsteadOfHoldingTheReaderAndSaysSo() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    // the file's thread asks for the time after its first block, and is held there
    InstantSource holding =
        () -> {
          try {
            if (asked.incrementAndGet() > 1) {
              release.await();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return CLOCK.instant();
        };
    Path pattern = folder.resolve("trace.njcap");
    Rotation hourly = new Rotation(0, Duration.ofHours(1), 0);
    CaptureWriter writer = CaptureWriter.open(pattern, facts(), hourly, holding);
    EventView large =
        new EventEncoder()
            .begin(EventType.UNLINK, time(0))
            .text(Arg.PATH, "x".repeat(60_000))
            .view();
    int written = 0;
    while (writer.hasRoomFor(large)) {
      writer.event(large);
      written++;
    }
    assertThat(written * 60_000L).isGreaterThan(15L << 20);
    for (int i = 0; i < 9; i++) {
      assertThat(writer.hasRoomFor(large)).isFalse();
    }
    assertThat(writer.lost()).isEqualTo(10);

    release.countDown();
    await().until(() -> writer.hasRoomFor(large));
    long lost = writer.lost();
    writer.event(large);
    writer.close();

    try (CaptureSource source = CaptureSource.open(writer.files().getFirst())) {
      assertThat(read(source)).hasSize(written + 1);
      assertThat(source.losses()).isEqualTo(lost);
    }
  }

  @Test
  void aRecordBeyondEveryBoundIsCountedAsLost() throws Exception {
    CaptureWriter writer = writer(folder.resolve("a.njcap"));
    byte[] record = new byte[CaptureFormat.MAX_RECORD_BYTES + 8];
    byte[] small = SampleEvents.record(EventType.UNLINK);
    System.arraycopy(small, 0, record, 0, small.length);
    var bytes = CaptureFormat.over(record).putInt(0, record.length);
    EventView view = new EventView();
    assertThat(view.wrap(bytes, 0, record.length, 0)).isTrue();

    assertThat(writer.hasRoomFor(view)).isFalse();
    writer.close();
    assertThat(writer.lost()).isEqualTo(1);
  }
}
