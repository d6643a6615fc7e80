package io.nightjar.cli.attack;

import io.nightjar.cli.LiveLine;
import io.nightjar.http.ControlClient;
import io.nightjar.http.ControlFailure;
import io.nightjar.http.EventReader;
import io.nightjar.http.FeedItem;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Prints what the running Nightjar does about one pod while the attack goes on. */
final class Following implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration QUIET = Duration.ofMillis(1_500);

  private final EventReader events;
  private final Stage stage;
  private final LiveLine line;
  private final Aftermath aftermath;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private long lastNews = System.nanoTime();
  private boolean ended;

  private Following(EventReader events, Stage stage, LiveLine line, Aftermath aftermath) {
    this.events = events;
    this.stage = stage;
    this.line = line;
    this.aftermath = aftermath;
    this.thread = Thread.ofVirtual().name("following").unstarted(this::follow);
  }

  /** Everything from now on is seen. */
  static Following start(ControlClient client, Stage stage, LiveLine line, Aftermath aftermath)
      throws ControlFailure {
    Following following = new Following(client.events(), stage, line, aftermath);
    following.thread.start();
    return following;
  }

  private void follow() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Optional<FeedItem> item = events.next(LOOK);
        if (item.isPresent()) {
          take(item.get());
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (ControlFailure.NotReachable stopped) {
      stage.note("Nightjar has stopped");
    } finally {
      locked(() -> ended = true);
    }
  }

  private void take(FeedItem item) {
    locked(
        () -> {
          if (aftermath.take(item)) {
            lastNews = System.nanoTime();
            line.of(item).ifPresent(stage::line);
          }
        });
  }

  /**
   * Waits until the rules have matched, nothing is under way and it has been quiet for a moment.
   */
  void settle(Collection<String> expected, Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    lock.lock();
    try {
      while (!ended && System.nanoTime() < end) {
        long quiet = System.nanoTime() - lastNews;
        boolean complete = aftermath.missing(expected).isEmpty() && aftermath.atRest();
        if (complete && quiet >= QUIET.toNanos()) {
          return;
        }
        long left = complete ? QUIET.toNanos() - quiet : end - System.nanoTime();
        long unused = news.awaitNanos(Math.min(left, LOOK.toNanos()));
      }
    } finally {
      lock.unlock();
    }
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    events.close();
  }
}
