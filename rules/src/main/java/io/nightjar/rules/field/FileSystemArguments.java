package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.rules.field.EventArguments.Argument;
import java.util.Map;

/** {@code evt.arg.*} of the calls that make directories, nodes, mounts and roots. */
final class FileSystemArguments {
  private FileSystemArguments() {}

  static void define() {
    EventArguments.define(
        "mkdirat mknodat", m -> m.put("dirfd", EventArguments.number(Arg.DIRECTORY_FD)));
    EventArguments.define(
        "mkdir mkdirat mknod mknodat chroot", m -> m.put("path", EventArguments.path(Arg.PATH)));
    EventArguments.define(
        "mkdir mkdirat", m -> m.put("mode", c -> Long.toHexString(c.event().number(Arg.MODE))));
    EventArguments.define("mknod mknodat", FileSystemArguments::node);
    EventArguments.define("mount", FileSystemArguments::mount);
    EventArguments.define("umount2", FileSystemArguments::unmount);
    EventArguments.define("pivot_root", m -> twoPaths(m, "new_root", "put_old"));
    EventArguments.define("move_mount", m -> twoPaths(m, "from_path", "to_path"));
    EventArguments.define("move_mount", m -> m.put("flags", EventArguments.number(Arg.FLAGS)));
    EventArguments.define("move_mount", m -> m.put("type", c -> c.textOrNull(Arg.FILESYSTEM)));
  }

  private static void node(Map<String, Argument> m) {
    m.put(
        "mode",
        EventArguments.worded(
            c -> Long.toOctalString(c.event().number(Arg.MODE)),
            c -> NodeMode.words(c.event().number(Arg.MODE)),
            Possibility.UNKNOWN));
    m.put("dev", c -> Long.toString(DescriptorFields.encoded(c.event().number(Arg.DEVICE))));
  }

  private static void mount(Map<String, Argument> m) {
    m.put("dev", c -> c.textOrNull(Arg.SOURCE));
    m.put("dir", EventArguments.path(Arg.PATH));
    m.put("type", c -> c.textOrNull(Arg.FILESYSTEM));
    m.put("flags", EventArguments.flags(Arg.FLAGS, MountFlags.MOUNT));
  }

  private static void unmount(Map<String, Argument> m) {
    m.put("name", EventArguments.path(Arg.PATH));
    m.put("flags", EventArguments.flags(Arg.FLAGS, MountFlags.UNMOUNT));
  }

  private static void twoPaths(Map<String, Argument> m, String first, String second) {
    m.put(first, EventArguments.path(Arg.OLD_PATH));
    m.put(second, EventArguments.path(Arg.NEW_PATH));
  }
}
