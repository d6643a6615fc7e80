package io.nightjar.cli;

import io.nightjar.http.EventFeed;
import io.nightjar.http.FeedItem;
import java.time.Duration;
import java.util.List;

/**
 * Prints what happens while {@code run} runs, on a thread of its own: a terminal that is held must
 * not hold a response.
 */
public final class LiveOutput implements AutoCloseable {

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final EventFeed feed;
  private final Shell shell;
  private final LiveLine line;
  private final Thread thread;
  private final long from;
  private final boolean notices;

  private LiveOutput(EventFeed feed, Shell shell, boolean notices) {
    this.notices = notices;
    this.from = feed.last();
    this.feed = feed;
    this.shell = shell;
    this.line = new LiveLine(shell);
    this.thread = Thread.ofPlatform().daemon().name("live-output").unstarted(this::follow);
  }

  /**
   * Prints everything from now on.
   *
   * @param notices whether what people are told is printed too ({@code notify.console})
   */
  public static LiveOutput start(EventFeed feed, Shell shell, boolean notices) {
    LiveOutput output = new LiveOutput(feed, shell, notices);
    output.thread.start();
    return output;
  }

  private void follow() {
    long seen = from;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        seen = print(feed.after(seen, LOOK), seen);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long print(List<EventFeed.Numbered> items, long seen) {
    if (items.isEmpty()) {
      return seen;
    }
    long missed = items.getFirst().number() - seen - 1;
    if (missed > 0) {
      shell.out().println("(" + missed + " lines were skipped: more happened than was printed)");
    }
    for (EventFeed.Numbered item : items) {
      if (notices || !(item.item() instanceof FeedItem.Told)) {
        line.of(item.item()).ifPresent(shell.out()::println);
      }
    }
    shell.out().flush();
    return items.getLast().number();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
