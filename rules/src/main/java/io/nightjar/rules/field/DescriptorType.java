package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventView;
import org.jspecify.annotations.Nullable;

/** What a descriptor is of, as {@code fd.type} and {@code fd.typechar} name it. */
enum DescriptorType {
  FILE('f', "file"),
  DIRECTORY('d', "directory"),
  IPV4('4', "ipv4"),
  IPV6('6', "ipv6"),
  UNIX('u', "unix"),
  NETLINK('n', "netlink"),
  PIPE('p', "pipe"),
  MEMFD('m', "memfd"),
  EVENT('e', "event"),
  EVENTPOLL('l', "eventpoll"),
  SIGNALFD('s', "signalfd"),
  TIMERFD('t', "timerfd"),
  INOTIFY('i', "inotify"),
  USERFAULTFD('u', "userfaultfd"),
  IO_URING('r', "io_uring"),
  PIDFD('P', "pidfd"),
  BPF('b', "bpf"),
  /** Something else: a packet socket, a file of the kernel's that has no name here. */
  UNKNOWN('o', null);

  static final long FORMAT_MASK = 0170000;
  static final long DIRECTORY_FORMAT = 0040000;
  private static final long PIPE_FORMAT = 0010000;
  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int AF_NETLINK = 16;

  private final String character;
  private final @Nullable String word;

  DescriptorType(char character, @Nullable String word) {
    this.character = String.valueOf(character);
    this.word = word;
  }

  String character() {
    return character;
  }

  @Nullable String word() {
    return word;
  }

  boolean isIp() {
    return this == IPV4 || this == IPV6;
  }

  /** The type of what the event's descriptor is of; null if it has none or nothing is known. */
  static @Nullable DescriptorType of(EventContext context) {
    EventView event = context.event();
    return switch (event.type()) {
      case OPEN, OPENAT, OPENAT2, CREAT, FCHMOD, FCHOWN -> ofFile(context);
      case SOCKET -> event.result() < 0 ? null : ofFamily(event);
      case CONNECT, BIND, LISTEN, ACCEPT, ACCEPT4 -> ofSocket(context);
      case SENDTO, SENDMSG, SENDMMSG, RECVFROM, RECVMSG, RECVMMSG -> ofSocket(context);
      case DUP, DUP2, DUP3, FCNTL -> event.has(Arg.FAMILY) ? ofSocket(context) : ofCopy(event);
      default -> null;
    };
  }

  private static DescriptorType ofFile(EventContext context) {
    EventView event = context.event();
    boolean directory =
        event.has(Arg.FILE_MODE)
            ? (event.number(Arg.FILE_MODE) & FORMAT_MASK) == DIRECTORY_FORMAT
            : EventFields.isOpen(context) && (event.number(Arg.FLAGS) & Flags.DIRECTORY) != 0;
    return directory ? DIRECTORY : FILE;
  }

  private static @Nullable DescriptorType ofSocket(EventContext context) {
    EventView event = context.event();
    return switch (Socket.version(event)) {
      case 4 -> IPV4;
      case 6 -> IPV6;
      default -> event.has(Arg.FAMILY) ? ofFamily(event) : null;
    };
  }

  private static DescriptorType ofFamily(EventView event) {
    return switch ((int) event.number(Arg.FAMILY)) {
      case AF_UNIX -> UNIX;
      case AF_INET -> IPV4;
      case AF_INET6 -> IPV6;
      case AF_NETLINK -> NETLINK;
      default -> UNKNOWN;
    };
  }

  /** Only paths start with a slash; all other names are the kernel's own. */
  private static @Nullable DescriptorType ofCopy(EventView event) {
    if (!event.has(Arg.FILE_MODE)) {
      return null;
    }
    long format = event.number(Arg.FILE_MODE) & FORMAT_MASK;
    String name = event.text(Arg.PATH);
    if (format == PIPE_FORMAT) {
      return PIPE;
    }
    if (name.startsWith("/")) {
      return format == DIRECTORY_FORMAT ? DIRECTORY : FILE;
    }
    if (name.startsWith("memfd:")) {
      return MEMFD;
    }
    return name.startsWith("bpf") ? BPF : ofAnonymous(name.replace("[", "").replace("]", ""));
  }

  private static DescriptorType ofAnonymous(String name) {
    return switch (name) {
      case "eventfd" -> EVENT;
      case "eventpoll" -> EVENTPOLL;
      case "signalfd" -> SIGNALFD;
      case "timerfd" -> TIMERFD;
      case "inotify" -> INOTIFY;
      case "userfaultfd" -> USERFAULTFD;
      case "io_uring" -> IO_URING;
      case "pidfd" -> PIDFD;
      default -> UNKNOWN;
    };
  }
}
