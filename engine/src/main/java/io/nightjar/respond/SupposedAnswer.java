package io.nightjar.respond;

import java.time.Duration;

/**
 * What people are taken to have said to a response that asked for approval.
 *
 * @param agreed otherwise they denied it
 * @param after since they were asked
 * @param who for people: a name, or what is assumed
 */
public record SupposedAnswer(boolean agreed, Duration after, String who) {}
