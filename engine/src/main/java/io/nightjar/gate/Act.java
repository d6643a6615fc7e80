package io.nightjar.gate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that was allowed to act, as budgets count it.
 *
 * @param at when it was allowed, by the guards alone or by a person too
 * @param playbookRule {@code playbook/rule}
 * @param target {@link io.nightjar.actions.Target#key}
 * @param place where it acted, as was known then
 * @param takenBack when a person undid it or others put it back; null if nobody did
 */
public record Act(
    String responseId,
    Instant at,
    String action,
    String playbookRule,
    String target,
    Place place,
    boolean dryRun,
    @Nullable Instant takenBack) {}
