package io.nightjar.store;

import io.nightjar.detect.Detection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Where detections become durable before anything is decided on them: the {@link Journal} of the
 * store, or Kafka. Thread safe.
 */
public interface DetectionLog {

  /**
   * Waits until all of them are durable.
   *
   * @return those that are new, as far as that is known here, in the given order
   * @throws StoreException when they could not be made durable: none counts as accepted
   */
  List<Detection> append(List<Detection> detections);

  /**
   * As {@link #append} without waiting, of those that wait when it is their turn.
   *
   * @param waiting asked once, when they are about to be made durable
   */
  CompletableFuture<List<Detection>> appendWaiting(Supplier<List<JournalEntry>> waiting);
}
