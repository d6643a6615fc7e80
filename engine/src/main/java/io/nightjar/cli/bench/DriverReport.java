package io.nightjar.cli.bench;

import java.util.List;

/**
 * What {@code nightjar bench driver} found.
 *
 * @param rules how many rules judged, without those of the benchmark
 * @param where the load was made
 * @param firstAlertSeconds from the start of the agent's process to its first alert
 * @param residentMegabytes memory of the agent's process at the end
 */
record DriverReport(
    int rules,
    String where,
    int rounds,
    double durationSeconds,
    double firstAlertSeconds,
    double residentMegabytes,
    List<Section> loads) {

  /**
   * One load.
   *
   * @param rows off, everything, pushdown
   */
  record Section(
      String load,
      String title,
      int eventsPerRound,
      FalcoFigures falco,
      List<DriverRow> rows,
      List<DriverReading> readings) {

    DriverRow row(Sending sending) {
      return rows.stream().filter(row -> row.sending() == sending).findFirst().orElseThrow();
    }
  }

  Section section(String load) {
    return loads.stream().filter(s -> s.load().equals(load)).findFirst().orElseThrow();
  }
}
