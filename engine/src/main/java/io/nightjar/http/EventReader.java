package io.nightjar.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.nightjar.detect.Detection;
import io.nightjar.notify.Notice;
import io.nightjar.respond.Response;
import io.nightjar.store.Json;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads server-sent events on a thread of its own and hands them out one at a time. */
public final class EventReader implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EventReader.class);
  private static final int WAITING_AT_MOST = 1_000;

  private final BlockingQueue<Slot> items = new ArrayBlockingQueue<>(WAITING_AT_MOST);

  /** An item, or null to wake a reader that waits. */
  private record Slot(@Nullable FeedItem item) {}

  private final Stream<String> lines;
  private final Thread thread;
  private volatile boolean ended;
  private String event = "";

  private EventReader(Stream<String> lines) {
    this.lines = lines;
    this.thread = Thread.ofVirtual().name("events").unstarted(this::read);
  }

  static EventReader start(Stream<String> lines) {
    EventReader reader = new EventReader(lines);
    reader.thread.start();
    return reader;
  }

  /**
   * The next event; empty when none came within {@code wait}.
   *
   * @throws ControlFailure.NotReachable when Nightjar has stopped and all was handed out
   */
  public Optional<FeedItem> next(Duration wait)
      throws ControlFailure.NotReachable, InterruptedException {
    Slot slot = ended && items.isEmpty() ? null : items.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    if (slot != null && slot.item() != null) {
      return Optional.of(slot.item());
    }
    if (ended && items.isEmpty()) {
      throw new ControlFailure.NotReachable("Nightjar has stopped");
    }
    return Optional.empty();
  }

  private void read() {
    try {
      lines.forEach(this::line);
    } catch (UncheckedIOException | IllegalStateException e) {
      log.debug("the stream of events ended", e);
    } finally {
      ended = true;
      boolean unused = items.offer(new Slot(null));
    }
  }

  private void line(String line) {
    if (line.startsWith("event: ")) {
      event = line.substring("event: ".length());
    } else if (line.startsWith("data: ")) {
      item(line.substring("data: ".length())).ifPresent(this::put);
    }
  }

  private Optional<FeedItem> item(String data) {
    try {
      return switch (event) {
        case "detection" -> Optional.of(new FeedItem.Detected(parse(data, Detection.class)));
        case "response" -> Optional.of(new FeedItem.Changed(parse(data, Response.class)));
        case "notice" -> Optional.of(new FeedItem.Told(parse(data, Notice.class)));
        default -> Optional.empty();
      };
    } catch (JsonProcessingException e) {
      log.warn("an event of an unknown form was skipped: {}", e.getOriginalMessage());
      return Optional.empty();
    }
  }

  private static <T> T parse(String data, Class<T> type) throws JsonProcessingException {
    return Json.MAPPER.readValue(data, type);
  }

  private void put(FeedItem item) {
    try {
      items.put(new Slot(item));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("closed", e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    lines.close();
  }
}
