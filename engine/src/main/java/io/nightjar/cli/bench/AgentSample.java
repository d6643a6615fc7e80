package io.nightjar.cli.bench;

import io.nightjar.driver.bench.BaitLedger;

/**
 * How the agent stands; the counters begin when the driver is loaded.
 *
 * @param sensorCpuNanos of the thread that reads and judges events
 * @param processCpuNanos of the whole JVM but for the thread that answers the benchmark
 * @param seen by the kernel's filter
 * @param filtered by it
 * @param delivered to the rules
 * @param lost because a ring was full
 * @param failures events that could not be judged
 * @param residentBytes of the JVM's memory
 * @param fence the highest fence that came through
 */
record AgentSample(
    Sending sending,
    long sensorCpuNanos,
    long processCpuNanos,
    long seen,
    long filtered,
    long delivered,
    long lost,
    long alerts,
    long failures,
    long residentBytes,
    long fence,
    BaitLedger.State bait) {}
