package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightjar.driver.ContainerFreezer.Report;
import io.nightjar.driver.ContainerFreezer.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The freezer of a real container. */
final class FreezeIT {
  // it counts in a file, so that it can be seen whether it runs
  private static final String COUNTING = "i=0; while :; do i=$((i+1)); echo $i > /tmp/count; done";

  @TempDir Path folder;

  private final ContainerFreezer freezer = ContainerFreezer.ofThisMachine();
  private RuncContainer container;

  @BeforeEach
  void start() throws IOException {
    container = RuncContainer.start(folder, COUNTING);
  }

  @AfterEach
  void stop() {
    if (container != null) {
      freezer.thaw(container.id(), container.podUid());
      container.close();
    }
  }

  @Test
  void frozenItDoesNothingAndThawedItGoesOn() throws IOException {
    Report frozen = freezer.freeze(container.id(), container.podUid());

    assertThat(frozen.before()).isEqualTo(State.RUNNING);
    assertThat(frozen.after()).isEqualTo(State.FROZEN);
    String count = count();
    Awaitility.await().during(Duration.ofMillis(200)).until(() -> count().equals(count));

    Report again = freezer.freeze(container.id(), container.podUid());
    assertThat(again.before()).isEqualTo(State.FROZEN);
    assertThat(again.inode()).isEqualTo(frozen.inode()).isPositive();

    // another one, as after a restart
    ContainerFreezer other = ContainerFreezer.ofThisMachine();
    assertThat(other.look(container.id(), container.podUid()).after()).isEqualTo(State.FROZEN);
    Report thawed = other.thaw(container.id(), container.podUid());
    assertThat(thawed.before()).isEqualTo(State.FROZEN);
    assertThat(thawed.after()).isEqualTo(State.RUNNING);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(count())
                    .as(() -> "state of " + container.pid() + " " + status())
                    .isNotEqualTo(count));
    assertThat(other.thaw(container.id(), container.podUid()).before()).isEqualTo(State.RUNNING);
  }

  @Test
  void worksWithTheFreezerOfVersion1Alone() throws IOException {
    List<CgroupMount> first =
        CgroupMount.ofThisMachine().stream().filter(CgroupMount::isFreezer).toList();
    assumeTrue(!first.isEmpty(), "no freezer of version 1 is mounted");
    ContainerFreezer old =
        new ContainerFreezer(
            first, new ProcReader(Path.of("/proc")), (int) ProcessHandle.current().pid());

    Report frozen = old.freeze(container.id(), container.podUid());

    assertThat(frozen.after()).isEqualTo(State.FROZEN);
    assertThat(frozen.group()).contains("freezer");
    String count = count();
    Awaitility.await().during(Duration.ofMillis(200)).until(() -> count().equals(count));
    assertThat(old.thaw(container.id(), container.podUid()).after()).isEqualTo(State.RUNNING);
    Awaitility.await().until(() -> !count().equals(count));
  }

  @Test
  void aContainerOfAnotherPodIsNotTouched() {
    Report report = freezer.freeze(container.id(), UUID.randomUUID().toString());

    assertThat(report.after()).isEqualTo(State.UNAVAILABLE);
    assertThat(freezer.look(container.id(), container.podUid()).after()).isEqualTo(State.RUNNING);
  }

  @Test
  void aContainerThatHasEndedIsGone() {
    container.close();

    assertThat(freezer.freeze(container.id(), container.podUid()).after()).isEqualTo(State.GONE);
    assertThat(freezer.thaw("0".repeat(64), "").after()).isEqualTo(State.GONE);
  }

  @Test
  void withoutControlGroupsItSaysSo() {
    ContainerFreezer blind = new ContainerFreezer(List.of(), new ProcReader(Path.of("/proc")), 1);

    Report report = blind.freeze(container.id(), container.podUid());

    assertThat(report.after()).isEqualTo(State.UNAVAILABLE);
    assertThat(report.detail()).contains("/sys/fs/cgroup");
  }

  private String status() {
    try {
      return Files.readString(Path.of("/proc/" + container.pid() + "/status"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private String count() throws IOException {
    return Files.readString(container.root().resolve("tmp/count"));
  }
}
