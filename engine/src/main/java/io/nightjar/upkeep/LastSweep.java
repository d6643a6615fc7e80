package io.nightjar.upkeep;

import java.time.Instant;

/**
 * When the store was last tidied.
 *
 * @param next when it is due again
 */
public record LastSweep(Instant at, Instant next, Swept removed) {}
