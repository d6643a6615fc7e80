package io.nightjar.crash;

/** What happens to the engine that leads, so that another may take over. */
sealed interface Trouble {

  /** It dies. */
  record Death(Kill kill) implements Trouble {}

  /** So long after it was ready, its line to the database lets nothing through for a while. */
  record Partition(long millis) implements Trouble {}

  /** So long after it was ready, the database ends every session; the first to come back leads. */
  record ServerCrash(long millis) implements Trouble {}
}
