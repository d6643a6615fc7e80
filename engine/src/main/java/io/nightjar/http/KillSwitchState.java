package io.nightjar.http;

/**
 * Whether all acting is stopped.
 *
 * @param on no response is executed while it is on
 * @param why who turned it on and why; empty while it is off
 */
public record KillSwitchState(boolean on, String why) {}
