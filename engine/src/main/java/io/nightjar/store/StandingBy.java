package io.nightjar.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an engine does while another one leads.
 *
 * @param engine its name, by which others see it
 * @param takeOverAfter an engine that the database has not heard of for so long is followed
 * @param watch is told about once a second; null where it does not wait, but is refused
 */
public record StandingBy(String engine, Duration takeOverAfter, @Nullable Watch watch) {

  /** The shortest delay: below it a busy machine would lose its leadership for nothing. */
  public static final Duration SHORTEST = Duration.ofSeconds(2);

  public static final Duration USUAL = Duration.ofSeconds(6);

  /** Whoever finds another engine is refused. */
  public static final StandingBy REFUSED = new StandingBy("", USUAL, null);

  /** Hears how it stands while an engine waits; on the thread that waits. */
  @FunctionalInterface
  public interface Watch {

    /**
     * @param leader what is known of the engine that leads
     * @return whether to go on waiting
     */
    boolean waits(Leader leader);

    /** It waits no longer: this engine has the lock, and what follows waits for this call. */
    default void taken() {}

    /** The engine that leads was not heard for so long that its session is ended. */
    default void silent(long millis) {}
  }

  /**
   * Who leads, as a standby sees it.
   *
   * @param term the newest in the store, which may lie behind for a moment after a take-over
   * @param from where it is connected from; empty while the database cannot be reached
   */
  public record Leader(Leadership.Term term, String from) {}

  /** For so long an engine acts on the last word of the database: half, so that half is left. */
  Duration actsFor() {
    return takeOverAfter.dividedBy(2);
  }

  /** How often an engine that has nothing to write says that it is there. */
  Duration heartbeat() {
    return takeOverAfter.dividedBy(6);
  }
}
