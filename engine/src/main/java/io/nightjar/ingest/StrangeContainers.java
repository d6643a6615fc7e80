package io.nightjar.ingest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Containers that no pod of the cluster has: those of other runtimes on the node, and of pods that
 * are gone. What one says first has to wait, because a kubelet tells of a new container late; one
 * that is unknown for much longer than a kubelet takes will stay so, and what it says then is
 * decided at once. Thread safe.
 */
final class StrangeContainers {

  /** Ten times the wait of an alert, so that a cluster that is away for a moment is forgiven. */
  static final Duration LONG_ENOUGH = WaitingAlerts.PATIENCE.multipliedBy(10);

  private static final int AT_MOST = 10_000;

  private final Map<String, Instant> firstHeard =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > AT_MOST;
        }
      };

  private final InstantSource clock;

  StrangeContainers(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Whether the cluster may still come to know it.
   *
   * @param container the beginning of the id of one that it does not know now
   */
  synchronized boolean isWorthWaitingFor(String container) {
    Instant now = clock.instant();
    Instant first = firstHeard.computeIfAbsent(container, unheard -> now);
    return now.isBefore(first.plus(LONG_ENOUGH));
  }
}
