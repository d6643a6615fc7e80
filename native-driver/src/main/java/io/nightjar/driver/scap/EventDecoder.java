package io.nightjar.driver.scap;

import io.nightjar.driver.scap.BlockReader.Block;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the event in a block and the parameters in the event:
 *
 * <pre>
 *   0     2          2 or 6      10 / 14   18 / 22  22 / 26 24 / 28
 *   +-----+----------+-----------+---------+--------+-------+---------------+
 *   | cpu | flags,   | time, ns  | thread  | length | kind  | parameters'   |
 *   |     | if any   |           |         |        |       | count, if any |
 *   +-----+----------+-----------+---------+--------+-------+---------------+
 *   | length of each parameter, 2 (or 4) bytes | the parameters, end to end |
 *   +------------------------------------------+----------------------------+
 * </pre>
 *
 * The event's own length counts from the time on. Old blocks do not say how many parameters there
 * are: it is the number whose lengths add up.
 */
final class EventDecoder {
  /** As much as an event with a large payload may have. */
  static final int MAX_BLOCK = 16 << 20;

  private static final int TIME = 0;
  private static final int THREAD = 8;
  private static final int LENGTH = 16;
  private static final int KIND = 20;
  private static final int COUNT = 22;
  private static final int MAX_PARAMETERS = 256;

  /** Old writers got the length of notifications wrong by this much. */
  private static final int NOTIFICATION_EXCESS = 3;

  private static final int NOTIFICATION = 280;
  private static final int INFRASTRUCTURE = 286;

  private EventDecoder() {}

  /**
   * Reads the block's content.
   *
   * @return null for a kind that came after this table was made
   */
  static @Nullable RawEvent decode(Block block) throws CorruptCapture {
    Cursor content = block.content();
    if (content.remaining() > MAX_BLOCK) {
      throw content.wrong("has " + block.length() + " bytes, at most 16 MiB can be");
    }
    int cpu = content.u16();
    if (BlockType.eventFlags(block.code())) {
      content.skip(Integer.BYTES);
    }
    boolean counted = BlockType.parameterCount(block.code());
    int header = counted ? COUNT + Integer.BYTES : COUNT;
    ByteBuffer data =
        ByteBuffer.wrap(content.bytes((int) content.remaining())).order(content.order());
    long length = data.capacity() < header ? 0 : Integer.toUnsignedLong(data.getInt(LENGTH));
    if (length < header || length > data.capacity()) {
      throw content.wrong(
          "holds an event of " + length + " bytes where it has room for " + data.capacity());
    }
    EventKind kind = EventTable.get().kind(Short.toUnsignedInt(data.getShort(KIND)));
    if (kind == null) {
      return null;
    }
    Layout layout = new Layout(content, data, kind, header, (int) length);
    int[] offsets = counted ? layout.ofCount() : layout.bySearch();
    return new RawEvent(kind, data.getLong(TIME), data.getLong(THREAD), cpu, data, offsets);
  }

  /** Where the parameters lie. */
  private record Layout(Cursor content, ByteBuffer data, EventKind kind, int header, int length) {
    int[] ofCount() throws CorruptCapture {
      long count = Integer.toUnsignedLong(data.getInt(COUNT));
      int[] offsets = count > MAX_PARAMETERS ? null : offsets((int) count);
      if (offsets == null || offsets[offsets.length - 1] > length) {
        throw content.wrong(
            "holds an event ("
                + kind.name()
                + ") whose "
                + count
                + " parameters need more than its "
                + length
                + " bytes");
      }
      return offsets;
    }

    int[] bySearch() throws CorruptCapture {
      boolean oldExcess = kind.code() == NOTIFICATION || kind.code() == INFRASTRUCTURE;
      for (int count = kind.parameters().size(); count >= 0; count--) {
        int[] offsets = offsets(count);
        if (offsets == null) {
          continue;
        }
        int end = offsets[count];
        if (end == length || (oldExcess && end == length - NOTIFICATION_EXCESS)) {
          return offsets;
        }
      }
      throw content.wrong(
          "holds an event ("
              + kind.name()
              + ") of "
              + length
              + " bytes whose parameters do not add up to them");
    }

    /** Starts and the end of this many parameters; null when not even the lengths fit. */
    private int @Nullable [] offsets(int count) {
      int width = kind.large() ? Integer.BYTES : Short.BYTES;
      long start = header + (long) count * width;
      if (start > length) {
        return null;
      }
      int[] offsets = new int[count + 1];
      for (int i = 0; i <= count; i++) {
        if (start > length) {
          return null;
        }
        offsets[i] = (int) start;
        if (i < count) {
          int at = header + i * width;
          start +=
              kind.large()
                  ? Integer.toUnsignedLong(data.getInt(at))
                  : Short.toUnsignedInt(data.getShort(at));
        }
      }
      return offsets;
    }
  }
}
