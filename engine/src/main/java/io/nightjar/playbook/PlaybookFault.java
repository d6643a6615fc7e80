package io.nightjar.playbook;

import java.time.Instant;

/**
 * A playbook failed while it ran and was taken out, or, where no playbook can be named, the fact
 * that made the session fail was.
 *
 * @param playbook name of the playbook, or empty when the fact was taken out
 * @param playbookRule name of the DRL rule, or empty
 * @param factId id of the fact on which it happened
 * @param why in plain words
 * @param time session clock
 */
public record PlaybookFault(
    String playbook, String playbookRule, String factId, String why, Instant time) {}
