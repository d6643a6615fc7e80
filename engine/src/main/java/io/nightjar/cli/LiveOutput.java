package io.nightjar.cli;

import io.nightjar.http.EventFeed;
import io.nightjar.http.FeedItem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Prints what happens while {@code run} runs, on a thread of its own: a terminal that is held must
 * not hold a response. Of a flood of detections some are printed and the rest is counted, for a
 * line of each would cost more than to take it in.
 */
public final class LiveOutput implements AutoCloseable {

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Detections that are printed together; nobody reads more of them. */
  private static final int AT_ONCE = 100;

  private static final long PAUSE_MILLIS = 250;

  private final EventFeed feed;
  private final Shell shell;
  private final LiveLine line;
  private final Thread thread;
  private final long from;
  private final boolean notices;

  private LiveOutput(EventFeed feed, Shell shell, Hints hints, boolean notices) {
    this.notices = notices;
    this.from = feed.last();
    this.feed = feed;
    this.shell = shell;
    this.line = new LiveLine(shell, hints);
    this.thread = Thread.ofPlatform().daemon().name("live-output").unstarted(this::follow);
  }

  /**
   * Prints everything from now on.
   *
   * @param hints of what people may type while it runs
   * @param notices whether what people are told is printed too ({@code notify.console})
   */
  public static LiveOutput start(EventFeed feed, Shell shell, Hints hints, boolean notices) {
    LiveOutput output = new LiveOutput(feed, shell, hints, notices);
    output.thread.start();
    return output;
  }

  private void follow() {
    long seen = from;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        List<EventFeed.Numbered> items = feed.after(seen, LOOK);
        seen = print(items, seen);
        if (items.size() > AT_ONCE) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long print(List<EventFeed.Numbered> items, long seen) {
    if (items.isEmpty()) {
      return seen;
    }
    StringBuilder text = new StringBuilder();
    long missed = items.getFirst().number() - seen - 1;
    if (missed > 0) {
      text.append('(')
          .append(missed)
          .append(" lines were skipped: more happened than was printed)\n");
    }
    int detections = 0;
    for (EventFeed.Numbered item : items) {
      boolean counted = item.item() instanceof FeedItem.Detected && ++detections > AT_ONCE;
      if (!counted && (notices || !(item.item() instanceof FeedItem.Told))) {
        line.of(item.item()).ifPresent(one -> text.append(one).append('\n'));
      }
    }
    if (detections > AT_ONCE) {
      text.append('(').append(detections - AT_ONCE).append(" more detections at the same time)\n");
    }
    shell.out().print(text);
    shell.out().flush();
    return items.getLast().number();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
