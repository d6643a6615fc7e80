package io.nightjar.driver;

import static io.nightjar.driver.Arg.*;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel sends. The order here is the type code on the wire (the first is 1) and the order
 * of the arguments is that of the slots; the C side says the same in {@code nightjar_abi.h} and a
 * test compares the two.
 */
// the order is the wire format, and the slot table is never written after construction
@SuppressWarnings({"EnumOrdinal", "ImmutableEnumChecker"})
public enum EventType {
  EXECVE(Slots.EXEC),
  EXECVEAT(Slots.EXEC),
  OPEN(Slots.OPEN),
  OPENAT(Slots.OPEN),
  OPENAT2(Slots.OPEN),
  CREAT(Slots.OPEN),
  CONNECT(
      FD,
      FAMILY,
      REMOTE_ADDRESS,
      REMOTE_PORT,
      LOCAL_ADDRESS,
      LOCAL_PORT,
      PROTOCOL,
      SOCKET_TYPE,
      CONNECTED,
      SERVER,
      PATH,
      LOCAL_PATH),
  SETNS(FD, FLAGS, INODE),
  UNSHARE(FLAGS),
  PTRACE(REQUEST, TARGET_PID, ADDRESS, DATA),
  SYMLINK(Slots.SYMLINK),
  SYMLINKAT(Slots.SYMLINK),
  LINK(Slots.TWO_PATHS),
  LINKAT(Slots.TWO_PATHS),
  CHMOD(Slots.CHMOD),
  FCHMOD(Slots.CHMOD),
  FCHMODAT(Slots.CHMOD),
  FCHMODAT2(Slots.CHMOD),
  CHOWN(Slots.CHOWN),
  LCHOWN(Slots.CHOWN),
  FCHOWN(Slots.CHOWN),
  FCHOWNAT(Slots.CHOWN),
  RENAME(Slots.TWO_PATHS),
  RENAMEAT(Slots.TWO_PATHS),
  RENAMEAT2(Slots.TWO_PATHS),
  UNLINK(Slots.UNLINK),
  UNLINKAT(Slots.UNLINK),
  RMDIR(Slots.UNLINK),
  SETUID(Slots.IDENTITY),
  SETGID(Slots.IDENTITY),
  SETREUID(Slots.IDENTITY),
  SETREGID(Slots.IDENTITY),
  SETRESUID(Slots.IDENTITY),
  SETRESGID(Slots.IDENTITY),
  /** A process (not a thread) was made; the event is the child's. */
  PROCESS_FORK(PARENT_TGID, PARENT_START, NAMESPACE_TGID),
  /** The last thread of a process ended. */
  PROCESS_EXIT(EXIT_CODE),
  SOCKET(FAMILY, SOCKET_TYPE, PROTOCOL, FLAGS),
  BIND(Slots.ENDPOINT),
  LISTEN(Slots.ENDPOINT),
  ACCEPT(Slots.ENDPOINT),
  ACCEPT4(Slots.ENDPOINT),
  SENDTO(Slots.MESSAGE),
  SENDMSG(Slots.MESSAGE),
  SENDMMSG(Slots.MESSAGE),
  RECVFROM(Slots.MESSAGE),
  RECVMSG(Slots.MESSAGE),
  RECVMMSG(Slots.MESSAGE),
  DUP(Slots.DUP),
  DUP2(Slots.DUP),
  DUP3(Slots.DUP),
  MKDIR(Slots.MAKE),
  MKDIRAT(Slots.MAKE),
  MKNOD(Slots.MAKE),
  MKNODAT(Slots.MAKE),
  MOUNT(FLAGS, SOURCE, FILESYSTEM, PATH, DIRECTORY),
  UMOUNT2(Slots.UNLINK),
  MOVE_MOUNT(
      OLD_DIRECTORY_FD,
      NEW_DIRECTORY_FD,
      FLAGS,
      OLD_PATH,
      OLD_DIRECTORY,
      NEW_PATH,
      NEW_DIRECTORY,
      FILESYSTEM,
      DEVICE),
  PIVOT_ROOT(Slots.TWO_PATHS),
  CHROOT(PATH, RAW_PATH, DIRECTORY),
  /** Threads too; on the side of the maker, which {@link #PROCESS_FORK} is not. */
  CLONE(Slots.CLONE),
  CLONE3(Slots.CLONE),
  FORK(Slots.CLONE),
  VFORK(Slots.CLONE),
  CAPSET(TARGET_PID, CAP_INHERITABLE, CAP_PERMITTED, CAP_EFFECTIVE),
  KILL(Slots.SEND_SIGNAL),
  TKILL(Slots.SEND_SIGNAL),
  TGKILL(Slots.SEND_SIGNAL),
  PIDFD_SEND_SIGNAL(Slots.SEND_SIGNAL),
  PROCESS_VM_READV(Slots.MEMORY),
  PROCESS_VM_WRITEV(Slots.MEMORY),
  PRCTL(Slots.COMMAND),
  KEYCTL(Slots.COMMAND),
  BPF(REQUEST, SIZE, OBJECT_TYPE, NAME, PATH),
  MEMFD_CREATE(FLAGS, NAME),
  INIT_MODULE(Slots.MODULE),
  FINIT_MODULE(Slots.MODULE),
  DELETE_MODULE(Slots.MODULE),
  USERFAULTFD(Slots.SETUP),
  IO_URING_SETUP(Slots.SETUP),
  /** Told only where it copies a descriptor ({@code F_DUPFD}, {@code F_DUPFD_CLOEXEC}). */
  FCNTL(
      FD,
      REQUEST,
      DATA,
      FILE_MODE,
      INODE,
      DEVICE,
      FAMILY,
      REMOTE_ADDRESS,
      REMOTE_PORT,
      LOCAL_ADDRESS,
      LOCAL_PORT,
      PROTOCOL,
      SOCKET_TYPE,
      CONNECTED,
      SERVER,
      PATH,
      LOCAL_PATH);

