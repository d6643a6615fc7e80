package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WrittenDirectoriesTest {

  @Test
  void collapsesNestedDirectoriesAndSpellings() {
    assertThat(of("/tmp", "/tmp/cache", "/tmp//", "/tmp/./x", "/run/app/../app", "/tmpfs").mounts())
        .containsExactly("/run/app", "/tmp", "/tmpfs");
  }

  @Test
  void leavesOutWhatIsMountedAlready() {
    WrittenDirectories directories =
        WrittenDirectories.of(List.of("/data/db", "/data", "/database"), List.of("/data/"));
    assertThat(directories.mounts()).containsExactly("/database");
    assertThat(directories.warnings()).isEmpty();
  }

  @Test
  void neverHidesTheImagesOwnFiles() {
    WrittenDirectories directories =
        of("/", "/usr/local/bin", "/bin", "/etc/cron.d", "/lib", "/opt", "/var", "/opt/app/logs");
    assertThat(directories.mounts()).containsExactly("/opt/app/logs");
    assertThat(directories.warnings())
        .hasSize(7)
        .anyMatch(warning -> warning.contains("/etc/cron.d") && warning.contains("fails now"));
  }

  @Test
  void aForbiddenParentDoesNotSwallowItsChildren() {
    assertThat(of("/var", "/var/log", "/var/cache/nginx").mounts())
        .containsExactly("/var/cache/nginx", "/var/log");
  }

  @Test
  void theKernelsFilesystemsNeedNoVolume() {
    WrittenDirectories directories = of("/proc/self", "/sys/fs/cgroup", "/dev/shm", "/device");
    assertThat(directories.mounts()).containsExactly("/device");
    assertThat(directories.warnings()).isEmpty();
  }

  @Test
  void pathsThatClimbOutOfTheRootEndAtTheRoot() {
    assertThat(of("/../../etc", "/tmp/../../..").mounts()).isEmpty();
  }

  @Test
  void whatCannotBeAMountPathIsToldAndNotMounted() {
    WrittenDirectories directories = of("relative", "/a:b", "/x\u001b[2J", "");
    assertThat(directories.mounts()).isEmpty();
    assertThat(directories.warnings()).hasSize(4).noneMatch(warning -> warning.contains("\u001b"));
  }

  private static WrittenDirectories of(String... written) {
    return WrittenDirectories.of(List.of(written), List.of());
  }
}
