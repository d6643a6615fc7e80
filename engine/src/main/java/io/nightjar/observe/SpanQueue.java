package io.nightjar.observe;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between those who make spans and the exporter: never waits, and counts whatever does not arrive,
 * which the SDK's own processor does not tell.
 */
final class SpanQueue implements SpanProcessor {

  private static final Logger log = LoggerFactory.getLogger(SpanQueue.class);
  private static final int CAPACITY = 4_096;
  private static final int BATCH = 256;
  private static final long GATHER_MILLIS = 200;
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final SpanExporter exporter;
  private final Duration timeout;
  private final BlockingQueue<SpanData> waiting = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread = Thread.ofPlatform().daemon().name("traces").unstarted(this::run);
  private volatile boolean closed;
  private boolean failing;

  /**
   * @param timeout of one batch, its tries included
   */
  SpanQueue(SpanExporter exporter, Duration timeout) {
    this.exporter = exporter;
    this.timeout = timeout;
    thread.start();
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    // nothing to do before its end
  }

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (closed || !waiting.offer(span.toSpanData())) {
      lost.incrementAndGet();
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  /** Spans that found the queue full, or that the receiver did not take. */
  long lost() {
    return lost.get();
  }

  private void run() {
    try {
      while (!closed || !waiting.isEmpty()) {
        SpanData first = waiting.poll(GATHER_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          List<SpanData> batch = new ArrayList<>();
          batch.add(first);
          waiting.drainTo(batch, BATCH - 1);
          export(batch);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void export(List<SpanData> batch) {
    boolean taken;
    try {
      taken = exporter.export(batch).join(timeout.toMillis(), TimeUnit.MILLISECONDS).isSuccess();
    } catch (RuntimeException e) {
      taken = false;
    }
    if (!taken) {
      lost.addAndGet(batch.size());
    }
    if (taken == failing) {
      failing = !taken;
      log.warn(taken ? "traces arrive again" : "traces do not arrive; what is lost is counted");
    }
  }

  @Override
  public CompletableResultCode shutdown() {
    closed = true;
    try {
      if (!thread.join(GRACE)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lost.addAndGet(waiting.size());
    waiting.clear();
    return exporter.shutdown();
  }
}
