package io.nightjar.rules.field;

import io.nightjar.driver.ProcessInfo;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** {@code user.*}, {@code group.*} and capabilities; a name that is not known is {@code <NA>}. */
final class IdentityFields {
  /** What a name that is not known reads as; it can be compared with. */
  static final String UNKNOWN = "<NA>";

  private static final String[] CAPABILITIES = {
    "CAP_CHOWN",
    "CAP_DAC_OVERRIDE",
    "CAP_DAC_READ_SEARCH",
    "CAP_FOWNER",
    "CAP_FSETID",
    "CAP_KILL",
    "CAP_SETGID",
    "CAP_SETUID",
    "CAP_SETPCAP",
    "CAP_LINUX_IMMUTABLE",
    "CAP_NET_BIND_SERVICE",
    "CAP_NET_BROADCAST",
    "CAP_NET_ADMIN",
    "CAP_NET_RAW",
    "CAP_IPC_LOCK",
    "CAP_IPC_OWNER",
    "CAP_SYS_MODULE",
    "CAP_SYS_RAWIO",
    "CAP_SYS_CHROOT",
    "CAP_SYS_PTRACE",
    "CAP_SYS_PACCT",
    "CAP_SYS_ADMIN",
    "CAP_SYS_BOOT",
    "CAP_SYS_NICE",
    "CAP_SYS_RESOURCE",
    "CAP_SYS_TIME",
    "CAP_SYS_TTY_CONFIG",
    "CAP_MKNOD",
    "CAP_LEASE",
    "CAP_AUDIT_WRITE",
    "CAP_AUDIT_CONTROL",
    "CAP_SETFCAP",
    "CAP_MAC_OVERRIDE",
    "CAP_MAC_ADMIN",
    "CAP_SYSLOG",
    "CAP_WAKE_ALARM",
    "CAP_BLOCK_SUSPEND",
    "CAP_AUDIT_READ",
    "CAP_PERFMON",
    "CAP_BPF",
    "CAP_CHECKPOINT_RESTORE"
  };

  private IdentityFields() {}

  static List<Field> fields() {
    return new FieldList()
        .number("user.uid", "Effective user id.", ProcessFields.number(ProcessInfo::euid))
        .text("user.name", "Name of the user.", c -> known(c, userName(c)))
        .number(
            "user.real_uid", "Real user id (not in Falco).", ProcessFields.number(ProcessInfo::uid))
        .number(
            "user.parent_uid",
            "Effective user id of the parent (not in Falco).",
            IdentityFields::parentUid)
        .number(
            "user.loginuid",
            "Login user id, -1 without one.",
            ProcessFields.number(ProcessInfo::loginUid))
        .text("user.loginname", "Name of the login user.", c -> known(c, loginName(c.process())))
        .number("group.gid", "Effective group id.", ProcessFields.number(ProcessInfo::egid))
        .text("group.name", "Name of the group.", c -> known(c, groupName(c.process())))
        .text(
            "thread.cap_permitted",
            "Permitted capabilities.",
            ProcessFields.text(p -> capabilities(p.capPermitted())))
        .text(
            "thread.cap_inheritable",
            "Inheritable capabilities.",
            ProcessFields.text(p -> capabilities(p.capInheritable())))
        .text(
            "thread.cap_effective",
            "Effective capabilities.",
            ProcessFields.text(p -> capabilities(p.capEffective())))
        .fields();
  }

  private static @Nullable String known(EventContext context, @Nullable String name) {
    return context.process() == null ? null : name == null ? UNKNOWN : name;
  }

  private static long parentUid(EventContext context) {
    ProcessInfo process = context.process();
    ProcessInfo parent = process == null ? null : process.parent();
    return parent == null ? Extractor.ABSENT : parent.euid();
  }

  /** Name of the effective user, or null. */
  static @Nullable String userName(EventContext context) {
    ProcessInfo process = context.process();
    return process == null ? null : userName(process.euid(), process);
  }

  /** Name of a user as far as the process lets know it, or null. */
  static @Nullable String userName(long uid, @Nullable ProcessInfo process) {
    if (process != null && process.uid() == uid && !process.userName().isEmpty()) {
      return process.userName();
    }
    return uid == 0 ? "root" : null;
  }

  private static @Nullable String loginName(@Nullable ProcessInfo process) {
    return process == null ? null : userName(process.loginUid(), process);
  }

  private static @Nullable String groupName(@Nullable ProcessInfo process) {
    if (process == null) {
      return null;
    }
    if (process.egid() == process.gid() && !process.groupName().isEmpty()) {
      return process.groupName();
    }
    return process.egid() == 0 ? "root" : null;
  }

  /** The names of the bits with blanks between; empty if none is set. */
  static String capabilities(long bits) {
    StringJoiner names = new StringJoiner(" ");
    for (int i = 0; i < CAPABILITIES.length; i++) {
      if ((bits >>> i & 1) != 0) {
        names.add(CAPABILITIES[i]);
      }
    }
    return names.toString();
  }

  /** The bits of names with blanks between, for writers of cases. */
  static long capabilityBits(String names) {
    long bits = 0;
    for (int i = 0; i < CAPABILITIES.length; i++) {
      if (List.of(names.split(" ")).contains(CAPABILITIES[i])) {
        bits |= 1L << i;
      }
    }
    return bits;
  }
}
