package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.ContainerPids.Report;
import io.nightjar.driver.ContainerPids.State;
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

/** The number of processes of a real container. */
final class ContainerPidsIT {
  // once it may, one more process every moment, each noted; its shell ends when none can be made
  private static final String BREEDING =
      "(while :; do if [ -e /tmp/go ]; then sleep 1000 & echo more >> /tmp/made; fi;"
          + " i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; done) & exec sleep 1000";

  /** The first process and the one that breeds. */
  private static final int PARENTS = 2;

  @TempDir Path folder;

  private final ContainerPids pids = ContainerPids.ofThisMachine();
  private RuncContainer container;

  @BeforeEach
  void start() throws IOException {
    container = RuncContainer.start(folder, BREEDING);
  }

  @AfterEach
  void stop() {
    if (container != null) {
      container.close();
    }
  }

  @Test
  void aContainerThatBreedsComesToItsLimitAndNoFurther() throws IOException {
    Report before = look();
    assertThat(before.state()).isEqualTo(State.HERE);

    Report limited = pids.limit(container.id(), container.podUid(), before.inode(), "5");

    assertThat(limited.most()).isEqualTo("5");
    Files.writeString(container.root().resolve("tmp/go"), "");
    Awaitility.await().until(() -> made() == 5 - PARENTS);
    Awaitility.await()
        .during(Duration.ofMillis(500))
        .until(() -> made() == 5 - PARENTS && look().running() <= 5);

    Report restored = pids.limit(container.id(), container.podUid(), before.inode(), before.most());
    assertThat(restored.most()).isEqualTo(before.most());
  }

  @Test
  void aContainerOfAnotherPodOrMadeAnewIsNotTouched() {
    Report before = look();
    assertThat(
            pids.limit(container.id(), UUID.randomUUID().toString(), before.inode(), "5").state())
        .isEqualTo(State.UNAVAILABLE);
    assertThat(pids.limit(container.id(), container.podUid(), before.inode() + 1, "5").detail())
        .contains("made anew");
    assertThat(look().most()).isEqualTo(before.most());
  }

  @Test
  void aContainerThatHasEndedIsGone() {
    container.close();
    assertThat(look().state()).isEqualTo(State.GONE);
  }

  @Test
  void withoutControlGroupsItSaysSo() {
    ContainerPids blind = new ContainerPids(List.of(), new ProcReader(Path.of("/proc")), 1);
    assertThat(blind.look(container.id(), container.podUid()).detail()).contains("/sys/fs/cgroup");
  }

  private int made() throws IOException {
    Path made = container.root().resolve("tmp/made");
    return Files.exists(made) ? Files.readAllLines(made).size() : 0;
  }

  private Report look() {
    return pids.look(container.id(), container.podUid());
  }
}
