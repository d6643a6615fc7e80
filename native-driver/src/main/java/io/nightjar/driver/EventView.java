package io.nightjar.driver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One event, read in place: a flyweight over a record in the kernel's ring (or in a buffer of
 * {@link EventEncoder}). It is valid only inside the handler that was given it, and only on that
 * thread; keep what you need. All texts come from the observed process: they are hostile.
 *
 * <p>Layout: see {@link EventLayout}. Texts are bounded by the driver (paths 4095 bytes, arguments
 * 4096 bytes in all); {@link #truncated} tells when one was cut.
 */
public final class EventView {
  /** The result of a call of which a capture says only that it was made. */
  public static final long UNKNOWN_RESULT = Long.MIN_VALUE;

  /** Version of the records' layout; a record of another one is refused. */
  public static final int SCHEMA_VERSION = EventLayout.SCHEMA_VERSION;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private ByteBuffer buffer = NOTHING;
  private int start;
  private int size;
  private long present;
  private long clockOffsetNanos;
  // not the type itself: storing a reference for each event costs the collector's bookkeeping
  private int typeCode = EventType.PROCESS_EXIT.code();

  /**
   * Points this view at a record, whose bytes may be anything: only what lies within {@code
   * available} is ever read.
   *
   * @param buffer little-endian; its position and limit are neither used nor changed
   * @param start index of the record's first byte
   * @param available bytes from there that belong to it, all of them in the buffer
   * @param clockOffsetNanos wall-clock minus boot-clock time
   * @return false when this is not a record of this schema; the view must not be used then
   */
  @SuppressWarnings("ReferenceEquality") // a reference that stays need not be stored again
  public boolean wrap(ByteBuffer buffer, int start, int available, long clockOffsetNanos) {
    if (available < EventLayout.SLOTS
        || buffer.get(start + EventLayout.VERSION) != EventLayout.SCHEMA_VERSION) {
      return false;
    }
    int code = buffer.getShort(start + EventLayout.TYPE);
    EventType found = EventType.ofCode(code);
    int length = buffer.getInt(start + EventLayout.SIZE);
    int slots = buffer.get(start + EventLayout.SLOT_COUNT);
    if (found == null
        || slots != found.slotCount()
        || length > available
        || length < EventLayout.SLOTS + slots * Long.BYTES) {
      return false;
    }
    if (this.buffer != buffer) {
      this.buffer = buffer;
    }
    this.start = start;
    this.size = length;
    this.typeCode = code;
    this.clockOffsetNanos = clockOffsetNanos;
    this.present = buffer.getLong(start + EventLayout.PRESENT);
    return true;
  }

  /** The same event in memory of its own, to be kept. */
  public EventView copy() {
    byte[] bytes = new byte[size];
    buffer.get(start, bytes);
    EventView copy = new EventView();
    ByteBuffer own = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (!copy.wrap(own, 0, size, clockOffsetNanos)) {
      throw new IllegalStateException("this view points at no record");
    }
    return copy;
  }

  /**
   * Appends the record's bytes, {@link #size} of them, at the position of a buffer.
   *
   * @throws java.nio.BufferOverflowException when it has no room for them; nothing was written then
   */
  public void writeTo(ByteBuffer target) {
    int at = target.position();
    if (target.remaining() < size) {
      throw new BufferOverflowException();
    }
    target.put(at, buffer, start, size);
    target.position(at + size);
  }

  /**
   * Reads the record from an offset to its end.
   *
   * @param offset a multiple of eight
   * @param at where the first goes
   * @return one after where the last went
   */
  int longs(int offset, long[] into, int at) {
    int next = at;
    for (int i = start + offset; i < start + size; i += Long.BYTES) {
      into[next++] = buffer.getLong(i);
    }
    return next;
  }

  /** Which slots are filled, a bit each. */
  long present() {
    return present;
  }

  public EventType type() {
    return EventType.ofKnownCode(typeCode);
  }

  /** When the call returned: wall clock, nanoseconds since the epoch. */
  public long timestampNanos() {
    return bootNanos() + clockOffsetNanos;
  }

  /** Wall-clock minus boot-clock time, in nanoseconds. */
  public long clockOffsetNanos() {
    return clockOffsetNanos;
  }

  /** When the call returned: nanoseconds since boot, suspended time included. */
  public long bootNanos() {
    return buffer.getLong(start + EventLayout.BOOT_NANOS);
  }

  /** Process id in the host's pid namespace. */
  public int tgid() {
    return buffer.getInt(start + EventLayout.TGID);
  }

  /** Thread id in the host's pid namespace. */
  public int tid() {
    return buffer.getInt(start + EventLayout.TID);
  }

  /** Thread id in the pid namespace of the process. */
  public int namespaceTid() {
    return buffer.getInt(start + EventLayout.NAMESPACE_TID);
  }

  /** Start of the process after boot in clock ticks, as field 22 of {@code /proc/PID/stat}. */
  public long startTimeTicks() {
    return ProcessInfo.ticks(buffer.getLong(start + EventLayout.START_NANOS));
  }

  /** Real user id in the initial user namespace. */
  public long uid() {
    return Integer.toUnsignedLong(buffer.getInt(start + EventLayout.UID));
  }

  /** Real group id in the initial user namespace. */
  public long gid() {
    return Integer.toUnsignedLong(buffer.getInt(start + EventLayout.GID));
  }

  /**
   * What the call returned: a value from 0 on, or a negative errno; {@link #UNKNOWN_RESULT}, which
   * is no success, where {@link #hasResult} is false.
   */
  public long result() {
    return buffer.getLong(start + EventLayout.RESULT);
  }

  /** Whether it is known what the call returned; always so for events of the kernel. */
  public boolean hasResult() {
    return result() != UNKNOWN_RESULT;
  }

  /**
   * Id (inode number) of the process's cgroup: of the v2 hierarchy, or with bit 63 set of the v1
   * memory hierarchy when the process is at the root of v2.
   */
  public long cgroupId() {
    return buffer.getLong(start + EventLayout.CGROUP_ID);
  }

  /** Inode number of the process's mount namespace. */
  public long mountNamespace() {
    return Integer.toUnsignedLong(buffer.getInt(start + EventLayout.MOUNT_NAMESPACE));
  }

  /** Inode number of the process's pid namespace. */
  public long pidNamespace() {
    return Integer.toUnsignedLong(buffer.getInt(start + EventLayout.PID_NAMESPACE));
  }

  public int cpu() {
    return Short.toUnsignedInt(buffer.getShort(start + EventLayout.CPU));
  }

  /** Whether a text of this event was longer than the driver sends. */
  public boolean truncated() {
    return (buffer.getShort(start + EventLayout.FLAGS) & EventLayout.FLAG_TRUNCATED) != 0;
  }

  /** Whether this is an exec that the kernel killed before its first instruction. */
  public boolean killed() {
    return (buffer.getShort(start + EventLayout.FLAGS) & EventLayout.FLAG_KILLED) != 0;
  }

  /** Whether the event carries this argument. */
  public boolean has(Arg arg) {
    int slot = type().slot(arg);
    return slot >= 0 && (present & 1L << slot) != 0;
  }

  /** Value of a number, 0 when absent. */
  public long number(Arg arg) {
    return has(arg) ? slot(arg) : 0;
  }

  /** A text as a new string, empty when absent; bytes that are not UTF-8 are replaced. */
  public String text(Arg arg) {
    int length = textLength(arg);
    if (length == 0) {
      return "";
    }
    byte[] bytes = new byte[length];
    buffer.get(textOffset(arg), bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The elements of a {@link Arg.Kind#LIST}; empty when absent. */
  public List<String> list(Arg arg) {
    String all = text(arg);
    List<String> parts = new ArrayList<>();
    for (int from = 0; from < all.length(); ) {
      int end = all.indexOf('\0', from);
      end = end < 0 ? all.length() : end;
      parts.add(all.substring(from, end));
      from = end + 1;
    }
    return parts;
  }

  /** An IP address in its usual spelling (no name is looked up); empty when absent. */
  public String address(Arg arg) {
    byte[] bytes = new byte[textLength(arg)];
    if (bytes.length == 0) {
      return "";
    }
    buffer.get(textOffset(arg), bytes);
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException wrongLength) {
      return "";
    }
  }

  /**
   * A path of this event, absolute and without {@code .}, {@code ..} and double slashes: a relative
   * one starts from the directory that came with it. Symbolic links stay, except where the kernel
   * resolved them (a file that was opened). Empty when absent; as it is when its directory is
   * unknown.
   *
   * @param path {@link Arg#PATH}, {@link Arg#OLD_PATH} or {@link Arg#NEW_PATH}
   */
  public String absolutePath(Arg path) {
    return switch (path) {
      case OLD_PATH -> Paths.absolute(text(path), text(Arg.OLD_DIRECTORY));
      case NEW_PATH -> Paths.absolute(text(path), text(Arg.NEW_DIRECTORY));
      default ->
          type().slot(Arg.DIRECTORY) < 0 || isResolved()
              ? text(path)
              : Paths.absolute(text(path), text(Arg.DIRECTORY));
    };
  }

  /**
   * Whether {@link Arg#PATH} is that of the file that was opened, from the kernel's own entries.
   */
  public boolean isResolved() {
    return type().slot(Arg.RAW_PATH) >= 0
        && result() >= 0
        && textLength(Arg.PATH) > 0
        && buffer.get(textOffset(Arg.PATH)) == '/';
  }

  /** Index in {@link #buffer} of a text's first byte; meaningless when its length is 0. */
  public int textOffset(Arg arg) {
    return start + (int) slot(arg);
  }

  /** Bytes of a text, 0 when absent. */
  public int textLength(Arg arg) {
    if (!has(arg)) {
      return 0;
    }
    long slot = slot(arg);
    long offset = slot & 0xffff_ffffL;
    long length = slot >>> 32;
    return offset + length <= size ? (int) length : 0;
  }

  /** The memory that {@link #textOffset} points into; read only, and only by index. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** Bytes of the whole record. */
  public int size() {
    return size;
  }

  private long slot(Arg arg) {
    return buffer.getLong(start + EventLayout.SLOTS + type().slot(arg) * Long.BYTES);
  }
}
