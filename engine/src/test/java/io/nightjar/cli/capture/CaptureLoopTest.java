package io.nightjar.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventHandler;
import io.nightjar.driver.EventSource;
import io.nightjar.driver.EventType;
import io.nightjar.driver.ProcessTable;
import io.nightjar.driver.capture.CaptureFacts;
import io.nightjar.driver.capture.CaptureRecorder;
import io.nightjar.driver.capture.CaptureSource;
import io.nightjar.driver.capture.CaptureWriter;
import io.nightjar.driver.capture.Rotation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop on a virtual clock, over a source that gives an event a second. */
final class CaptureLoopTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path folder;
  private long now;

  @Test
  void capturesForTheGivenTimeAndTellsEventsSizeAndLosses() throws Exception {
    StringWriter terminal = new StringWriter();
    CaptureWriter writer = writer();
    CaptureLoop loop = loop(writer);
    loop.run(() -> false, Duration.ofSeconds(5), new StatusLine(new PrintWriter(terminal), true));
    writer.close();

    assertThat(writer.events()).isEqualTo(6);
    assertThat(loop.kernelLosses()).isEqualTo(11);
    assertThat(terminal.toString())
        .contains("capturing for 1s: 1 event, ")
        .contains(", none lost; stop with Ctrl-C")
        .contains("capturing for 5s: 5 events, ")
        .contains(", 10 lost; stop with Ctrl-C");
    try (CaptureSource source = CaptureSource.open(folder.resolve("a.njcap"))) {
      while (!source.ended()) {
        source.poll(event -> {}, 0);
      }
      assertThat(source.losses()).isEqualTo(11);
      assertThat(source.damage()).isNull();
    }
  }

  @Test
  void endsWhenItIsToldTo() throws Exception {
    try (CaptureWriter writer = writer()) {
      loop(writer)
          .run(
              () -> now >= 3 * SECOND,
              null,
              new StatusLine(new PrintWriter(new StringWriter()), false));
      assertThat(writer.events()).isEqualTo(4);
    }
  }

  private CaptureWriter writer() throws Exception {
    return CaptureWriter.open(
        folder.resolve("a.njcap"),
        new CaptureFacts(new TreeMap<>()),
        Rotation.NONE,
        InstantSource.fixed(Instant.EPOCH));
  }

  private CaptureLoop loop(CaptureWriter writer) {
    ProcessTable processes = ProcessTable.ofEventsAlone();
    CaptureRecorder recorder =
        new CaptureRecorder(writer, processes, process -> true, identity -> null);
    return new CaptureLoop(new OneASecond(), this::losses, processes, recorder, writer, () -> now);
  }

  private Map<EventType, Long> losses() {
    long seconds = now / SECOND;
    return seconds < 2 ? Map.of() : Map.of(EventType.OPENAT, 5 + seconds);
  }

  private final class OneASecond implements EventSource {
    private final EventEncoder encoder = new EventEncoder();

    @Override
    public int poll(EventHandler handler, long timeoutMillis) {
      now += SECOND;
      handler.on(
          encoder.begin(EventType.UNLINK, now).process(1, 1, 0, 0).text(Arg.PATH, "/x").view());
      return 1;
    }

    @Override
    public long losses() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
