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
      PATH),
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
  PROCESS_EXIT(EXIT_CODE);

  /** The types that the process table lives on; they are always sent. */
  public static final Set<EventType> PROCESS_TABLE =
      Collections.unmodifiableSet(EnumSet.of(EXECVE, EXECVEAT, PROCESS_FORK, PROCESS_EXIT));

  private static final EventType[] BY_ORDINAL = values();

  private final List<Arg> args;
  private final byte[] slots = new byte[Arg.values().length];
  private final String callName = name().toLowerCase(Locale.ROOT);

  EventType(Arg... args) {
    this.args = List.of(args);
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

  /** The bit of this type in the kernel's filter. */
  long bit() {
    return 1L << code();
  }

  /** Slot of an argument, or -1 when this type does not have it. */
  int slot(Arg arg) {
    return slots[arg.ordinal()];
  }

  static @Nullable EventType ofCode(int code) {
    return code < 1 || code > BY_ORDINAL.length ? null : BY_ORDINAL[code - 1];
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
      NAME,
      EXE_PATH,
      PATH,
      DIRECTORY,
      CURRENT_DIRECTORY,
      CGROUP,
      ARGS
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
  }
}
