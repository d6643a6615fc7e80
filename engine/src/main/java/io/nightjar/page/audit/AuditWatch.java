package io.nightjar.page.audit;

import io.nightjar.audit.AuditReport;
import io.nightjar.page.work.Background;
import io.nightjar.page.work.Background.Done;
import io.nightjar.page.work.Background.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the audit log in the background for whoever looks at its page, and remembers what was
 * found. Thread safe.
 */
public final class AuditWatch implements AutoCloseable {

  /** Younger results are good enough for who only looks. */
  private static final Duration FRESH = Duration.ofMinutes(15);

  /** And it never takes more than this part of the time. */
  private static final int REST = 20;

  private final Background<AuditReport> background;
  private final Supplier<AuditReport> verify;
  private final InstantSource clock;
  private @Nullable Instant lastIntact;
  private @Nullable Instant firstBroken;

  /**
   * What is known.
   *
   * @param lastIntact when it was last found intact since the start; null when it never was
   * @param firstBroken when it was first found not to be intact, in a row; null while it is intact
   */
  public record Known(
      Standing<AuditReport> standing, @Nullable Instant lastIntact, @Nullable Instant firstBroken) {

    /** What the last verification found; null while there is none. */
    public @Nullable AuditReport report() {
      Done<AuditReport> last = standing.last();
      return last == null ? null : last.result();
    }
  }

  /**
   * @param verify takes seconds to minutes where the log is long
   */
  public AuditWatch(Supplier<AuditReport> verify, InstantSource clock) {
    this.background = new Background<>("audit-verification", clock);
    this.verify = verify;
    this.clock = clock;
  }

  /** Begins now, unless one is under way. */
  public boolean verify(String by) {
    return background.start("verification", by, words -> look());
  }

  /** As {@link #verify} where what is known is old. */
  public void refresh() {
    Done<AuditReport> last = background.standing().last();
    if (last == null || clock.instant().isAfter(last.endedAt().plus(pause(last)))) {
      verify("");
    }
  }

  private static Duration pause(Done<AuditReport> last) {
    Duration rest = last.took().multipliedBy(REST);
    return rest.compareTo(FRESH) > 0 ? rest : FRESH;
  }

  private AuditReport look() {
    AuditReport report = verify.get();
    synchronized (this) {
      Instant now = clock.instant();
      if (report.intact()) {
        lastIntact = now;
        firstBroken = null;
      } else if (firstBroken == null) {
        firstBroken = now;
      }
    }
    return report;
  }

  /** Waits for what is under way, but not longer. */
  public void await(Duration atMost) {
    background.await(atMost);
  }

  public synchronized Known known() {
    return new Known(background.standing(), lastIntact, firstBroken);
  }

  @Override
  public void close() {
    background.close();
  }
}
