package io.nightjar.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Needs root, runc and a static busybox. */
class PodContainerIT {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  // not the miner: a Nightjar that watches this machine would kill it
  private static final List<String> PAYLOAD =
      List.of(
          "sh", "-c", "worker() { while :; do sleep 5; done; }; worker & worker & wait; exit 1");

  private HostTools tools = new HostTools("", "", "", "");
  private final Victim victim = ContainerMachine.victim();

  @BeforeEach
  void needContainers() throws IOException {
    tools = ContainerMachine.required();
  }

  @Test
  void everyProcessOfItIsInThePodsControlGroup() throws Exception {
    try (PodContainer container = PodContainer.start(tools, victim, false)) {
      List<Long> processes = container.cgroup().processes();

      assertThat(processes).isNotEmpty();
      assertThat(Files.readString(Path.of("/proc/" + processes.getFirst() + "/cgroup")))
          .contains("/kubepods/besteffort/pod" + victim.podUid() + "/" + victim.containerId());
      // and so is whatever is run in it, as it sees itself
      assertThat(container.run(List.of("cat", "/proc/self/cgroup"), LIMIT).output())
          .contains(victim.cgroup());
    }
  }

  @Test
  void leavesNothingBehind() throws Exception {
    PodContainer container = PodContainer.start(tools, victim, false);
    Path folder = container.folder();
    List<Long> processes = container.cgroup().processes();
    assertThat(folder).exists();

    container.close();
    container.close();

    assertThat(folder).doesNotExist();
    assertThat(container.cgroup().exists()).isFalse();
    assertThat(
            new Cgroup(Path.of("/sys/fs/cgroup"), "/kubepods/besteffort/pod" + victim.podUid())
                .exists())
        .isFalse();
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(processes).noneMatch(pid -> Files.exists(Path.of("/proc/" + pid))));
  }

  @Test
  void theShellHasARealTerminal() throws Exception {
    try (PodContainer container = PodContainer.start(tools, victim, false)) {
      String screen = container.type(List.of("tty", "cat /proc/self/stat"), LIMIT);

      assertThat(screen).contains("/dev/pts/0").doesNotContain("not a tty");
    }
  }

  @Test
  void nothingOfTheHostIsReached() throws Exception {
    try (PodContainer container = PodContainer.start(tools, victim, false)) {
      assertThat(container.run(List.of("cat", "/etc/shadow"), LIMIT).output())
          .isEqualTo("root:*not-a-hash*:19000:0:99999:7:::\n");
      assertThat(container.run(List.of("cat", "/proc/net/dev"), LIMIT).output())
          .contains("lo:")
          .doesNotContain("eth");
      assertThat(container.run(List.of("ps"), LIMIT).output()).doesNotContain("java");
    }
  }

  @Test
  void connectionsAreAcceptedInsideItsOwnNetwork() throws Exception {
    try (PodContainer container = PodContainer.start(tools, victim, false)) {
      for (String peer :
          List.of(ServiceNetwork.API_SERVER_ADDRESS, ServiceNetwork.OUTSIDE_ADDRESS)) {
        assertThat(container.run(List.of("nc", "-w", "2", peer, "443"), LIMIT).exit()).isZero();
      }
    }
  }

  @Test
  void twoAttacksOnOneContainerDoNotMix() throws Exception {
    try (PodContainer first = PodContainer.start(tools, victim, false)) {
      assertThatThrownBy(() -> PodContainer.start(tools, victim, false))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another attack");
      assertThat(first.run(List.of("true"), LIMIT).exit()).isZero();
    }
  }

  @Test
  void aKilledPayloadIsReportedWithItsChildrenAndTheSignal() throws Exception {
    try (PodContainer container = PodContainer.start(tools, victim, false)) {
      PayloadWatch watch = container.startPayload(PAYLOAD);
      long init = container.cgroup().processes().getFirst();
      // the payload, two workers, and what they run
      Awaitility.await().until(() -> container.cgroup().processes().size() >= 6);

      for (long pid : container.cgroup().processes()) {
        if (pid != init) {
          ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
      }
      PayloadWatch.Report report = watch.await(LIMIT);

      assertThat(report.alive()).isEmpty();
      assertThat(report.deaths()).extracting(PayloadWatch.Death::signal).containsOnly(9);
      assertThat(report.deaths())
          .extracting(PayloadWatch.Death::name)
          .filteredOn(name -> name.equals("sh"))
          .hasSizeGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void aPayloadThatNobodyKillsIsReportedAlive() throws Exception {
    try (PodContainer container = PodContainer.start(tools, victim, false)) {
      PayloadWatch watch = container.startPayload(PAYLOAD);

      PayloadWatch.Report report = watch.await(Duration.ofMillis(300));

      assertThat(report.deaths()).isEmpty();
      assertThat(report.alive()).anyMatch(name -> name.startsWith("sh["));
    }
  }

  @Test
  void theContainerOfAKilledAttackIsClearedByTheNext() throws Exception {
    PodContainer abandoned = PodContainer.start(tools, victim, false);
    // as if the process that started it had been killed
    Files.writeString(abandoned.folder().resolve("owner"), Integer.toString(Integer.MAX_VALUE));

    PodContainer.clearLeftovers(tools);

    assertThat(abandoned.folder()).doesNotExist();
    assertThat(abandoned.cgroup().processes()).isEmpty();
    abandoned.close();
    assertThat(abandoned.cgroup().exists()).isFalse();
  }
}
