package io.nightjar.fleet.wire;

import java.time.Instant;

/**
 * Something that is to be done once on the agent's node.
 *
 * @param id the same task has the same one however often it is handed out; letters, digits and
 *     dashes
 * @param response on whose behalf
 * @param expires by the engine's clock; a task that was not begun by then must not be
 * @param epoch of the engine that wants it; never lower than that of one taken before
 */
public record NodeTask(String id, String response, NodeWork work, Instant expires, long epoch) {}
