package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rarer fields of {@code evt.*}: kind of call, counters, path of an {@code …at} call. */
final class EventDetailFields {
  /** Takes part in comparisons in its own way; see the summary. */
  static final String AROUND = "evt.around";

  private static final long NANOS = 1_000_000_000L;

  private EventDetailFields() {}

  static List<Field> fields() {
    FieldList list = new FieldList();
    list.text("evt.category", "file, net, process, user, signal …", EventDetailFields::category);
    list.text("evt.abspath", "Path of a call that takes a directory too.", c -> path(c, false));
    list.text("evt.abspath.src", "First path of such a call.", c -> path(c, false));
    list.text("evt.abspath.dst", "Second path of such a call.", c -> path(c, true));
    list.number(
        "evt.reltime",
        "Nanoseconds since the first event that was judged.",
        EventContext::nanosSinceFirst);
    list.number(
        "evt.reltime.s",
        "Whole seconds since the first event that was judged.",
        c -> c.nanosSinceFirst() / NANOS);
    list.number(
        "evt.reltime.ns",
        "Nanoseconds behind the second of evt.reltime.",
        c -> c.nanosSinceFirst() % NANOS);
    list.number("evt.count.exit", "Always 1: events are sent on return.", c -> 1);
    list.number("evt.count.error.file", "1 if a call on files failed, else 0.", c -> file(c));
    list.number("evt.count.error.net", "1 if a call on sockets failed, else 0.", c -> net(c));
    list.number("evt.count.error.memory", "1 if a call on memory failed.", c -> memory(c));
    list.number("evt.count.error.other", "1 if any other call failed.", c -> other(c));
    list.add(
        new Field(
            AROUND,
            FieldType.NUMBER,
            Field.Argument.REQUIRED,
            null,
            "evt.around[T] = D holds within D milliseconds of T, nanoseconds of the epoch.",
            EventDetailFields::around));
    return list.fields();
  }

  private static @Nullable Extractor around(@Nullable String time) {
    if (time == null || !time.matches("\\d{1,18}|[1-8]\\d{18}")) {
      return null;
    }
    long nanos = Long.parseLong(time);
    return (Extractor.Numeric) context -> Math.abs(context.timeNanos() - nanos);
  }

  private static String category(EventContext context) {
    return switch (context.event().type()) {
      case EXECVE, EXECVEAT, CLONE, CLONE3, FORK, VFORK, PROCESS_FORK, PROCESS_EXIT -> "process";
      case SETNS, UNSHARE, CHROOT, CAPSET, PRCTL, PTRACE -> "process";
      case OPEN, OPENAT, OPENAT2, CREAT, SYMLINK, SYMLINKAT, LINK, LINKAT -> "file";
      case CHMOD, FCHMOD, FCHMODAT, CHOWN, LCHOWN, FCHOWN, FCHOWNAT -> "file";
      case RENAME, RENAMEAT, RENAMEAT2, UNLINK, UNLINKAT, RMDIR, MKDIR, MKDIRAT -> "file";
      case MOUNT, UMOUNT2, USERFAULTFD -> "file";
      case CONNECT, SOCKET, BIND, LISTEN, ACCEPT, ACCEPT4 -> "net";
      case SETUID, SETGID, SETREUID, SETREGID, SETRESUID, SETRESGID -> "user";
      case KILL, TKILL, TGKILL -> "signal";
      case MEMFD_CREATE -> "memory";
      case PROCESS_VM_READV, PROCESS_VM_WRITEV -> "syscall";
      case SENDTO, SENDMSG, SENDMMSG, RECVFROM, RECVMSG, RECVMMSG -> transfer(context);
      case DUP, DUP2, DUP3, FCNTL -> transfer(context);
      case FCHMODAT2, MKNOD, MKNODAT, MOVE_MOUNT, PIVOT_ROOT, PIDFD_SEND_SIGNAL -> "other";
      case KEYCTL, BPF, INIT_MODULE, FINIT_MODULE, DELETE_MODULE, IO_URING_SETUP -> "other";
    };
  }

  private static String transfer(EventContext context) {
    return switch (DescriptorType.of(context)) {
      case FILE, DIRECTORY -> "file";
      case IPV4, IPV6 -> "net";
      case UNIX, EVENT, SIGNALFD, INOTIFY, USERFAULTFD, PIPE -> "ipc";
      case NETLINK, MEMFD, EVENTPOLL, TIMERFD, IO_URING, PIDFD, BPF, UNKNOWN -> "unknown";
      case null -> "unknown";
    };
  }

  private static @Nullable String path(EventContext context, boolean second) {
    EventType type = context.event().type();
    return switch (type) {
      case RENAMEAT, RENAMEAT2, LINKAT -> context.absolute(second ? Arg.NEW_PATH : Arg.OLD_PATH);
      case SYMLINKAT, OPENAT, OPENAT2, UNLINKAT, MKDIRAT, FCHMODAT, FCHOWNAT ->
          context.absolute(Arg.PATH);
      default -> null;
    };
  }

  private static long failed(EventContext context, boolean counts) {
    return counts ? context.event().result() < 0 ? 1 : 0 : Extractor.ABSENT;
  }

  private static boolean ofFile(EventContext context) {
    DescriptorType type = DescriptorType.of(context);
    return type == null
        ? EventFields.isOpen(context)
        : type == DescriptorType.FILE || type == DescriptorType.DIRECTORY;
  }

  private static boolean ofSocket(EventContext context) {
    DescriptorType type = DescriptorType.of(context);
    if (type != null) {
      return type.isIp() || type == DescriptorType.UNIX;
    }
    return switch (context.event().type()) {
      case ACCEPT, ACCEPT4, CONNECT, BIND -> true;
      default -> false;
    };
  }

  private static long file(EventContext context) {
    return failed(context, ofFile(context));
  }

  private static long net(EventContext context) {
    return failed(context, ofSocket(context));
  }

  private static long memory(EventContext context) {
    return failed(context, context.event().type() == EventType.MEMFD_CREATE);
  }

  private static long other(EventContext context) {
    return failed(context, !ofFile(context) && !ofSocket(context));
  }
}
