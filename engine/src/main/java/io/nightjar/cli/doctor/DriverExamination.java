package io.nightjar.cli.doctor;

import io.nightjar.driver.DriverProbe.Finding;
import java.util.List;
import java.util.function.Supplier;

/** Kernel, privileges, native library and hooks, as the driver itself finds them. */
record DriverExamination(Supplier<List<Finding>> probe) implements Examination {

  @Override
  public List<Line> look() {
    return probe.get().stream().map(DriverExamination::line).toList();
  }

  private static Line line(Finding finding) {
    return switch (finding.status()) {
      case WORKS -> Line.ok(finding.subject(), finding.detail());
      case LIMITED -> Line.warn(finding.subject(), finding.detail(), finding.consequence());
      case MISSING -> Line.missing(finding.subject(), finding.detail(), finding.consequence());
    };
  }
}
