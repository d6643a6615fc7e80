package io.nightjar.http;

import com.sun.net.httpserver.HttpExchange;
import io.nightjar.store.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Sends the feed as server-sent events until the client leaves. */
final class EventStream {

  private static final int STREAMS_AT_MOST = 32;
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final EventFeed feed;
  private final Semaphore free = new Semaphore(STREAMS_AT_MOST);

  EventStream(EventFeed feed) {
    this.feed = feed;
  }

  /** Blocks its virtual thread until the client leaves or the server stops. */
  void send(HttpExchange exchange, long since) throws IOException {
    if (!free.tryAcquire()) {
      throw new Rejection(Problem.busy("at most " + STREAMS_AT_MOST + " clients may follow"));
    }
    try {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, 0);
      follow(exchange.getResponseBody(), since);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      free.release();
      exchange.close();
    }
  }

  private void follow(OutputStream out, long since) throws IOException, InterruptedException {
    long seen = Math.min(since, feed.last());
    write(out, "id: " + seen + "\nevent: hello\ndata: {}\n\n");
    while (!Thread.currentThread().isInterrupted()) {
      List<EventFeed.Numbered> items = feed.after(seen, HEARTBEAT);
      if (items.isEmpty()) {
        write(out, ": still here\n\n");
        continue;
      }
      long missed = items.getFirst().number() - seen - 1;
      if (missed > 0) {
        write(out, "event: gap\ndata: {\"missed\":" + missed + "}\n\n");
      }
      for (EventFeed.Numbered item : items) {
        seen = item.number();
        // JSON has no line breaks outside its escapes, so one data line is enough
        String data = Json.MAPPER.writeValueAsString(item.item().payload());
        write(out, "id: " + seen + "\nevent: " + item.item().event() + "\ndata: " + data + "\n\n");
      }
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
