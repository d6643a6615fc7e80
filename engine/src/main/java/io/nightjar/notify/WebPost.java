package io.nightjar.notify;

import io.nightjar.actions.outside.SignedPost;
import io.nightjar.tls.OutwardTls;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Posts JSON to an address of a channel, which is a secret; follows no redirect. */
final class WebPost {

  /** The whole answer of a chat server, which repeats the message, fits. */
  private static final int ANSWER_BYTES = 64 * 1024;

  private final URI url;
  private final Duration timeout;
  private final Wire wire;
  private final SignedPost post;

  WebPost(URI url, Duration timeout, Wire wire) {
    this.url = url;
    this.timeout = timeout;
    this.wire = wire;
    this.post =
        new SignedPost(
            new SignedPost.Address(url, "", timeout, OutwardTls.contextOf(wire.tls())),
            wire.clock(),
            ANSWER_BYTES);
  }

  SignedPost.Answer send(String body, Map<String, String> headers) throws InterruptedException {
    return post.send(body, headers);
  }

  /** As {@link Reach} finds it. */
  String problem() {
    return Reach.problem(url, timeout, wire.tls());
  }
}
