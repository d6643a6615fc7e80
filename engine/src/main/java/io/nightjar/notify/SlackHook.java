package io.nightjar.notify;

import io.nightjar.actions.outside.SignedPost;
import io.nightjar.store.Json;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * An incoming web hook of Slack: it answers 200 with {@code ok}, 429 with Retry-After when there is
 * too much, and another 4xx with a word for what it does not take. Messages cannot be changed.
 */
final class SlackHook implements Channel {

  private final WebPost post;

  SlackHook(URI url, Duration timeout, Wire wire) {
    this.post = new WebPost(url, timeout, wire);
  }

  @Override
  public Sent send(Letter letter) throws InterruptedException {
    SignedPost.Answer answer = post.send(Json.write(SlackMessage.of(letter, false)), Map.of());
    return Posted.of(answer);
  }

  @Override
  public String problem() {
    return post.problem();
  }
}
