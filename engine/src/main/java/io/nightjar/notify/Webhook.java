package io.nightjar.notify;

import io.nightjar.actions.outside.SignedPost;
import io.nightjar.tls.OutwardTls;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Posts each notice as JSON, as a {@link SignedPost}; the same letter has the same id each time.
 */
final class Webhook implements Channel {

  /**
   * @param key of the signature, or empty for none
   * @param timeout of one try
   * @param answerLinks whether it hands the answer links to their people
   */
  record Settings(URI url, String key, Duration timeout, boolean answerLinks) {
    @Override
    public String toString() {
      return "[secret]";
    }
  }

  private final Settings settings;
  private final Wire wire;
  private final SignedPost post;

  Webhook(Settings settings, Wire wire) {
    this.settings = settings;
    this.wire = wire;
    this.post =
        new SignedPost(
            new SignedPost.Address(
                settings.url(),
                settings.key(),
                settings.timeout(),
                OutwardTls.contextOf(wire.tls())),
            wire.clock());
  }

  @Override
  public boolean takesAllLinks() {
    return settings.answerLinks();
  }

  @Override
  public Sent send(Letter letter) throws InterruptedException {
    String body =
        settings.answerLinks() && !letter.with().links().isEmpty()
            ? NoticeJson.lineWithLinks(letter)
            : NoticeJson.line(letter);
    return Posted.of(post.send(body, Map.of("Idempotency-Key", letter.id())));
  }

  @Override
  public String problem() {
    return Reach.problem(settings.url(), settings.timeout(), wire.tls());
  }
}
