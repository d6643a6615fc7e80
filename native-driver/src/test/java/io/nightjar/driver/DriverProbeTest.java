package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DriverProbeTest {

  @Test
  void everyFindingSaysWhatFollowsUnlessItWorks() {
    List<DriverProbe.Finding> findings = DriverProbe.probe();

    assertThat(findings)
        .extracting(DriverProbe.Finding::subject)
        .contains(
            "kernel",
            "kernel type information",
            "privileges",
            "driver library",
            "control groups",
            "kill at exec")
        .doesNotHaveDuplicates();
    assertThat(findings)
        .allSatisfy(
            finding -> {
              assertThat(finding.detail()).isNotBlank();
              assertThat(finding.consequence().isEmpty())
                  .isEqualTo(finding.status() == DriverProbe.Status.WORKS);
            });
  }

  @Test
  void itAgreesWithOpeningTheDriver() {
    boolean opens;
    try {
      KernelEventSource.open(64 << 10).close();
      opens = true;
    } catch (DriverUnavailable e) {
      assertThat(e.getMessage()).isNotBlank();
      opens = false;
    }

    assertThat(
            DriverProbe.probe().stream()
                .noneMatch(
                    finding ->
                        finding.subject().startsWith("hook")
                            && finding.status() == DriverProbe.Status.MISSING))
        .isEqualTo(opens);
  }
}
