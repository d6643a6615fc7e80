package io.nightjar.respond;

import java.time.Instant;

/**
 * Lets one person answer one response once, without any other proof of who they are. Whoever holds
 * it is taken for that person, so it only ever leaves Nightjar signed and to them alone.
 *
 * @param serial 128 random bits, hex: what is used up by an answer
 * @param digest {@link ActionDigest} of what would be done
 * @param who answers with it
 * @param until it is refused from then on
 */
public record AnswerLink(
    String serial, String responseId, String digest, String who, Instant until) {}
