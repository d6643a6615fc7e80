package io.nightjar.actions;

/**
 * One action asked of one target.
 *
 * @param responseId id of the response that asks; written on what the action creates, so that a
 *     second run recognises its own work
 * @param dryRun compute and validate everything (server-side dry run), change nothing
 */
public record ActionRequest(
    String responseId, String actionId, Target target, Parameters parameters, boolean dryRun) {}
