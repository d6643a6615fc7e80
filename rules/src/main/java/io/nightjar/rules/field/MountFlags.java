package io.nightjar.rules.field;

/** Names of the bits of mount, umount2 and mknod, in the spelling and order of Falco's events. */
final class MountFlags {
  static final Flags MOUNT =
      new Flags()
          .add(1, "RDONLY")
          .add(1 << 1, "NOSUID")
          .add(1 << 2, "NODEV")
          .add(1 << 3, "NOEXEC")
          .add(1 << 4, "SYNCHRONOUS")
          .add(1 << 5, "REMOUNT")
          .add(1 << 6, "MANDLOCK")
          .add(1 << 7, "DIRSYNC")
          .add(1 << 10, "NOATIME")
          .add(1 << 11, "NODIRATIME")
          .add(1 << 12, "BIND")
          .add(1 << 13, "MOVE")
          .add(1 << 14, "REC")
          .add(1 << 15, "SILENT")
          .add(1 << 16, "POSIXACL")
          .add(1 << 17, "UNBINDABLE")
          .add(1 << 18, "PRIVATE")
          .add(1 << 19, "SLAVE")
          .add(1 << 20, "SHARED")
          .add(1 << 21, "RELATIME")
          .add(1 << 22, "KERNMOUNT")
          .add(1 << 23, "I_VERSION")
          .add(1 << 24, "STRICTATIME")
          .add(1 << 25, "LAZYTIME")
          .add(1 << 28, "NOSEC")
          .add(1 << 29, "BORN")
          .add(1 << 30, "ACTIVE")
          .add(1L << 31, "NOUSER");

  static final Flags UNMOUNT =
      new Flags().add(1, "FORCE").add(2, "DETACH").add(4, "EXPIRE").add(8, "NOFOLLOW");

  private MountFlags() {}
}
