package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The calls happen in a mount namespace of the child's own and end with it. */
@SuppressWarnings("NullAway.Init") // filled in by JUnit
final class MountIT extends HookIT {
  private static final int EINVAL = -22;
  private static final int EBUSY = -16;
  private static final int ENODEV = -19;
  private static final int READ_ONLY_NO_EXEC = 1 | 8;
  private static final int OLD_MAGIC = 0xc0ed0000;

  private Path target;

  @BeforeEach
  void makeTarget() throws IOException {
    target = Files.createDirectory(folder.resolve("target"));
  }

  private static EventView last(KernelRecorder.Run run, EventType type) {
    List<EventView> found = run.of(type);
    assertThat(found).as(run.output()).isNotEmpty();
    EventView event = found.getLast();
    assertThat(event.result()).isEqualTo(run.printed("RESULT"));
    return event;
  }

  @Test
  void tellsWhatIsMountedWhere() {
    KernelRecorder.Run run =
        call("mount", "nothing", "target", "tmpfs", OLD_MAGIC | READ_ONLY_NO_EXEC);
    EventView event = last(run, EventType.MOUNT);

    assumeTrue(event.result() != -1, "this user may not mount");
    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.FLAGS)).isEqualTo(READ_ONLY_NO_EXEC);
    assertThat(event.text(Arg.SOURCE)).isEqualTo("nothing");
    assertThat(event.text(Arg.FILESYSTEM)).isEqualTo("tmpfs");
    assertThat(event.text(Arg.PATH)).isEqualTo("target");
    assertThat(event.text(Arg.DIRECTORY)).isEqualTo(folder.toString());
  }

  @Test
  void tellsAMountThatFails() {
    EventView event = last(call("mount", "/dev/sda1", target, "no-such", 0), EventType.MOUNT);

    assertThat(event.result()).isIn(-1L, (long) ENODEV);
    assertThat(event.text(Arg.SOURCE)).isEqualTo("/dev/sda1");
    assertThat(event.text(Arg.FILESYSTEM)).isEqualTo("no-such");
    assertThat(event.text(Arg.PATH)).isEqualTo(target.toString());
    assertThat(event.has(Arg.DIRECTORY)).isFalse();
  }

  @Test
  void tellsAnUnmountAndOneOfNothing() {
    int detach = 2;
    KernelRecorder.Run run = call("umount2", target, detach);
    EventView event = last(run, EventType.UMOUNT2);
    assumeTrue(event.result() != -1, "this user may not mount");
    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.FLAGS)).isEqualTo(detach);
    assertThat(event.text(Arg.PATH)).isEqualTo(target.toString());

    EventView missing = last(call("umount2", "missing", 0), EventType.UMOUNT2);
    assertThat(missing.result()).isEqualTo(ENOENT);
    assertThat(missing.absolutePath(Arg.PATH)).isEqualTo(folder + "/missing");
  }

  @Test
  void tellsFromWhereToWhereAFileSystemIsMoved() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    EventView event = last(call("move-mount", target, "other", 0), EventType.MOVE_MOUNT);

    assumeTrue(event.result() != -1, "this user may not mount");
    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.OLD_DIRECTORY_FD)).isEqualTo(AT_FDCWD);
    assertThat(event.text(Arg.OLD_PATH)).isEqualTo(target.toString());
    assertThat(event.number(Arg.NEW_DIRECTORY_FD)).isEqualTo(AT_FDCWD);
    assertThat(event.text(Arg.NEW_PATH)).isEqualTo("other");
    assertThat(event.absolutePath(Arg.NEW_PATH)).isEqualTo(other.toString());
    assertThat(event.number(Arg.FLAGS)).isZero();
    assertThat(event.has(Arg.FILESYSTEM)).isFalse();

    int unknownFlag = 0x8000;
    EventView refused = last(call("move-mount", target, other, unknownFlag), EventType.MOVE_MOUNT);
    assertThat(refused.result()).isEqualTo(EINVAL);
    assertThat(refused.number(Arg.FLAGS)).isEqualTo(unknownFlag);
  }

  @Test
  void tellsWhatAFileSystemWithoutASourceIs() {
    int emptyPath = 4;
    EventView event = last(call("mount-made", "tmpfs", "target"), EventType.MOVE_MOUNT);

    assumeTrue(event.result() != -1, "this user may not mount");
    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.FLAGS)).isEqualTo(emptyPath);
    assertThat(event.text(Arg.OLD_PATH)).isEmpty();
    assertThat(event.text(Arg.FILESYSTEM)).isEqualTo("tmpfs");
    assertThat(event.number(Arg.DEVICE)).isPositive();
    assertThat(event.absolutePath(Arg.NEW_PATH)).isEqualTo(target.toString());
  }

  @Test
  void tellsTheNewRootAndWhereTheOldOneGoes() {
    KernelRecorder.Run run = call("pivot-root", target, target + "/old");
    EventView event = last(run, EventType.PIVOT_ROOT);
    assumeTrue(event.result() != -1, "this user may not change the root");
    assertThat(event.result()).isZero();
    assertThat(event.text(Arg.OLD_PATH)).isEqualTo(target.toString());
    assertThat(event.text(Arg.NEW_PATH)).isEqualTo(target + "/old");
    assertThat(event.number(Arg.OLD_DIRECTORY_FD)).isEqualTo(AT_FDCWD);

    EventView refused = last(call("pivot-root", target, "."), EventType.PIVOT_ROOT);
    assertThat(refused.result()).isEqualTo(EBUSY);
    assertThat(refused.text(Arg.NEW_PATH)).isEqualTo(".");
    assertThat(refused.absolutePath(Arg.NEW_PATH)).isEqualTo(folder.toString());
  }

  @Test
  void tellsANewRootByItsPathEvenWhereTheCallerStandsInIt() {
    EventView event = call("chroot", target, ".").only(EventType.CHROOT);

    assertThat(event.result()).isZero();
    assertThat(event.text(Arg.PATH)).isEqualTo(target.toString());
    assertThat(event.text(Arg.RAW_PATH)).isEqualTo(".");
  }

  @Test
  void tellsANewRootThatIsNotThere() {
    EventView event = call("chroot", folder, "missing").only(EventType.CHROOT);

    assertThat(event.result()).isEqualTo(ENOENT);
    assertThat(event.text(Arg.RAW_PATH)).isEqualTo("missing");
    assertThat(event.absolutePath(Arg.PATH)).isEqualTo(folder + "/missing");
  }
}
