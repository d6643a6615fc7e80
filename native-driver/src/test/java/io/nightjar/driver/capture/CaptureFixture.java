package io.nightjar.driver.capture;

import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.SampleEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Small captures, and reading them back whole. */
final class CaptureFixture {
  static final long START = 1_700_000_000_000_000_000L;
  static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));

  static final List<EventType> TYPES = List.of(EventType.values());

  private CaptureFixture() {}

  static CaptureFacts facts() {
    return new CaptureFacts(new TreeMap<>())
        .with(CaptureFacts.HOST, "node-1")
        .with(CaptureFacts.KERNEL, "6.1.0 x86_64");
  }

  static CaptureWriter writer(Path file) throws IOException {
    return CaptureWriter.open(file, facts(), Rotation.NONE, CLOCK);
  }

  /** Writes an event of each of these numbers, each at its own microsecond. */
  static void events(CaptureWriter writer, int from, int to) {
    EventEncoder encoder = new EventEncoder();
    for (int i = from; i < to; i++) {
      EventType type = TYPES.get(i % TYPES.size());
      write(writer, SampleEvents.encode(encoder, type, time(i)).view());
    }
  }

  static long time(int number) {
    return START + number * 1000L;
  }

  static void write(CaptureWriter writer, EventView event) {
    if (!writer.hasRoomFor(event)) {
      throw new IllegalStateException("no room");
    }
    writer.event(event);
  }

  static ProcessInfo process(int pid) {
    return ProcessInfo.builder(pid, 50L + pid).name("p" + pid).args(List.of("p", "" + pid)).build();
  }

  /** All that is left to read. */
  static List<EventView> read(CaptureSource source) {
    List<EventView> events = new ArrayList<>();
    while (!source.ended()) {
      source.poll(event -> events.add(event.copy()), 0);
    }
    return events;
  }
}
