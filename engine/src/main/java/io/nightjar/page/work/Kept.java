package io.nightjar.page.work;

import io.nightjar.page.work.Background.Done;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A fact that takes long to find out: found out in the background when somebody asks and what is
 * known is old. Only who asks then waits for it, and not for long; the others, and who has waited
 * enough, get what is known. Thread safe.
 */
public final class Kept<T> implements AutoCloseable {

  private final Background<T> background;
  private final String name;
  private final Supplier<T> find;
  private final Duration fresh;
  private final Duration patience;
  private final InstantSource clock;

  /**
   * @param find takes long
   * @param fresh younger answers are good enough
   * @param patience so long one waits
   */
  public Kept(
      String name, Supplier<T> find, Duration fresh, Duration patience, InstantSource clock) {
    this.background = new Background<>(name, clock);
    this.name = name;
    this.find = find;
    this.fresh = fresh;
    this.patience = patience;
    this.clock = clock;
  }

  /** The latest answer, which may be that there was none; empty while nothing is known. */
  public Optional<Done<T>> get() {
    Done<T> last = background.standing().last();
    boolean old = last == null || clock.instant().isAfter(last.endedAt().plus(fresh));
    boolean begun = old && background.start(name, "", words -> find.get());
    if (begun || last == null) {
      background.await(patience);
      last = background.standing().last();
    }
    return Optional.ofNullable(last);
  }

  @Override
  public void close() {
    background.close();
  }
}
