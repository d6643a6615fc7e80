package io.nightjar.respond;

import io.nightjar.store.StoreException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where and how actions run: a lane for each target, careful calls, and again later if need be. */
final class Hands {

  private static final Logger LOG = LoggerFactory.getLogger(Hands.class);

  private final Lanes lanes = new Lanes();
  private final CarefulCalls calls;
  private final Duration storeAgainAfter;

  Hands(CarefulCalls calls, Duration storeAgainAfter) {
    this.calls = calls;
    this.storeAgainAfter = storeAgainAfter;
  }

  CarefulCalls calls() {
    return calls;
  }

  /** Runs {@code task} in its turn, and again later whenever the store cannot be written. */
  void inLane(String key, String responseId, Runnable task) {
    lanes.submit(key, () -> inSameTurn(key, responseId, task));
  }

  /** Runs {@code task} now, in the lane that the caller is in, and again later as above. */
  void inSameTurn(String key, String responseId, Runnable task) {
    try {
      task.run();
    } catch (StoreException e) {
      LOG.error(
          "response {} stays as it is until the store can be written: {}",
          responseId,
          e.getMessage());
      inLaneAgain(key, responseId, task);
    }
  }

  void inLaneAgain(String key, String responseId, Runnable task) {
    lanes.submitAfter(storeAgainAfter, key, () -> inSameTurn(key, responseId, task));
  }

  /** Lets running actions end for {@code patience}; what does not is left to the next start. */
  void close(Duration patience) {
    boolean finished = lanes.finish(patience);
    calls.close();
    if (!finished) {
      LOG.warn("actions still run while stopping");
      lanes.close();
    }
  }
}
