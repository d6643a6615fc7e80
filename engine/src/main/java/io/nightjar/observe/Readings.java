package io.nightjar.observe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at from time to time, because a look takes long or costs something.
 *
 * @param clusterReachable whether the API server answered
 * @param storeWritable whether a transaction came through
 * @param storeBytes size on the disk; negative where it cannot be told
 * @param responsesWaiting how many wait for a person
 * @param oldestWaiting since when the oldest of them waits; null for none
 * @param auditLeaves how many leaves the audit log has
 */
record Readings(
    boolean clusterReachable,
    boolean storeWritable,
    long storeBytes,
    long responsesWaiting,
    @Nullable Instant oldestWaiting,
    long auditLeaves) {}
