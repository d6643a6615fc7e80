package io.nightjar.driver;

/**
 * An argument of an event. Each {@link EventType} lists those that it has, in the order of its
 * slots on the wire; one that the kernel could not read is absent ({@link EventView#has}).
 */
public enum Arg {
  /**
   * The path that the call is about. Where a file was opened it is the resolved absolute path (no
   * symbolic link left in it), of a chroot that worked too; otherwise it is what the caller passed,
   * see {@link #DIRECTORY}. Of a unix socket it is the name of the other end: a path, or with a
   * leading {@code @} an abstract name. Of a dup it may be a name in no directory: {@code
   * memfd:NAME}, {@code [eventfd]}.
   */
  PATH(Kind.TEXT),
  /** The path exactly as the caller passed it. */
  RAW_PATH(Kind.TEXT),
  /** Absolute path of the directory that a relative {@link #PATH} starts from. */
  DIRECTORY(Kind.TEXT),
  /**
   * The directory descriptor that was passed, {@code AT_FDCWD} (-100) for the working directory.
   */
  DIRECTORY_FD(Kind.NUMBER),
  /** First of the two paths of a call, as the caller passed it. */
  OLD_PATH(Kind.TEXT),
  /** Absolute path of the directory that a relative {@link #OLD_PATH} starts from. */
  OLD_DIRECTORY(Kind.TEXT),
  OLD_DIRECTORY_FD(Kind.NUMBER),
  /** Second of the two paths of a call, as the caller passed it. */
  NEW_PATH(Kind.TEXT),
  /** Absolute path of the directory that a relative {@link #NEW_PATH} starts from. */
  NEW_DIRECTORY(Kind.TEXT),
  NEW_DIRECTORY_FD(Kind.NUMBER),
  /** What a symbolic link shall point to, as the caller passed it. */
  TARGET(Kind.TEXT),

  /** What is mounted, as the caller passed it. */
  SOURCE(Kind.TEXT),
  /**
   * Kind of a file system: of a mount as the caller passed it, of a new one that a move_mount puts
   * in its place as the kernel knows it.
   */
  FILESYSTEM(Kind.TEXT),

  /** The file descriptor that the call is about. */
  FD(Kind.NUMBER),
  /**
   * The flags of the call in the kernel's own bits ({@code O_*}, {@code CLONE_*}, {@code AT_*}).
   */
  FLAGS(Kind.NUMBER),
  /** Permission bits that the call asks for; of a mknod with the kind of node ({@code S_IF*}). */
  MODE(Kind.NUMBER),
  /** The {@code RESOLVE_*} bits of openat2. */
  RESOLVE(Kind.NUMBER),
  /** Inode number of the file. */
  INODE(Kind.NUMBER),
  /**
   * Device of the file as the kernel encodes it: {@code major << 20 | minor}; of a mknod the one
   * that the node is to stand for.
   */
  DEVICE(Kind.NUMBER),
  /** Type and permission bits of the file that was opened or copied ({@code S_IF*}). */
  FILE_MODE(Kind.NUMBER),
  /** 1 when the open created the file. */
  CREATED(Kind.NUMBER),

  /** Address family: 1 unix, 2 IPv4, 10 IPv6. */
  FAMILY(Kind.NUMBER),
  /** 4 or 16 bytes in network order. */
  REMOTE_ADDRESS(Kind.ADDRESS),
  REMOTE_PORT(Kind.NUMBER),
  /** 4 or 16 bytes in network order. */
  LOCAL_ADDRESS(Kind.ADDRESS),
  LOCAL_PORT(Kind.NUMBER),
  /** {@code IPPROTO_*}: 6 TCP, 17 UDP. */
  PROTOCOL(Kind.NUMBER),
  /** {@code SOCK_*}: 1 stream, 2 datagram, 3 raw. */
  SOCKET_TYPE(Kind.NUMBER),
  /** 1 when the socket itself has a peer, be it by connect or by accept. */
  CONNECTED(Kind.NUMBER),
  /**
   * 1 when this end is the server's: the socket listens, was accepted, or has a port or name that
   * its owner chose and is no stream that it connected.
   */
  SERVER(Kind.NUMBER),
  /** Name of a unix socket's own end, like {@link #PATH} that of the other. */
  LOCAL_PATH(Kind.TEXT),
  /** The first bytes, at most 80, that were sent or received; of one message, one buffer. */
  CONTENT(Kind.TEXT),

