package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.SampleResponses;
import io.nightjar.http.EventFeed;
import io.nightjar.http.FeedItem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LiveOutputTest {

  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final EventFeed feed = new EventFeed(4_096);

  /** A terminal that somebody holds. */
  private final StringWriter terminal =
      new StringWriter() {
        @Override
        public void write(String text, int from, int length) {
          held.countDown();
          try {
            released.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          super.write(text, from, length);
        }
      };

  @Test
  void aFloodIsCountedAndWhatElseHappensIsPrintedInTheMiddleOfIt() throws InterruptedException {
    Shell shell = Shell.ofThisProcess().into(new PrintWriter(terminal));
    try (LiveOutput output = LiveOutput.start(feed, shell, Hints.PLAIN, true)) {
      publish(1);
      held.await();
      publish(2_000);
      feed.publish(new FeedItem.Changed(SampleResponses.succeeded()));
      publish(1_000);
      released.countDown();

      await().untilAsserted(() -> assertThat(terminal.toString()).contains("more detections"));
      assertThat(output).isNotNull();
    }
    String text = terminal.toString();
    assertThat(text).containsOnlyOnce("DONE").contains("(2900 more detections at the same time)");
    assertThat(text.lines().filter(line -> line.contains("DETECTED"))).hasSize(1 + 100);
  }

  private void publish(int detections) {
    for (int i = 0; i < detections; i++) {
      feed.publish(new FeedItem.Detected(SampleResponses.detection()));
    }
  }
}
