package io.nightjar.driver;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A source of events that ends: a file that somebody captured. Everything in it is hostile input: a
 * damaged one gives all whole events before the damage, then it has {@link #ended} and says in
 * {@link #damage} where and why; {@link #poll} throws nothing of its own.
 *
 * <p>{@link #poll} never waits. Two readings of the same file give the same events in the same
 * order, by time as the capture has them. One thread, except {@link #close}.
 */
public interface Recording extends EventSource {

  /** Format and origin in one line for people, {@code nightjar capture of node-1}; plain text. */
  String description();

  /** Name of the machine that was observed, hostile text; empty when the file does not say. */
  String hostName();

  /**
   * Number that the format gives the event that is being handed over, from 1: all events of the
   * file count, also those that are not handed over. 0 where the format numbers none.
   */
  default long eventNumber() {
    return 0;
  }

  /** When the capture began or its first event was, as far as known without reading on. */
  @Nullable Instant firstTime();

  /** When the last event was, as far as known: at the latest once it has {@link #ended}. */
  @Nullable Instant lastTime();

  /** Whether everything was handed over that can be; false before the first poll. */
  boolean ended();

  /**
   * The processes of the observed machine. The recording adds those that it brings beside the
   * events: all at the first poll, others right before the event that needs them. Who reads the
   * events applies each of them, as with a live table.
   */
  ProcessTable processes();

  /** What the file says of a container up to here; null when nothing. */
  @Nullable RecordedContainer container(String containerId);

  /**
   * Says that events before this time are not wanted: some or all of them may be left out, but
   * {@link #processes} stays right. Only before the first poll.
   */
  default void skipTo(Instant from) {}

  /**
   * Events of the file up to here that Nightjar has no type for, by the name that the format gives
   * them; sorted by name.
   */
  default Map<String, Long> skipped() {
    return Map.of();
  }

  /** Why not everything could be read; null as long as nothing is wrong. */
  @Nullable Damage damage();

  /** Events that the capture itself says it lost, up to here. */
  @Override
  long losses();

  /**
   * Why a file could not be read to its end.
   *
   * @param offset bytes from the start of the file (of the unpacked content where the whole file is
   *     compressed) to the first one that belongs to no whole event
   * @param truncated whether the file just ends early, as one whose writer was killed; otherwise
   *     its content is wrong
   * @param reason what is wrong, plain text without the offset
   */
  record Damage(long offset, boolean truncated, String reason) {}
}