  /** The types that the process table lives on; they are always sent. */
  public static final Set<EventType> PROCESS_TABLE =
      Collections.unmodifiableSet(EnumSet.of(EXECVE, EXECVEAT, PROCESS_FORK, PROCESS_EXIT));

  private static final EventType[] BY_ORDINAL = values();

  private final List<Arg> args;
  private final int slotCount;
  private final byte[] slots = new byte[Arg.values().length];
  private final String callName = name().toLowerCase(Locale.ROOT);

  EventType(Arg... args) {
    this.args = List.of(args);
    slotCount = args.length;
    Arrays.fill(slots, (byte) -1);
    for (int slot = 0; slot < args.length; slot++) {
      slots[args[slot].ordinal()] = (byte) slot;
    }
  }

  /** The name of the system call, {@code openat}; {@code process_fork} and the like otherwise. */
  public String callName() {
    return callName;
  }

  /** The arguments in the order of their slots. */
  public List<Arg> args() {
    return args;
  }

  /** The code of this type in a record. */
  public int code() {
    return ordinal() + 1;
  }

  /** How many slots a record of this type has. */
  int slotCount() {
    return slotCount;
  }

  /** Slot of an argument, or -1 when this type does not have it. */
  int slot(Arg arg) {
    return slots[arg.ordinal()];
  }

  static @Nullable EventType ofCode(int code) {
    return code < 1 || code > BY_ORDINAL.length ? null : BY_ORDINAL[code - 1];
  }

  /** The type of a code that is known to be one. */
  static EventType ofKnownCode(int code) {
    return BY_ORDINAL[code - 1];
  }

