package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/**
 * Whatever decides by playbooks: one session in this process, or the sessions of several engines.
 * What it decides goes to a {@link DecisionListener}. Thread safe.
 */
public interface Decider extends AutoCloseable {

  /**
   * Starts deciding, first on what happened before.
   *
   * @return completed when that is worked off
   */
  CompletableFuture<Void> start(PastFacts journal) throws InterruptedException;

  /**
   * Takes it in, waiting where too much is still to be judged.
   *
   * @return false when it is closed: the fact comes back at the next start
   */
  boolean offer(SessionFact fact);

  /** Facts that wait. */
  int waiting();

  /** How long it has been on one piece of work; zero while it waits. */
  Duration busy();

  /** Facts that are remembered. */
  int facts();

  /** What was counted since the start. */
  SessionCounts counts();

  /** Playbooks that were taken out since they were loaded, and why. */
  SortedMap<String, String> takenOut();

  /** The playbooks in force: those given, less those taken out. */
  CompiledPlaybooks playbooks();

  /** A detection of late, for those who need the pod behind a response. */
  Optional<Detection> detection(String id);

  /**
   * Goes on with other playbooks.
   *
   * @return completed when they are in force, with the time for which nothing was decided
   */
  CompletableFuture<Duration> reload(CompiledPlaybooks next) throws InterruptedException;

  /** What else it counts, under names for the status. */
  default SortedMap<String, Long> counters() {
    return Collections.emptySortedMap();
  }

  /** The engines that decide and what waits for each, in words; empty where this one is alone. */
  default Optional<String> engines() {
    return Optional.empty();
  }

  /** What was lost on the way, by the place where it was. */
  default SortedMap<String, Long> losses() {
    return Collections.emptySortedMap();
  }

  /** What a person has to look at, with the reason; empty where all is well. */
  default SortedMap<String, String> troubles() {
    return Collections.emptySortedMap();
  }

  @Override
  void close();
}
