package io.nightjar.driver.capture;

import static io.nightjar.driver.capture.CaptureFixture.events;
import static io.nightjar.driver.capture.CaptureFixture.time;
import static io.nightjar.driver.capture.CaptureFixture.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.driver.EventView;
import io.nightjar.driver.Recording;
import io.nightjar.driver.RecordingException;
import io.nightjar.driver.Recordings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that were cut, changed or never a capture. */
final class CaptureDamageTest {
  private static final int BLOCKS = 4;
  private static final int EVENTS_A_BLOCK = 5;

  @TempDir Path folder;
  private byte[] whole = new byte[0];
  private final List<Long> boundaries = new ArrayList<>();

  @BeforeEach
  void write() throws Exception {
    Path file = folder.resolve("whole.njcap");
    try (CaptureWriter writer = writer(file)) {
      for (int i = 0; i < BLOCKS; i++) {
        events(writer, i * EVENTS_A_BLOCK, (i + 1) * EVENTS_A_BLOCK);
        writer.flush();
      }
    }
    whole = Files.readAllBytes(file);
    try (FileChannel channel = FileChannel.open(file)) {
      CaptureFacts facts = CaptureFacts.read(channel);
      assertThat(facts.get(CaptureFacts.HOST)).isEqualTo("node-1");
      BlockReader blocks = new BlockReader(channel);
      boundaries.add(blocks.position());
      while (blocks.next() != null) {
        boundaries.add(blocks.position());
      }
    }
    assertThat(boundaries).hasSize(BLOCKS + 1);
  }

  @Test
  void aKilledWritersFileIsReadToItsLastWholeBlock() throws Exception {
    for (int block = 0; block <= BLOCKS; block++) {
      long start = boundaries.get(block);
      long end = block == BLOCKS ? whole.length - 24 : boundaries.get(block + 1) - 1;
      for (long length : new long[] {start, start + 1, start + 47, (start + end) / 2, end}) {
        Reading reading = open(Arrays.copyOf(whole, (int) Math.min(length, end)));
        assertThat(reading.events).hasSize(block * EVENTS_A_BLOCK);
        boolean indexIsWhole = block == BLOCKS && length == end;
        if (!indexIsWhole) {
          Recording.Damage damage = reading.found();
          assertThat(damage.truncated()).isTrue();
          assertThat(damage.offset()).isEqualTo(start);
        }
      }
    }
  }

  @Test
  void atTheEndOfABlockItSaysThatTheCaptureWasNotFinished() throws Exception {
    Reading reading = open(Arrays.copyOf(whole, boundaries.get(2).intValue()));

    assertThat(reading.found().reason()).isEqualTo("it was not finished: its index is missing");
  }

  @Test
  void noChangedByteGoesUnnoticedOrMakesAnotherEvent() throws Exception {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < BLOCKS * EVENTS_A_BLOCK; i++) {
      times.add(time(i));
    }
    long records = boundaries.get(BLOCKS);
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x41;
      List<Long> seen = new ArrayList<>();
      boolean noticed;
      try {
        Reading reading = open(changed);
        reading.events.forEach(event -> seen.add(event.timestampNanos()));
        noticed = reading.damage != null;
      } catch (RecordingException refused) {
        noticed = true;
      }
      assertThat(times.subList(0, seen.size())).as("byte %d", at).isEqualTo(seen);
      boolean unused = at >= 20 && at < 24;
      if (at < records && !unused) {
        assertThat(noticed).as("byte %d", at).isTrue();
      }
    }
  }

  @Test
  void anotherVersionIsAClearError() throws Exception {
    byte[] newer = whole.clone();
    newer[8] = 2;
    assertThatThrownBy(() -> open(newer))
        .isInstanceOf(RecordingException.class)
        .hasMessage(
            "a Nightjar capture with version 2 of the format, not 1: it needs a newer Nightjar"
                + " (at byte 8)");
    byte[] records = whole.clone();
    ByteBuffer.wrap(records)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(10, (short) (EventView.SCHEMA_VERSION + 5));
    assertThatThrownBy(() -> open(records))
        .hasMessageContaining("of the records, not ")
        .hasMessageContaining("it needs a newer Nightjar");
  }

  @Test
  void whatIsNoCaptureIsAClearError() throws Exception {
    assertThatThrownBy(() -> open(new byte[0])).hasMessageContaining("the file is empty");
    assertThatThrownBy(() -> open("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("neither a Nightjar capture (.njcap) nor one of sysdig or Falco");
    assertThatThrownBy(() -> open(Arrays.copyOf(whole, 7)))
        .hasMessageContaining("not a Nightjar capture");
    assertThatThrownBy(() -> open(Arrays.copyOf(whole, 30)))
        .hasMessageContaining("ends within its header");
    assertThatThrownBy(() -> Recordings.open(folder)).hasMessageContaining("not a regular file");
    assertThatThrownBy(() -> Recordings.open(folder.resolve("absent")))
        .isInstanceOf(IOException.class);
  }

  private Reading open(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("changed"), content);
    try (Recording recording = Recordings.open(file)) {
      List<EventView> events = new ArrayList<>();
      while (!recording.ended()) {
        recording.poll(event -> events.add(event.copy()), 0);
      }
      return new Reading(events, recording.damage());
    }
  }

  private record Reading(List<EventView> events, Recording.@Nullable Damage damage) {
    Recording.Damage found() {
      if (damage == null) {
        throw new AssertionError("no damage was found");
      }
      return damage;
    }
  }
}
