package io.nightjar.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionLimitsTest {

  @ParameterizedTest
  @CsvSource({
    "16777216, 1024",
    "536870912, 32768",
    "805306368, 49152",
    "8589934592, 50000",
    "1, 1000"
  })
  void aSmallHeapRemembersLess(long bytes, int facts) {
    assertThat(SessionLimits.forHeap(bytes).maximumFacts()).isEqualTo(facts);
  }
}
