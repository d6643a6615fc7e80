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
  private final Set<Thread> others = ConcurrentHashMap.newKeySet();
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
    try {
      open(response, following, out -> follow(out, wanted));
    } finally {
      free.release();
    }
    return true;
  }

  /** As above, of another source, which bounds by itself how many follow it. */
  void send(Response response, Reply.Stream wanted) throws IOException {
    open(
        response,
        others,
        out -> {
          // one that comes while the server stops would not be interrupted any more
          if (!ended) {
            wanted.source().sendTo(new Sent(out));
          }
        });
  }

  private interface Sending {
    void to(OutputStream out) throws IOException, InterruptedException;
  }

  private void open(Response response, Set<Thread> kind, Sending sending) throws IOException {
    response.setStatus(200);
    response.getHeaders().put("Content-Type", "text/event-stream");
    response.getHeaders().put("Cache-Control", "no-store");
    kind.add(Thread.currentThread());
    try (OutputStream out = Content.Sink.asOutputStream(response)) {
      sending.to(out);
    } catch (InterruptedException e) {
      log.debug("a stream of events was ended");
    } finally {
      kind.remove(Thread.currentThread());
      // the thread goes on to finish the answer
      boolean unused = Thread.interrupted();
    }
  }

  /** The way to one client. */
  private record Sent(OutputStream out) implements Reply.Stream.Line {
    @Override
    public void event(String name, Object data) throws IOException {
      write(out, "event: " + name + "\ndata: " + Json.MAPPER.writeValueAsString(data) + "\n\n");
    }

    @Override
    public void beat() throws IOException {
      write(out, ": still here\n\n");
    }
  }

  /** How many follow now. */
  int followers() {
    return following.size();
  }

  /** Ends all streams, and each that would begin. */
  void end() {
    ended = true;
    following.forEach(Thread::interrupt);
    others.forEach(Thread::interrupt);
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
