package io.nightjar.fleet.wire;

/**
 * The answer to one piece of an artefact: {@code PUT
 * /evidence/{response}/{name}?from=BYTES&of=BYTES}.
 *
 * @param have so many bytes of it are here: where to go on
 * @param whole whether it is complete, and its hash is right
 */
public record EvidenceTaken(long have, boolean whole) {}
