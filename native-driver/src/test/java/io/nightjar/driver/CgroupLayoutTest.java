package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.DriverProbe.Finding;
import io.nightjar.driver.DriverProbe.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CgroupLayoutTest {
  private static final String ROOT = "21 1 259:1 / / rw,relatime shared:1 - ext4 /dev/root rw";
  private static final String UNIFIED =
      "30 25 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate";
  private static final String BESIDE =
      "31 30 0:27 / /sys/fs/cgroup/unified rw shared:5 - cgroup2 cgroup2 rw";
  private static final String MEMORY =
      "33 30 0:29 / /sys/fs/cgroup/memory rw shared:7 master:2 - cgroup cgroup rw,memory";
  private static final String CPU =
      "34 30 0:30 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct";

  @Test
  void knowsTheThreeLayouts() {
    assertThat(of(ROOT, UNIFIED)).isEqualTo("version 2 at /sys/fs/cgroup");
    assertThat(of(ROOT, BESIDE, MEMORY, CPU))
        .isEqualTo(
            "hybrid: version 2 at /sys/fs/cgroup/unified,"
                + " version 1 with memory at /sys/fs/cgroup/memory");
    assertThat(of(ROOT, BESIDE, CPU)).startsWith("hybrid: ").contains("without memory");
    assertThat(of(ROOT, CPU, MEMORY))
        .isEqualTo("version 1; its memory controller at /sys/fs/cgroup/memory tells containers");
  }

  @Test
  void saysWhatToDoWhereContainersCannotBeTold() {
    Finding noMemory = CgroupLayout.of(List.of(ROOT, CPU)).finding();
    assertThat(noMemory.status()).isEqualTo(Status.LIMITED);
    assertThat(noMemory.detail()).contains("cgroup_enable=memory");
    assertThat(noMemory.consequence()).contains("containers");

    Finding none = CgroupLayout.of(List.of(ROOT, "", "cut off - cgroup2")).finding();
    assertThat(none.status()).isEqualTo(Status.LIMITED);
    assertThat(none.detail()).contains("mount -t cgroup2");
  }

  private static String of(String... mounts) {
    Finding finding = CgroupLayout.of(List.of(mounts)).finding();
    assertThat(finding.status()).isEqualTo(Status.WORKS);
    return finding.detail();
  }
}