  /** What a call with sub-commands asks for: {@code PTRACE_*}, {@code PR_*}, {@code BPF_*}. */
  REQUEST(Kind.NUMBER),
  /** Process id that the call names, in the caller's pid namespace. */
  TARGET_PID(Kind.NUMBER),
  /**
   * Address argument of ptrace; first address of another process's memory; first argument behind
   * the sub-command of the others.
   */
  ADDRESS(Kind.NUMBER),
  /**
   * Data argument of ptrace; second argument behind the sub-command of the others; of a copying
   * fcntl the least number that the copy may have.
   */
  DATA(Kind.NUMBER),
  /** Third argument behind a sub-command. */
  THIRD(Kind.NUMBER),
  /** Fourth argument behind a sub-command. */
  FOURTH(Kind.NUMBER),
  /** Type of a BPF program ({@code BPF_PROG_TYPE_*}) or map ({@code BPF_MAP_TYPE_*}). */
  OBJECT_TYPE(Kind.NUMBER),
  /** Thread id that the call names, in the caller's pid namespace. */
  TARGET_TID(Kind.NUMBER),
  /** {@code SIG*}, 0 for a mere test; what a new process sends to its parent when it ends. */
  SIGNAL(Kind.NUMBER),
  /** Bytes that are moved or passed, the backlog of a listen, the entries asked of a ring. */
  SIZE(Kind.NUMBER),
  /** Entries that the submission queue of an io_uring got. */
  QUEUE_SIZE(Kind.NUMBER),
  /** Entries that the completion queue of an io_uring got. */
  COMPLETION_SIZE(Kind.NUMBER),
  /** Processor of the kernel's thread that polls an io_uring. */
  THREAD_CPU(Kind.NUMBER),
  /** Milliseconds after which that thread sleeps. */
  THREAD_IDLE(Kind.NUMBER),
  /** {@code IORING_FEAT_*} bits of the kernel. */
  FEATURES(Kind.NUMBER),
  /** The descriptor that a dup asks for, -1 where it takes any; the result is what it got. */
  NEW_FD(Kind.NUMBER),

  /** Id that a setuid-like call asks for as the real one; 0xffffffff leaves it. */
  REAL_ID(Kind.NUMBER),
  /** Id that a setuid-like call asks for as the effective one; 0xffffffff leaves it. */
  EFFECTIVE_ID(Kind.NUMBER),
  /** Id that a setuid-like call asks for as the saved one; 0xffffffff leaves it. */
  SAVED_ID(Kind.NUMBER),
  /** New owner that a chown asks for; 0xffffffff leaves it. */
  OWNER_UID(Kind.NUMBER),
  /** New group that a chown asks for; 0xffffffff leaves it. */
  OWNER_GID(Kind.NUMBER),

  /** Process id of the parent, in the host's pid namespace. */
  PARENT_TGID(Kind.NUMBER),
  /** Start of the parent after boot, in nanoseconds. */
  PARENT_START(Kind.NUMBER),
  /** The process's own id in its pid namespace. */
  NAMESPACE_TGID(Kind.NUMBER),
  /** Start of the first process of its pid namespace after boot, in nanoseconds. */
  NAMESPACE_START(Kind.NUMBER),
  /** Id of the mount that the process's root directory lies on, as mountinfo has it. */
  ROOT_MOUNT(Kind.NUMBER),
  /** Inode number of the process's root directory, as the kernel has it. */
  ROOT_INODE(Kind.NUMBER),
  /** Session id, in the host's pid namespace. */
  SESSION(Kind.NUMBER),
  /** Process group id, in the host's pid namespace. */
  PROCESS_GROUP(Kind.NUMBER),
  EUID(Kind.NUMBER),
  EGID(Kind.NUMBER),
  /** Audit login uid, -1 when there is none. */
  LOGIN_UID(Kind.NUMBER),
  /** Device number of the controlling terminal as {@code /proc/PID/stat} gives it, 0 without. */
  TTY(Kind.NUMBER),
  /** Bits of {@link ExeFlag}. */
  EXE_FLAGS(Kind.NUMBER),
  /** Last status change of the executable, nanoseconds since the epoch. */
  EXE_CHANGE_TIME(Kind.NUMBER),
  /** Last modification of the executable, nanoseconds since the epoch. */
  EXE_MODIFY_TIME(Kind.NUMBER),
  CAP_INHERITABLE(Kind.NUMBER),
  CAP_PERMITTED(Kind.NUMBER),
  CAP_EFFECTIVE(Kind.NUMBER),
  /** Bytes that the argument vector has in the process; more than sent when it was cut. */
  ARGS_BYTES(Kind.NUMBER),
  /** The command name, at most 15 bytes; the name of a memfd, module, keyring or BPF object. */
  NAME(Kind.TEXT),
  /** Parameters that a kernel module is loaded with. */
  PARAMETERS(Kind.TEXT),
  /** Path of the executable in the process's own root; {@code memfd:NAME} for one in memory. */
  EXE_PATH(Kind.TEXT),
  CURRENT_DIRECTORY(Kind.TEXT),
  /** Path of the process's cgroup. */
  CGROUP(Kind.TEXT),
  /** The argument vector, each ended by a zero byte. */
  ARGS(Kind.LIST),
  /** The environment, each variable ended by a zero byte; only where it is asked for. */
  ENVIRONMENT(Kind.LIST),
  /** Exit code as wait(2) encodes it. */
  EXIT_CODE(Kind.NUMBER);

  /** How an argument lies on the wire. */
  public enum Kind {
    /** 64 bits in the slot. */
    NUMBER,
    /** Bytes (UTF-8 by convention, hostile in fact) behind the slots. */
    TEXT,
    /** Zero-terminated texts one after another. */
    LIST,
    /** An IP address in network order. */
    ADDRESS
  }

  private final Kind kind;

  Arg(Kind kind) {
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
