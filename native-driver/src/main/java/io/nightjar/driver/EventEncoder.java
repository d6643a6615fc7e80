package io.nightjar.driver;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Builds the records that the kernel sends, in Java: for tests, for the cases of rules, for
 * captures. One encoder builds one record at a time.
 *
 * <pre>{@code
 * EventView event =
 *     new EventEncoder()
 *         .begin(EventType.OPENAT, timestampNanos)
 *         .process(info)
 *         .result(3)
 *         .text(Arg.PATH, "/etc/shadow")
 *         .number(Arg.FLAGS, 0)
 *         .view();
 * }</pre>
 *
 * Times are wall-clock: its views have no clock offset.
 */
public final class EventEncoder {
  private static final int CAPACITY = 64 * 1024;

  private final ByteBuffer buffer = ByteBuffer.allocate(CAPACITY).order(ByteOrder.LITTLE_ENDIAN);
  private final EventView view = new EventView();
  private EventType type = EventType.PROCESS_EXIT;
  private int end;
  private long present;

  /**
   * Starts a record; the one before is overwritten.
   *
   * @param timestampNanos wall clock, since the epoch
   */
  public EventEncoder begin(EventType type, long timestampNanos) {
    this.type = type;
    present = 0;
    end = EventLayout.SLOTS + type.args().size() * Long.BYTES;
    for (int i = 0; i < end; i += Long.BYTES) {
      buffer.putLong(i, 0);
    }
    buffer.putShort(EventLayout.TYPE, (short) type.code());
    buffer.put(EventLayout.VERSION, (byte) EventLayout.SCHEMA_VERSION);
    buffer.put(EventLayout.SLOT_COUNT, (byte) type.args().size());
    buffer.putLong(EventLayout.BOOT_NANOS, timestampNanos);
    return this;
  }

  /** The process that made the call; its main thread. */
  public EventEncoder process(int tgid, long startTimeTicks, long uid, long gid) {
    buffer.putInt(EventLayout.TGID, tgid);
    thread(tgid, tgid);
    buffer.putLong(EventLayout.START_NANOS, startTimeTicks * ProcessInfo.NANOS_PER_TICK);
    buffer.putInt(EventLayout.UID, (int) uid);
    buffer.putInt(EventLayout.GID, (int) gid);
    return this;
  }

  /** The process that made the call; its main thread. */
  public EventEncoder process(ProcessInfo process) {
    return process(process.tgid(), process.startTimeTicks(), process.uid(), process.gid())
        .thread(process.tgid(), process.namespaceTgid())
        .cgroup(process.cgroupId());
  }

  /** The thread that made the call, by its ids on the host and in its pid namespace. */
  public EventEncoder thread(int tid, int namespaceTid) {
    buffer.putInt(EventLayout.TID, tid);
    buffer.putInt(EventLayout.NAMESPACE_TID, namespaceTid);
    return this;
  }

  public EventEncoder thread(int tid) {
    return thread(tid, tid);
  }

  public EventEncoder cpu(int cpu) {
    buffer.putShort(EventLayout.CPU, (short) cpu);
    return this;
  }

  /** A value from 0 on, a negative errno, or {@link EventView#UNKNOWN_RESULT}. */
  public EventEncoder result(long result) {
    buffer.putLong(EventLayout.RESULT, result);
    return this;
  }

  public EventEncoder cgroup(long cgroupId) {
    buffer.putLong(EventLayout.CGROUP_ID, cgroupId);
    return this;
  }

  public EventEncoder namespaces(long mount, long pid) {
    buffer.putInt(EventLayout.MOUNT_NAMESPACE, (int) mount);
    buffer.putInt(EventLayout.PID_NAMESPACE, (int) pid);
    return this;
  }

  public EventEncoder truncated() {
    return flag(EventLayout.FLAG_TRUNCATED);
  }

  /** An exec that the kernel killed. */
  public EventEncoder killed() {
    return flag(EventLayout.FLAG_KILLED);
  }

  private EventEncoder flag(int flag) {
    buffer.putShort(EventLayout.FLAGS, (short) (buffer.getShort(EventLayout.FLAGS) | flag));
    return this;
  }

  public EventEncoder number(Arg arg, long value) {
    put(arg, value, Arg.Kind.NUMBER);
    return this;
  }

  public EventEncoder text(Arg arg, String value) {
    return bytes(arg, value.getBytes(StandardCharsets.UTF_8), Arg.Kind.TEXT);
  }

