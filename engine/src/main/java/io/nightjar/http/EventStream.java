package io.nightjar.http;

import io.nightjar.store.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

/** Sends the feed as server-sent events until the client leaves. */
final class EventStream {

  private static final int STREAMS_AT_MOST = 32;
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final EventFeed feed;
  private final Semaphore free = new Semaphore(STREAMS_AT_MOST);

  EventStream(EventFeed feed) {
    this.feed = feed;
  }

  /**
   * Blocks its virtual thread until the client leaves or the server stops; false, and nothing is
   * sent, where too many follow already.
   */
  boolean send(Response response, long since) throws IOException {
    if (!free.tryAcquire()) {
      return false;
    }
    response.setStatus(200);
    response.getHeaders().put("Content-Type", "text/event-stream");
    response.getHeaders().put("Cache-Control", "no-store");
    try (OutputStream out = Content.Sink.asOutputStream(response)) {
      follow(out, since);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      free.release();
    }
    return true;
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
