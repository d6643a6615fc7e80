package io.nightjar.driver.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a load did and what that cost it. */
public record LoadResult(List<Worker> workers) {

  /**
   * One process of the load.
   *
   * @param cpuNanos of the process and of the children that it waited for
   * @param bait how many were laid: their numbers are those below it
   * @param failures rounds that did not do what they should
   * @param killed of the programs that were to be killed
   * @param wrote of those programs: how many made a system call of their own before
   */
  public record Worker(
      long rounds,
      long cpuNanos,
      long wallNanos,
      long bait,
      long failures,
      long killed,
      long wrote) {}

  public LoadResult {
    workers = List.copyOf(workers);
  }

  /** Reads what the load generator prints: a line for each process. */
  static LoadResult parse(String output) {
    List<Worker> workers = new ArrayList<>();
    for (String line : output.lines().filter(l -> l.startsWith("worker=")).toList()) {
      Map<String, Long> values = new HashMap<>();
      for (String word : line.split(" ")) {
        int equals = word.indexOf('=');
        values.put(word.substring(0, equals), Long.valueOf(word.substring(equals + 1)));
      }
      workers.add(
          new Worker(
              of(values, "iterations"),
              of(values, "cpu_nanos"),
              of(values, "wall_nanos"),
              of(values, "bait"),
              of(values, "failures"),
              of(values, "killed"),
              of(values, "wrote")));
    }
    return new LoadResult(workers);
  }

  private static long of(Map<String, Long> values, String name) {
    Long value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the load generator said nothing of " + name);
    }
    return value;
  }

  public long rounds() {
    return workers.stream().mapToLong(Worker::rounds).sum();
  }

  public long failures() {
    return workers.stream().mapToLong(Worker::failures).sum();
  }

  public long bait() {
    return workers.stream().mapToLong(Worker::bait).sum();
  }

  public long killed() {
    return workers.stream().mapToLong(Worker::killed).sum();
  }

  public long wrote() {
    return workers.stream().mapToLong(Worker::wrote).sum();
  }

  /** CPU time of a round. */
  public double cpuNanosPerRound() {
    return (double) workers.stream().mapToLong(Worker::cpuNanos).sum() / Math.max(1, rounds());
  }

  /** Time of a round, as the process that makes it feels it. */
  public double wallNanosPerRound() {
    return (double) workers.stream().mapToLong(Worker::wallNanos).sum() / Math.max(1, rounds());
  }
}
