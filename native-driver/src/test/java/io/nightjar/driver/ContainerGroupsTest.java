package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContainerGroupsTest {
  private static final String ONE = "1".repeat(64);
  private static final String TWO = "2".repeat(64);
  private static final String POD = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";

  @TempDir Path root;

  @Test
  void findsAContainerByItsIdUnderEitherCgroupDriver() throws IOException {
    group("kubepods/besteffort/pod" + POD + "/" + ONE);
    group(
        "kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod"
            + POD.replace('-', '_')
            + ".slice/cri-containerd-"
            + TWO
            + ".scope");

    assertThat(new ContainerGroups(root).ofContainer(ONE)).hasSize(1);
    assertThat(new ContainerGroups(root).ofContainer(TWO))
        .singleElement()
        .satisfies(group -> assertThat(group.container().podUid()).isEqualTo(POD));
    assertThat(new ContainerGroups(root).ofPod(POD)).hasSize(2);
    assertThat(new ContainerGroups(root).ofContainer("3".repeat(64))).isEmpty();
  }

  @Test
  void namesThatAContainerGivesAreNotLookedAt() throws IOException {
    group("kubepods/pod" + POD + "/" + ONE + "/kubepods/pod" + POD + "/" + TWO);

    assertThat(new ContainerGroups(root).ofContainer(TWO)).isEmpty();
    assertThat(new ContainerGroups(root).ofPod(POD)).hasSize(1);
  }

  @Test
  void findsThePodsOfANodeThatIsItselfAContainer() throws IOException {
    group("docker/" + ONE + "/kubelet/kubepods/pod" + POD + "/" + TWO);

    assertThat(new ContainerGroups(root).ofContainer(TWO)).hasSize(1);
  }

  @Test
  void readsTheProcessesOfAGroupAndThoseBelow() throws IOException {
    Path group = group("kubepods/pod" + POD + "/" + ONE);
    Files.writeString(group.resolve("cgroup.procs"), "10\n11\n0\n");
    Files.createDirectory(group.resolve("init"));
    Files.writeString(group.resolve("init/cgroup.procs"), "12\n");

    assertThat(ContainerGroups.processes(group)).isEqualTo(List.of(10, 11, 12));
    assertThat(ContainerGroups.processes(root.resolve("gone"))).isEmpty();
  }

  private Path group(String path) throws IOException {
    return Files.createDirectories(root.resolve(path));
  }
}
