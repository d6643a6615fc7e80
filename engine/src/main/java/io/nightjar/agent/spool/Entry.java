package io.nightjar.agent.spool;

import io.nightjar.detect.Priority;

/**
 * One record of a spool.
 *
 * @param sequence greater than that of whatever came before, across restarts
 * @param body not copied; nobody changes it
 * @param onDisk whether it survives the end of the process
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and copying each would cost
public record Entry(long sequence, Priority priority, byte[] body, boolean onDisk) {}
