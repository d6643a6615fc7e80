package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class RingPlanTest {
  private static final int MIB = 1 << 20;

  @Test
  void eachCpuHasARingOfItsOwn() {
    RingPlan plan = RingPlan.of("0-3\n", "0-3\n", 0);

    assertThat(plan.rings()).isEqualTo(4);
    assertThat(plan.ringOfCpu()).containsExactly(0, 1, 2, 3);
    assertThat(plan.ringBytes()).isEqualTo(4 * MIB);
  }

  @Test
  void memoryStaysWithinItsBounds() {
    for (int cpus : new int[] {1, 2, 3, 16, 17, 48, 64, 128, 256, 300, 1024}) {
      RingPlan plan = RingPlan.of("0-" + (cpus - 1), "0-" + (cpus - 1), 0);

      assertThat(Integer.bitCount(plan.ringBytes())).as("%s CPUs", cpus).isEqualTo(1);
      assertThat((long) plan.ringBytes() * plan.rings()).isBetween(8L * MIB, 64L * MIB);
      assertThat(new TreeSet<>(plan.ringOfCpu())).hasSize(plan.rings());
    }
  }

  @Test
  void cpusThatDoNotRunTakeNoMemory() {
    RingPlan plan = RingPlan.of("0-127", "0-1", 0);

    assertThat(plan.rings()).isEqualTo(2);
    assertThat(plan.ringOfCpu()).hasSize(128);
    assertThat(Set.copyOf(plan.ringOfCpu())).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void cpusThatRunShareNoRingThoughTheirNumbersHaveHoles() {
    RingPlan plan = RingPlan.of("0-7", "0,2,4-5", 1 << 16);

    assertThat(plan.ringBytes()).isEqualTo(1 << 16);
    assertThat(
            Set.of(
                plan.ringOfCpu().get(0),
                plan.ringOfCpu().get(2),
                plan.ringOfCpu().get(4),
                plan.ringOfCpu().get(5)))
        .containsExactlyInAnyOrder(0, 1, 2, 3);
  }
}
