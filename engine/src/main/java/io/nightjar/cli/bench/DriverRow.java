package io.nightjar.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * One load under one configuration, over all rounds; ratios are to the same round without driver.
 *
 * @param cpuRatio CPU time of the load
 * @param wallRatio duration of a round of the load
 * @param addedNanos CPU time that a round of the load takes longer
 */
record DriverRow(
    Sending sending,
    Spread cpuNanos,
    Spread cpuRatio,
    Spread wallRatio,
    Spread addedNanos,
    Spread agentSeconds,
    Spread sensorSeconds,
    long seen,
    long filtered,
    long delivered,
    long lost,
    long alerts) {

  /**
   * @param off the readings without driver, in the order of the rounds
   */
  static DriverRow of(List<DriverReading> readings, List<DriverReading> off) {
    List<Double> cpu = new ArrayList<>();
    List<Double> wall = new ArrayList<>();
    List<Double> added = new ArrayList<>();
    for (int i = 0; i < readings.size(); i++) {
      DriverReading reading = readings.get(i);
      cpu.add(reading.cpuNanos() / off.get(i).cpuNanos());
      wall.add(reading.wallNanos() / off.get(i).wallNanos());
      added.add(reading.cpuNanos() - off.get(i).cpuNanos());
    }
    return new DriverRow(
        readings.getFirst().sending(),
        spread(readings, DriverReading::cpuNanos),
        Spread.of(cpu),
        Spread.of(wall),
        Spread.of(added),
        spread(readings, DriverReading::agentSeconds),
        spread(readings, DriverReading::sensorSeconds),
        median(readings, DriverReading::seen),
        median(readings, DriverReading::filtered),
        median(readings, DriverReading::delivered),
        median(readings, DriverReading::lost),
        median(readings, DriverReading::alerts));
  }

  private static Spread spread(List<DriverReading> of, ToDoubleFunction<DriverReading> value) {
    return Spread.of(of.stream().mapToDouble(value).boxed().toList());
  }

  private static long median(List<DriverReading> of, ToLongFunction<DriverReading> value) {
    return Math.round(spread(of, reading -> value.applyAsLong(reading)).median());
  }
}
