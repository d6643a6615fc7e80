package io.nightjar.notify;

import io.nightjar.actions.outside.SignedPost;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** Posts each notice as JSON, as a {@link SignedPost}; what is not taken is tried again. */
public final class Webhook implements Delivery {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /** Waits between tries; tests do not. */
  @FunctionalInterface
  public interface Pause {
    void sleep(Duration duration) throws InterruptedException;
  }

  /**
   * @param key of the signature, or empty for none
   * @param attempts in all
   * @param timeout of one try
   * @param answerLinks whether it hands the answer links to their people
   */
  public record Settings(URI url, String key, int attempts, Duration timeout, boolean answerLinks) {
    @Override
    public String toString() {
      return "[secret]";
    }
  }

  private final Settings settings;
  private final Pause pause;
  private final SignedPost post;

  public Webhook(Settings settings, InstantSource clock, Pause pause) {
    this.settings = settings;
    this.pause = pause;
    this.post =
        new SignedPost(
            new SignedPost.Address(settings.url(), settings.key(), settings.timeout()), clock);
  }

  @Override
  public void deliver(Notice notice) throws IOException, InterruptedException {
    String body =
        settings.answerLinks() && !notice.invited().isEmpty()
            ? NoticeJson.lineWithLinks(notice)
            : NoticeJson.line(notice);
    Duration wait = FIRST_PAUSE;
    String problem = "";
    for (int attempt = 1; attempt <= settings.attempts(); attempt++) {
      if (attempt > 1) {
        pause.sleep(wait);
        wait = wait.multipliedBy(2);
      }
      SignedPost.Answer answer = post.send(body, Map.of());
      if (answer.taken()) {
        return;
      }
      problem = answer.problem();
      if (!answer.mayPass()) {
        break;
      }
    }
    throw new IOException("the web hook did not take it: " + problem);
  }
}
