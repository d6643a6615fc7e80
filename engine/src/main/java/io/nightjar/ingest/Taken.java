package io.nightjar.ingest;

/**
 * What became of some alerts.
 *
 * @param accepted durable now, and not known before
 * @param known durable already
 * @param ignored read, and of no consequence: Falco's own counters
 */
record Taken(int accepted, int known, int ignored) {

  static final Taken NOTHING = new Taken(0, 0, 0);

  Taken plus(Taken other) {
    return new Taken(accepted + other.accepted, known + other.known, ignored + other.ignored);
  }
}
