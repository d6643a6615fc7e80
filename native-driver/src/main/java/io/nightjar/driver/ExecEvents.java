package io.nightjar.driver;

import java.util.List;

/** Turns the event of a successful exec into the process that it made, and back. */
final class ExecEvents {
  private ExecEvents() {}

  /** The process with the ids that the event tells; its traits are those from before. */
  static ProcessInfo.Builder readIds(EventView event, ProcessInfo before) {
    return before.toBuilder()
        .parentTgid(
            before.parentTgid() == 0 ? (int) event.number(Arg.PARENT_TGID) : before.parentTgid())
        .namespaceTgid((int) event.number(Arg.NAMESPACE_TGID))
        .session((int) event.number(Arg.SESSION), (int) event.number(Arg.PROCESS_GROUP));
  }

  /** All traits; the names of its users and its container are looked up elsewhere. */
  static void readTraits(EventView event, ProcessInfo.Builder values) {
    List<String> args = event.list(Arg.ARGS);
    values
        .name(event.text(Arg.NAME))
        .exePath(event.text(Arg.EXE_PATH))
        .args(args)
        .argsTruncated(event.number(Arg.ARGS_BYTES) > event.textLength(Arg.ARGS))
        .cwd(event.text(Arg.CURRENT_DIRECTORY))
        .environment(environment(event))
        .tty((int) event.number(Arg.TTY))
        .user(event.uid(), event.number(Arg.EUID))
        .group(event.gid(), event.number(Arg.EGID))
        .loginUid(event.has(Arg.LOGIN_UID) ? event.number(Arg.LOGIN_UID) : -1)
        .cgroupId(event.cgroupId())
        .namespaceStart(event.number(Arg.NAMESPACE_START))
        .root((int) event.number(Arg.ROOT_MOUNT), event.number(Arg.ROOT_INODE))
        .capabilities(
            event.number(Arg.CAP_INHERITABLE),
            event.number(Arg.CAP_PERMITTED),
            event.number(Arg.CAP_EFFECTIVE))
        .exeFlags(event.number(Arg.EXE_FLAGS))
        .exeFile(
            event.number(Arg.INODE),
            event.number(Arg.EXE_CHANGE_TIME),
            event.number(Arg.EXE_MODIFY_TIME));
  }

  private static String environment(EventView event) {
    String all = event.text(Arg.ENVIRONMENT);
    return all.endsWith("\0") ? all.substring(0, all.length() - 1) : all;
  }
}
