package io.nightjar.http;

import io.nightjar.config.LimitsConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request, with an eye on its size, its pace, and what all bodies hold together. A
 * connection that is closed over an unread body may lose the answer on its way: so a little that is
 * left is read before the answer, which keeps the connection, and more after it. One thread.
 */
final class RequestBody {

  private static final int LITTLE = 64 * 1024;
  private static final int LINGER_BYTES = 4 * 1024 * 1024;
  private static final long LITTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long FREE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final double NANOS = 1_000_000_000;

  private final Request request;
  private final LimitsConfig limits;
  private final ByteBudget budget;
  private final long begun = System.nanoTime();
  private ByteArrayOutputStream all = new ByteArrayOutputStream(0);
  private long taken;
  private boolean ended;
  private boolean stuck;

  RequestBody(Request request, LimitsConfig limits, ByteBudget budget) {
    this.request = request;
    this.limits = limits;
    this.budget = budget;
    this.ended = request.getLength() == 0;
  }

  /**
   * @throws Rejection when it is too large, too slow, or there is no room for it
   */
  byte[] read(int bytesAtMost) throws IOException {
    if (request.getLength() > bytesAtMost) {
      throw new Rejection(Problem.tooLarge(bytesAtMost));
    }
    while (!ended) {
      Content.Chunk chunk = next(deadline(all.size()));
      if (chunk == null) {
        throw new Rejection(
            Problem.tooSlow(all.size() + " bytes of the body were here when the time was over"));
      }
      try {
        if (all.size() + chunk.remaining() > bytesAtMost) {
          throw new Rejection(Problem.tooLarge(bytesAtMost));
        }
        if (!hold(all.size() + chunk.remaining())) {
          throw new Rejection(Problem.busy("bodies of other requests fill the memory set aside"));
        }
        add(chunk.getByteBuffer());
      } finally {
        chunk.release();
      }
    }
    return all.toByteArray();
  }

  /**
   * Whether it is small and here as a whole, so that {@link #read} waits for nothing. What is here
   * of it is taken in.
   */
  boolean isHere(int bytesAtMost) {
    long length = request.getLength();
    if (length < 0 || length > bytesAtMost || !hold(length)) {
      return false;
    }
    while (!ended) {
      Content.Chunk chunk = request.read();
      if (chunk == null || Content.Chunk.isFailure(chunk)) {
        return false; // a failure is told again to whoever reads on
      }
      ended = chunk.isLast();
      add(chunk.getByteBuffer());
      chunk.release();
    }
    return true;
  }

  private void add(ByteBuffer buffer) {
    if (all.size() == 0) {
      all = new ByteArrayOutputStream((int) taken); // no more than what was set aside
    }
    if (buffer.hasArray()) {
      all.write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
    } else {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      all.writeBytes(bytes);
    }
  }

  /** So many in all; false where there is no room for them. */
  private boolean hold(long bytes) {
    if (bytes > taken && !budget.take(bytes - taken)) {
      return false;
    }
    taken = Math.max(taken, bytes);
    return true;
  }

  /** Gives back what was held. */
  void forget() {
    budget.give(taken);
    taken = 0;
  }

  private long deadline(int received) {
    long whole = begun + limits.bodyWithin().toNanos();
    if (limits.bodyBytesPerSecond() == 0) {
      return whole;
    }
    long paced = begun + FREE_NANOS + (long) (received * NANOS / limits.bodyBytesPerSecond());
    return Math.min(whole, paced);
  }

  /** Before the answer: whether the connection can serve another request after this one. */
  boolean finish() {
    boolean invited = request.getHeaders().contains("Expect");
    if (!ended && !invited && request.getLength() <= LITTLE) {
      discard(LITTLE, LITTLE_NANOS);
    }
    return ended;
  }

  /** After an answer that closes the connection: lets the client read it. */
  void linger() {
    discard(LINGER_BYTES, LINGER_NANOS);
  }

  private void discard(int bytesAtMost, long nanos) {
    long deadline = System.nanoTime() + nanos;
    int left = bytesAtMost;
    try {
      while (!ended && left > 0) {
        Content.Chunk chunk = next(deadline);
        if (chunk == null) {
          return;
        }
        left -= chunk.remaining();
        chunk.release();
      }
    } catch (IOException | Rejection e) {
      stuck = true; // nobody is there to be told
    }
  }

  /** The next part; null when it is not here in time, and then nothing more is read. */
  private Content.@Nullable Chunk next(long deadline) throws IOException {
    while (!stuck) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        stuck = !await(deadline);
      } else if (Content.Chunk.isFailure(chunk)) {
        stuck = true;
        throw failure(chunk.getFailure());
      } else {
        ended = chunk.isLast();
        return chunk;
      }
    }
    return null;
  }

  private boolean await(long deadline) throws IOException {
    Semaphore here = new Semaphore(0);
    request.demand(here::release);
    try {
      return here.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the server stops", e);
    }
  }

  private static IOException failure(Throwable why) {
    if (why instanceof HttpException) {
      throw new Rejection(Problem.badRequest("the body breaks the rules of HTTP"));
    }
    return why instanceof IOException io ? io : new IOException("the body could not be read", why);
  }
}
