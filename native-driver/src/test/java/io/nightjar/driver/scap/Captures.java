package io.nightjar.driver.scap;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.ProcessTable;
import io.nightjar.driver.Recording.Damage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Captures that lie beside the tests, and reading one to its end. */
final class Captures {
  private Captures() {}

  static byte[] bytes(String name) {
    try (InputStream in = Captures.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static ScapSource open(byte[] capture) throws IOException {
    return ScapSource.open(new ByteArrayInputStream(capture), ProcessTable.ofEventsAlone());
  }

  /** All events of a capture, with the processes as they are after the last one. */
  static Read read(byte[] capture) throws IOException {
    ScapSource source = open(capture);
    List<EventView> events = new ArrayList<>();
    while (!source.ended()) {
      source.poll(
          event -> {
            events.add(event.copy());
            source.processes().apply(event);
          },
          0);
    }
    return new Read(source, events, source.damage());
  }

  /** A machine with one shell in {@code /home/alice}, whose id is {@value #SHELL}. */
  static ScapWriter shell() {
    return shell(new ScapWriter());
  }

  static ScapWriter shell(ScapWriter writer) {
    return writer
        .machine("lab", ScapWriter.BOOT)
        .users(
            writer.user(0, 0, "root"), writer.user(1000, 100, "alice"), writer.group(100, "users"))
        .processes(
            writer.process(1, 1, 0, "init", "/"),
            writer.process(SHELL, SHELL, 1, "sh", "/home/alice", "memory=/user"));
  }

  static final int SHELL = 40;

  static Read read(ScapWriter writer) throws IOException {
    Read read = read(writer.bytes());
    assertThat(read.damage()).isNull();
    return read;
  }

  record Read(ScapSource source, List<EventView> events, @Nullable Damage damage) {

    /** The only event of a type. */
    EventView only(EventType type) {
      List<EventView> found = events.stream().filter(event -> event.type() == type).toList();
      assertThat(found).as("%s among %s", type, types()).hasSize(1);
      return found.get(0);
    }

    List<EventType> types() {
      return events.stream().map(EventView::type).toList();
    }

    /** A process as it is after the last event. */
    ProcessInfo process(int pid) {
      return Objects.requireNonNull(source.processes().get(pid), "process " + pid);
    }
  }
}
