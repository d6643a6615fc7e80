package io.nightjar.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Golden;
import io.nightjar.cli.Paint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriverTableTest {

  @Test
  void fitsATerminalOfAHundredColumns() {
    String table = new DriverTable(new Paint(false)).render(report());
    assertThat(table.lines()).allMatch(line -> line.length() <= 100);
    Golden.check("src/test/resources/golden/bench-driver.txt", table);
  }

  @Test
  void comparesEachRoundWithItsOwnRoundWithoutDriver() {
    List<DriverReading> off = List.of(reading(1, Sending.OFF, 1_000), reading(2, Sending.OFF, 500));
    List<DriverReading> all =
        List.of(reading(1, Sending.EVERYTHING, 2_000), reading(2, Sending.EVERYTHING, 600));
    DriverRow row = DriverRow.of(all, off);
    assertThat(row.cpuRatio()).isEqualTo(new Spread(1.6, 1.2, 2.0));
    assertThat(row.addedNanos()).isEqualTo(new Spread(550, 100, 1_000));
  }

  @Test
  void findsTheMedianAndThePercentiles() {
    assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 3));
    assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(new Spread(2.5, 1, 4));
    assertThat(Spread.of(List.of())).isEqualTo(new Spread(0, 0, 0));
    double[] values = {5, 4, 3, 2, 1};
    assertThat(Spread.percentile(values, 0.5)).isEqualTo(3);
    assertThat(Spread.percentile(values, 0.99)).isEqualTo(5);
    assertThat(Spread.percentile(values, 1)).isEqualTo(5);
    assertThat(Spread.percentile(new double[0], 0.5)).isZero();
  }

  private static DriverReading reading(int round, Sending sending, double cpuNanos) {
    boolean off = sending == Sending.OFF;
    double cost = off ? 0 : sending == Sending.EVERYTHING ? 0.9 : 0.012;
    long sent = off ? 0 : sending == Sending.EVERYTHING ? 1_234_500 : 42;
    return new DriverReading(
        round,
        sending,
        cpuNanos,
        cpuNanos * 1.1,
        cost,
        cost * 0.8,
        off ? 0 : 1_234_567,
        off ? 0 : 1_234_567 - sent,
        sent,
        0,
        off ? 0 : 7);
  }

  private static DriverReport.Section section(String name, FalcoFigures falco) {
    List<DriverReading> all = new ArrayList<>();
    List<DriverRow> rows = new ArrayList<>();
    List<DriverReading> off =
        List.of(reading(1, Sending.OFF, 1_800), reading(2, Sending.OFF, 2_000));
    for (Sending sending : Sending.values()) {
      double factor = sending == Sending.OFF ? 1 : sending == Sending.EVERYTHING ? 1.6 : 1.09;
      List<DriverReading> readings =
          off.stream()
              .map(reading -> reading(reading.round(), sending, reading.cpuNanos() * factor))
              .toList();
      rows.add(DriverRow.of(readings, off));
      all.addAll(readings);
    }
    return new DriverReport.Section(name, "what " + name + " does", 2, falco, rows, all);
  }

  private static DriverReport report() {
    return new DriverReport(
        36,
        "a container",
        2,
        0.5,
        1.234,
        98.7,
        List.of(
            section(DriverLoads.UNCARED, FalcoFigures.OPEN),
            section("open-rate", FalcoFigures.OPEN_AT_RATE),
            section(DriverLoads.UNCAPTURED, FalcoFigures.NONE)));
  }
}
