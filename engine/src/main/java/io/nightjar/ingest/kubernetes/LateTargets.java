package io.nightjar.ingest.kubernetes;

import io.nightjar.rules.AuditEvent;
import java.time.Duration;

/**
 * Gives the watches a moment to hear of a pod that the audit log has just told of: the API server
 * sends both at the same time. The sender waits meanwhile, once for all of its batch: a word before
 * the detection is durable could be a lie, and a detection that is made durable before it has its
 * pod would be decided on again, otherwise, after a restart. Thread safe.
 */
final class LateTargets {
  static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long LOOK_MILLIS = 20;

  private final AuditTargets targets;
  private final Duration patience;

  LateTargets(AuditTargets targets, Duration patience) {
    this.targets = targets;
    this.patience = patience;
  }

  AuditTargets.Found now(AuditEvent event) {
    return targets.of(event);
  }

  /** The time that one batch has. */
  Wait begin() {
    return new Wait(System.nanoTime() + patience.toNanos());
  }

  /** The rest of that time; one thread. */
  final class Wait {
    private final long deadline;

    private Wait(long deadline) {
      this.deadline = deadline;
    }

    /** What is known, at the end of the time at the latest. */
    AuditTargets.Found of(AuditEvent event) {
      AuditTargets.Found found = targets.of(event);
      try {
        while (!found.settled() && System.nanoTime() < deadline) {
          Thread.sleep(LOOK_MILLIS);
          found = targets.of(event);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return found;
    }
  }
}
