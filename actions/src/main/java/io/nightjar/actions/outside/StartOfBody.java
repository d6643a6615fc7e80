package io.nightjar.actions.outside;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads the first bytes of an answer and hangs up on the rest. */
final class StartOfBody implements HttpResponse.BodySubscriber<String> {
  private final byte[] start;
  private final CompletableFuture<String> body = new CompletableFuture<>();
  private int length;
  private Flow.@Nullable Subscription subscription;

  StartOfBody(int mostBytes) {
    this.start = new byte[mostBytes];
  }

  @Override
  public CompletionStage<String> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription one) {
    subscription = one;
    one.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      int taken = Math.min(buffer.remaining(), start.length - length);
      buffer.get(start, length, taken);
      length += taken;
    }
    if (length == start.length && subscription != null) {
      subscription.cancel();
      onComplete();
    }
  }

  @Override
  public void onError(Throwable failure) {
    // the status had come: a body that was cut off does not take it back
    onComplete();
  }

  @Override
  public void onComplete() {
    body.complete(new String(Arrays.copyOf(start, length), StandardCharsets.UTF_8));
  }
}