  private static final class Slots {
    static final Arg[] EXEC = {
      PARENT_TGID,
      PARENT_START,
      NAMESPACE_TGID,
      SESSION,
      PROCESS_GROUP,
      EUID,
      EGID,
      LOGIN_UID,
      TTY,
      EXE_FLAGS,
      INODE,
      DEVICE,
      EXE_CHANGE_TIME,
      EXE_MODIFY_TIME,
      CAP_INHERITABLE,
      CAP_PERMITTED,
      CAP_EFFECTIVE,
      ARGS_BYTES,
      DIRECTORY_FD,
      FLAGS,
      NAMESPACE_START,
      ROOT_MOUNT,
      ROOT_INODE,
      NAME,
      EXE_PATH,
      PATH,
      DIRECTORY,
      CURRENT_DIRECTORY,
      CGROUP,
      ARGS,
      ENVIRONMENT
    };
    static final Arg[] OPEN = {
      DIRECTORY_FD,
      FLAGS,
      MODE,
      RESOLVE,
      INODE,
      DEVICE,
      FILE_MODE,
      CREATED,
      PATH,
      RAW_PATH,
      DIRECTORY
    };
    static final Arg[] SYMLINK = {DIRECTORY_FD, TARGET, PATH, DIRECTORY};
    static final Arg[] TWO_PATHS = {
      OLD_DIRECTORY_FD, NEW_DIRECTORY_FD, FLAGS, OLD_PATH, OLD_DIRECTORY, NEW_PATH, NEW_DIRECTORY
    };
    static final Arg[] CHMOD = {FD, DIRECTORY_FD, MODE, FLAGS, PATH, DIRECTORY};
    static final Arg[] CHOWN = {FD, DIRECTORY_FD, OWNER_UID, OWNER_GID, FLAGS, PATH, DIRECTORY};
    static final Arg[] UNLINK = {DIRECTORY_FD, FLAGS, PATH, DIRECTORY};
    static final Arg[] IDENTITY = {REAL_ID, EFFECTIVE_ID, SAVED_ID, EUID, EGID};
    static final Arg[] ENDPOINT = {
      FD,
      FLAGS,
      SIZE,
      FAMILY,
      REMOTE_ADDRESS,
      REMOTE_PORT,
      LOCAL_ADDRESS,
      LOCAL_PORT,
      PROTOCOL,
      SOCKET_TYPE,
      CONNECTED,
      SERVER,
      PATH,
      LOCAL_PATH
    };
    static final Arg[] MESSAGE = {
      FD,
      FLAGS,
      SIZE,
      FAMILY,
      REMOTE_ADDRESS,
      REMOTE_PORT,
      LOCAL_ADDRESS,
      LOCAL_PORT,
      PROTOCOL,
      SOCKET_TYPE,
      CONNECTED,
      SERVER,
      PATH,
      LOCAL_PATH,
      CONTENT
    };
    static final Arg[] DUP = {
      FD,
      NEW_FD,
      FLAGS,
      FILE_MODE,
      INODE,
      DEVICE,
      FAMILY,
      REMOTE_ADDRESS,
      REMOTE_PORT,
      LOCAL_ADDRESS,
      LOCAL_PORT,
      PROTOCOL,
      SOCKET_TYPE,
      CONNECTED,
      SERVER,
      PATH,
      LOCAL_PATH
    };
    static final Arg[] MAKE = {DIRECTORY_FD, MODE, DEVICE, PATH, DIRECTORY};
    static final Arg[] CLONE = {FLAGS, SIGNAL};
    static final Arg[] SEND_SIGNAL = {FD, TARGET_PID, TARGET_TID, SIGNAL, FLAGS};
    static final Arg[] MEMORY = {TARGET_PID, ADDRESS, SIZE, FLAGS};
    static final Arg[] COMMAND = {REQUEST, ADDRESS, DATA, THIRD, FOURTH, NAME};
    static final Arg[] MODULE = {FD, FLAGS, SIZE, PATH, NAME, PARAMETERS};
    static final Arg[] SETUP = {
      FLAGS, SIZE, QUEUE_SIZE, COMPLETION_SIZE, THREAD_CPU, THREAD_IDLE, FEATURES
    };
  }
}