  /** A text as its bytes are, UTF-8 or not. */
  public EventEncoder text(Arg arg, byte[] value) {
    return bytes(arg, value, Arg.Kind.TEXT);
  }

  public EventEncoder list(Arg arg, List<String> values) {
    StringBuilder all = new StringBuilder();
    values.forEach(value -> all.append(value).append('\0'));
    return bytes(arg, all.toString().getBytes(StandardCharsets.UTF_8), Arg.Kind.LIST);
  }

  public EventEncoder address(Arg arg, InetAddress value) {
    return bytes(arg, value.getAddress(), Arg.Kind.ADDRESS);
  }

  /**
   * Begins the successful exec that makes this process, with everything but the file asked for
   * ({@link Arg#PATH}). Applied to a {@link ProcessTable} it gives an equal process.
   *
   * @param cgroupPath as {@link ContainerIdentity#ofCgroupPath} reads it, {@code /} for the host
   */
  public EventEncoder exec(ProcessInfo process, String cgroupPath, long timestampNanos) {
    ProcessInfo parent = process.parent();
    long flags = 0;
    for (ExeFlag flag : ExeFlag.values()) {
      flags |= process.is(flag) ? flag.bit() : 0;
    }
    begin(EventType.EXECVE, timestampNanos);
    if (!process.environment().isEmpty()) {
      list(Arg.ENVIRONMENT, process.environment());
    }
    return process(process)
        .number(Arg.PARENT_TGID, process.parentTgid())
        .number(
            Arg.PARENT_START,
            parent == null ? 0 : parent.startTimeTicks() * ProcessInfo.NANOS_PER_TICK)
        .number(Arg.NAMESPACE_TGID, process.namespaceTgid())
        .number(Arg.SESSION, process.sessionId())
        .number(Arg.PROCESS_GROUP, process.processGroupId())
        .number(Arg.EUID, process.euid())
        .number(Arg.EGID, process.egid())
        .number(Arg.LOGIN_UID, process.loginUid())
        .number(Arg.TTY, process.tty())
        .number(Arg.EXE_FLAGS, flags)
        .number(Arg.INODE, process.exeInode())
        .number(Arg.EXE_CHANGE_TIME, process.exeChangeTimeNanos())
        .number(Arg.EXE_MODIFY_TIME, process.exeModifyTimeNanos())
        .number(Arg.CAP_INHERITABLE, process.capInheritable())
        .number(Arg.CAP_PERMITTED, process.capPermitted())
        .number(Arg.CAP_EFFECTIVE, process.capEffective())
        .number(Arg.ARGS_BYTES, process.argsTruncated() ? Integer.MAX_VALUE : 0)
        .number(Arg.NAMESPACE_START, process.namespaceStartNanos())
        .number(Arg.ROOT_MOUNT, process.rootMount())
        .number(Arg.ROOT_INODE, process.rootInode())
        .text(Arg.NAME, process.name())
        .text(Arg.EXE_PATH, process.exePath())
        .text(Arg.CURRENT_DIRECTORY, process.cwd())
        .text(Arg.CGROUP, cgroupPath)
        .list(Arg.ARGS, process.args());
  }

  /** The finished record as an event; valid until the next {@link #begin}. */
  public EventView view() {
    finish();
    if (!view.wrap(buffer, 0, buffer.getInt(EventLayout.SIZE), 0)) {
      throw new IllegalStateException("begin comes first");
    }
    return view;
  }

  /** A copy of the finished record's bytes. */
  public byte[] record() {
    byte[] record = new byte[finish()];
    buffer.get(0, record);
    return record;
  }

  private int finish() {
    int size = (end + 7) & ~7;
    buffer.putInt(EventLayout.SIZE, size);
    buffer.putLong(EventLayout.PRESENT, present);
    return size;
  }

  private EventEncoder bytes(Arg arg, byte[] value, Arg.Kind kind) {
    if (end + value.length + Long.BYTES > CAPACITY) {
      throw new IllegalArgumentException("a record holds at most " + CAPACITY + " bytes");
    }
    put(arg, (long) value.length << 32 | end, kind);
    buffer.put(end, value);
    end += value.length;
    return this;
  }

  private void put(Arg arg, long value, Arg.Kind kind) {
    int slot = type.slot(arg);
    if (slot < 0 || arg.kind() != kind) {
      throw new IllegalArgumentException(type + " has no " + kind + " " + arg);
    }
    buffer.putLong(EventLayout.SLOTS + slot * Long.BYTES, value);
    present |= 1L << slot;
  }
}
