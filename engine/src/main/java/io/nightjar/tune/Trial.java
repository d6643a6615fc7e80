package io.nightjar.tune;

/**
 * What a given rule file would have done.
 *
 * @param effect on the past and on known attacks
 */
public record Trial(Seen seen, Effect effect) {}
