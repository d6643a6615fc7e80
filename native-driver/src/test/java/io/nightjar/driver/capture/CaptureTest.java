package io.nightjar.driver.capture;

import static io.nightjar.driver.capture.CaptureFixture.events;
import static io.nightjar.driver.capture.CaptureFixture.facts;
import static io.nightjar.driver.capture.CaptureFixture.process;
import static io.nightjar.driver.capture.CaptureFixture.read;
import static io.nightjar.driver.capture.CaptureFixture.time;
import static io.nightjar.driver.capture.CaptureFixture.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.RecordedContainer;
import io.nightjar.driver.SampleEvents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CaptureTest {
  private static final int TYPES = CaptureFixture.TYPES.size();

  @TempDir Path folder;

  @Test
  void everyEventComesBackEqualInEveryArgument() throws Exception {
    Path file = folder.resolve("a.njcap");
    try (CaptureWriter writer = writer(file)) {
      events(writer, 0, TYPES);
      assertThat(writer.events()).isEqualTo(TYPES);
    }

    try (CaptureSource source = CaptureSource.open(file)) {
      List<EventView> events = read(source);
      assertThat(events).hasSize(TYPES);
      for (int i = 0; i < TYPES; i++) {
        EventView written =
            SampleEvents.encode(new EventEncoder(), CaptureFixture.TYPES.get(i), time(i)).view();
        assertEqual(events.get(i), written);
      }
      assertThat(source.damage()).isNull();
    }
  }

  private static void assertEqual(EventView read, EventView written) {
    assertThat(read.type()).isEqualTo(written.type());
    assertThat(read.timestampNanos()).isEqualTo(written.timestampNanos());
    assertThat(read.result()).isEqualTo(written.result());
    assertThat(read.tgid()).isEqualTo(written.tgid());
    assertThat(read.tid()).isEqualTo(written.tid());
    assertThat(read.uid()).isEqualTo(written.uid());
    assertThat(read.gid()).isEqualTo(written.gid());
    assertThat(read.cgroupId()).isEqualTo(written.cgroupId());
    assertThat(read.mountNamespace()).isEqualTo(written.mountNamespace());
    assertThat(read.pidNamespace()).isEqualTo(written.pidNamespace());
    assertThat(read.truncated()).isEqualTo(written.truncated());
    for (Arg arg : Arg.values()) {
      String what = read.type() + " " + arg;
      assertThat(read.has(arg)).as(what).isEqualTo(written.has(arg));
      assertThat(read.number(arg)).as(what).isEqualTo(written.number(arg));
      if (arg.kind() != Arg.Kind.NUMBER) {
        assertThat(read.text(arg)).as(what).isEqualTo(written.text(arg));
        assertThat(read.list(arg)).as(what).isEqualTo(written.list(arg));
        assertThat(read.address(arg)).as(what).isEqualTo(written.address(arg));
      }
    }
  }

  @Test
  void theHeaderSaysWhichMachineItWas() throws Exception {
    Path file = folder.resolve("a.njcap");
    writer(file).close();

    try (CaptureSource source = CaptureSource.open(file)) {
      assertThat(source.hostName()).isEqualTo("node-1");
      assertThat(source.facts().get(CaptureFacts.KERNEL)).isEqualTo("6.1.0 x86_64");
      assertThat(source.firstTime()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
      assertThat(source.lastTime()).isNull();
      assertThat(read(source)).isEmpty();
    }
  }

  @Test
  void onlyItsOwnerCanReadItAndNothingIsOverwritten() throws Exception {
    Path file = folder.resolve("a.njcap");
    writer(file).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> writer(file)).isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void aWallClockThatWasSetIsKeptForEachEvent() throws Exception {
    Path file = folder.resolve("a.njcap");
    byte[] record = SampleEvents.record(EventType.UNLINK);
    ByteBuffer bytes = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
    EventView view = new EventView();
    try (CaptureWriter writer = writer(file)) {
      for (long offset : new long[] {1000, 1000, -5_000_000_000L}) {
        assertThat(view.wrap(bytes, 0, record.length, offset)).isTrue();
        CaptureFixture.write(writer, view);
      }
    }

    try (CaptureSource source = CaptureSource.open(file)) {
      assertThat(read(source))
          .extracting(EventView::clockOffsetNanos)
          .containsExactly(1000L, 1000L, -5_000_000_000L);
      assertThat(source.lastTime()).isAfter(source.firstTime());
    }
  }

  @Test
  void processesContainersAndLossesStandBesideTheEvents() throws Exception {
    Path file = folder.resolve("a.njcap");
    RecordedContainer container =
        new RecordedContainer(
            "ab".repeat(32),
            "web",
            "registry:5000/web:1",
            "registry:5000/web",
            "1",
            "containerd",
            true,
            "web-0",
            "uid",
            "shop",
            new TreeMap<>(Map.of("app", "web", "tier", "front")));
    try (CaptureWriter writer = writer(file)) {
      writer.processes(List.of(process(7), process(8)));
      events(writer, 0, 1);
      writer.container(container);
      writer.kernelLosses(Map.of(EventType.OPENAT, 40L, EventType.EXECVE, 2L));
      events(writer, 1, 2);
    }

    try (CaptureSource source = CaptureSource.open(file)) {
      source.poll(
          event -> {
            boolean second = event.timestampNanos() == time(1);
            assertThat(source.processes().get(8)).isNotNull();
            assertThat(source.losses()).isEqualTo(second ? 42 : 0);
            assertThat(source.container(container.id())).isEqualTo(second ? container : null);
          },
          0);
      assertThat(source.losses()).isEqualTo(42);
      assertThat(source.container("unheard of")).isNull();
    }
  }

  @Test
  void aCaptureOfTwoTimesIsTheSameButForTheTime() throws Exception {
    Path one = folder.resolve("1.njcap");
    Path other = folder.resolve("2.njcap");
    for (Path file : List.of(one, other)) {
      try (CaptureWriter writer =
          CaptureWriter.open(file, facts(), Rotation.NONE, CaptureFixture.CLOCK)) {
        events(writer, 0, 3 * TYPES);
      }
    }
    assertThat(one).hasSameBinaryContentAs(other);
  }
}
