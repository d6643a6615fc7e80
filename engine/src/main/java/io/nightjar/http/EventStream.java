package io.nightjar.http;

import io.nightjar.store.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the feed as server-sent events until the client leaves. */
final class EventStream {

  private static final Logger log = LoggerFactory.getLogger(EventStream.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private static final Duration RETRY = Duration.ofSeconds(3);

  /** Header of a browser that comes again. */
  static final String LAST_ID = "Last-Event-ID";

  private final EventFeed feed;
  private final Semaphore free;
  private final Set<Thread> following = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  /**
   * @param most so many follow at once
   */
  EventStream(EventFeed feed, int most) {
    this.feed = feed;
    this.free = new Semaphore(most);
  }

  /**
   * Blocks its virtual thread until the client leaves or the server stops; false, and nothing is
   * sent, where too many follow already.
   */
  boolean send(Response response, Reply.Events wanted) throws IOException {
    if (!free.tryAcquire()) {
      return false;
    }
    response.setStatus(200);
    response.getHeaders().put("Content-Type", "text/event-stream");
    response.getHeaders().put("Cache-Control", "no-store");
    following.add(Thread.currentThread());
    try (OutputStream out = Content.Sink.asOutputStream(response)) {
      follow(out, wanted);
    } catch (InterruptedException e) {
      log.debug("a stream of events was ended");
    } finally {
      following.remove(Thread.currentThread());
      // the thread goes on to finish the answer
      boolean unused = Thread.interrupted();
      free.release();
    }
    return true;
  }

  /** How many follow now. */
  int followers() {
    return following.size();
  }

  /** Ends all streams, and each that would begin. */
  void end() {
    ended = true;
    following.forEach(Thread::interrupt);
  }

  private void follow(OutputStream out, Reply.Events wanted)
      throws IOException, InterruptedException {
    long seen = Math.min(wanted.since(), feed.last());
    write(out, "retry: " + RETRY.toMillis() + "\nid: " + seen + "\nevent: hello\ndata: {}\n\n");
    while (!ended) {
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
        if (!wanted.kinds().isEmpty() && !wanted.kinds().contains(item.item().event())) {
          continue;
        }
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
