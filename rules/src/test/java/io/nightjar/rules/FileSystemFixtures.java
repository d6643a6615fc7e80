package io.nightjar.rules;

import static io.nightjar.rules.EventFixtures.begin;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;

/** Named events of directories, nodes, mounts and roots. */
final class FileSystemFixtures {
  private FileSystemFixtures() {}

  static EventView of(String name, ProcessInfo cat) {
    return switch (name) {
      case "mkdir" ->
          begin(EventType.MKDIRAT, cat, 0)
              .number(Arg.DIRECTORY_FD, -100)
              .number(Arg.MODE, 0755)
              .text(Arg.PATH, ".hidden")
              .text(Arg.DIRECTORY, "/usr/bin")
              .view();
      case "mknod" ->
          begin(EventType.MKNOD, cat, 0)
              .number(Arg.MODE, 0060600)
              .number(Arg.DEVICE, 8L << 20 | 1)
              .text(Arg.PATH, "/tmp/disk")
              .view();
      case "mount" ->
          begin(EventType.MOUNT, cat, 0)
              .number(Arg.FLAGS, 1 | 4096)
              .text(Arg.SOURCE, "/dev/sda1")
              .text(Arg.FILESYSTEM, "ext4")
              .text(Arg.PATH, "mnt")
              .text(Arg.DIRECTORY, "/")
              .view();
      case "umount" ->
          begin(EventType.UMOUNT2, cat, 0).number(Arg.FLAGS, 2).text(Arg.PATH, "/mnt").view();
      case "move_mount" ->
          begin(EventType.MOVE_MOUNT, cat, 0)
              .number(Arg.FLAGS, 4)
              .text(Arg.FILESYSTEM, "ext4")
              .text(Arg.NEW_PATH, "/mnt")
              .view();
      case "pivot_root" ->
          begin(EventType.PIVOT_ROOT, cat, -22)
              .text(Arg.OLD_PATH, "/new")
              .text(Arg.NEW_PATH, "old")
              .text(Arg.NEW_DIRECTORY, "/new")
              .view();
      case "chroot" ->
          begin(EventType.CHROOT, cat, 0)
              .text(Arg.PATH, "/srv/jail")
              .text(Arg.RAW_PATH, ".")
              .view();
      default -> throw new IllegalArgumentException("no fixture " + name);
    };
  }
}
