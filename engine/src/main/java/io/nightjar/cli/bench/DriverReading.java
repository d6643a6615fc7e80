package io.nightjar.cli.bench;

import io.nightjar.driver.bench.LoadResult;

/**
 * One load in one round under one configuration.
 *
 * @param cpuNanos CPU time of a round of the load
 * @param wallNanos time of a round of the load
 * @param agentSeconds CPU seconds of the agent's JVM per million events of the load
 * @param sensorSeconds those of the thread that reads and judges
 */
record DriverReading(
    int round,
    Sending sending,
    double cpuNanos,
    double wallNanos,
    double agentSeconds,
    double sensorSeconds,
    long seen,
    long filtered,
    long delivered,
    long lost,
    long alerts) {

  static DriverReading of(
      int round,
      DriverLoads.Planned planned,
      LoadResult load,
      AgentSample before,
      AgentSample after) {
    // nanoseconds an event are milliseconds per million
    double events = Math.max(1, (double) load.rounds() * planned.events()) * 1_000;
    return new DriverReading(
        round,
        after.sending(),
        load.cpuNanosPerRound(),
        load.wallNanosPerRound(),
        (after.processCpuNanos() - before.processCpuNanos()) / events,
        (after.sensorCpuNanos() - before.sensorCpuNanos()) / events,
        after.seen() - before.seen(),
        after.filtered() - before.filtered(),
        after.delivered() - before.delivered(),
        after.lost() - before.lost(),
        after.alerts() - before.alerts());
  }
}
