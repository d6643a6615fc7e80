package io.nightjar.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrittenDirectoriesTest {

  private final WrittenDirectories directories = new WrittenDirectories();

  @Test
  void remembersTheDirectoryOfEveryWrittenFileOnceAndSorted() {
    directories.observe("c1", "/var/cache/app/b");
    directories.observe("c1", "/tmp/a");
    directories.observe("c1", "/tmp/b");
    directories.observe("c2", "/data/x");

    assertThat(directories.of("c1")).containsExactly("/tmp", "/var/cache/app");
    assertThat(directories.of("c2")).containsExactly("/data");
  }

  @Test
  void ignoresKernelFilesystemsHostProcessesAndRelativePaths() {
    directories.observe("c1", "/proc/self/oom_score_adj");
    directories.observe("c1", "/dev/null");
    directories.observe("c1", "relative");
    directories.observe("", "/tmp/host");

    assertThat(directories.of("c1")).isEmpty();
    assertThat(directories.of("")).isEmpty();
  }

  @Test
  void isBoundedInDirectoriesAndContainers() {
    for (int i = 0; i < 1000; i++) {
      directories.observe("c1", "/d" + i + "/f");
    }
    assertThat(directories.of("c1")).hasSize(64);

    for (int i = 0; i < 5000; i++) {
      directories.observe("other" + i, "/d/f");
    }
    assertThat(directories.of("c1")).isEmpty();
    assertThat(directories.of("other4999")).containsExactly("/d");
  }
}
