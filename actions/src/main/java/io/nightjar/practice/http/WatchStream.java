package io.nightjar.practice.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.ResourceType;
import io.nightjar.practice.store.ObjectStore;
import io.nightjar.practice.store.ObjectStore.Watch;
import io.nightjar.practice.store.StoreEvent;
import io.nightjar.practice.store.StoreEvent.Change;
import io.nightjar.practice.store.Subscription;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Answers watches: one JSON object per line until the time is up or somebody hangs up. */
final class WatchStream {
  private static final Duration LONGEST = Duration.ofMinutes(30);
  private static final Duration BOOKMARK_INTERVAL = Duration.ofSeconds(30);

  private final ObjectStore store;
  private final Tables tables;
  private final Set<Subscription> running = ConcurrentHashMap.newKeySet();

  WatchStream(ObjectStore store, Tables tables) {
    this.store = store;
    this.tables = tables;
  }

  /** Cuts off every watch that runs now. */
  void dropAll() {
    running.forEach(Subscription::close);
  }

  /** Blocks the request's thread for as long as the watch lasts. */
  void serve(HttpExchange exchange, ResourcePath path, ApiRequest request)
      throws IOException, InterruptedException {
    Filter filter = Filter.of(path, request);
    String from = request.parameter("resourceVersion");
    boolean initial = from.isEmpty() || from.equals("0") || request.flag("sendInitialEvents");
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      Lines lines = new Lines(out, path.type(), request.wantsTable() ? tables : null);
      try {
        if (initial) {
          Watch watch = store.watch(path.type(), null);
          lines.sendInitial(watch, filter, request.flag("sendInitialEvents"));
          pump(watch.changes(), filter, lines, request);
        } else {
          Subscription changes = store.subscribe(path.type(), revision(from));
          pump(changes, filter, lines, request);
        }
      } catch (ApiError refused) {
        lines.send("ERROR", refused.toStatus());
      }
    }
  }

  private void pump(Subscription changes, Filter filter, Lines lines, ApiRequest request)
      throws IOException, InterruptedException {
    running.add(changes);
    try (changes) {
      lines.flush();
      int seconds = request.number("timeoutSeconds");
      long end =
          System.nanoTime() + (seconds > 0 ? Duration.ofSeconds(seconds) : LONGEST).toNanos();
      while (true) {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (left.isNegative() || left.isZero()) {
          return;
        }
        long bookmark = store.revision();
        StoreEvent event =
            changes.poll(left.compareTo(BOOKMARK_INTERVAL) < 0 ? left : BOOKMARK_INTERVAL);
        if (event != null) {
          lines.send(event, filter);
        } else if (!changes.isOpen()) {
          return;
        } else if (request.flag("allowWatchBookmarks")) {
          lines.sendBookmark(bookmark, false);
        }
      }
    } finally {
      running.remove(changes);
    }
  }

  private static long revision(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException malformed) {
      throw ApiError.badRequest("not a resource version: " + text);
    }
  }

  /** Writes watch events. */
  private static final class Lines {
    private final OutputStream out;
    private final ResourceType type;
    private final @Nullable Tables tables;

    Lines(OutputStream out, ResourceType type, @Nullable Tables tables) {
      this.out = out;
      this.type = type;
      this.tables = tables;
    }

    void sendInitial(Watch watch, Filter filter, boolean endMark) throws IOException {
      for (ObjectNode object : watch.start().objects()) {
        if (filter.test(object)) {
          send("ADDED", shown(object));
        }
      }
      if (endMark) {
        sendBookmark(watch.start().revision(), true);
      }
    }

    /** An object that comes to match, or ceases to, is added or deleted for this watcher. */
    void send(StoreEvent event, Filter filter) throws IOException {
      ObjectNode previous = event.previous();
      boolean matched = previous != null && filter.test(previous);
      boolean matches = event.change() != Change.DELETED && filter.test(event.object());
      if (matches || matched) {
        Change change = matches ? (matched ? Change.MODIFIED : Change.ADDED) : Change.DELETED;
        send(change.name(), shown(event.object()));
        flush();
      }
    }

    void sendBookmark(long revision, boolean endOfInitial) throws IOException {
      ObjectNode mark = Json.object().put("kind", type.kind()).put("apiVersion", type.apiVersion());
      ObjectNode metadata = mark.putObject("metadata");
      metadata.put("resourceVersion", Long.toString(revision));
      if (endOfInitial) {
        metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
      }
      send("BOOKMARK", mark);
      flush();
    }

    private JsonNode shown(ObjectNode object) {
      return tables == null ? object : tables.of(type, new Page(0, List.of(object), "", 0));
    }

    void send(String change, JsonNode object) throws IOException {
      ObjectNode line = Json.object().put("type", change);
      line.set("object", object);
      out.write(Json.bytes(line));
      out.write('\n');
    }

    void flush() throws IOException {
      out.flush();
    }
  }
}
