package io.nightjar.driver.capture;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Where the blocks of a capture lie and which time each covers; the last block of a finished file.
 *
 * <pre>
 *   0              8            16           24       28      32
 *   +--------------+------------+------------+--------+-------+
 *   | offset       | first      | last       | events | flags |   an entry
 *   +--------------+------------+------------+--------+-------+
 *
 *   0              8            16     20     24
 *   +--------------+------------+------+------+
 *   | magic        | offset     | crc  | 0    |                  the trailer, which finds the index
 *   +--------------+------------+------+------+
 * </pre>
 */
record CaptureIndex(List<Entry> entries) {
  static final int TRAILER_BYTES = 24;

  private static final int ENTRY_BYTES = 32;
  private static final int MAX_ENTRIES = CaptureFormat.MAX_RAW_BYTES / ENTRY_BYTES;
  private static final int FLAG_PROCESSES = 1;

  /**
   * @param offset of the block's head in the file
   * @param first time of its earliest event, nanoseconds since the epoch
   * @param startsWithProcesses whether the processes of the machine stand at its begin, so that a
   *     reader may begin here
   */
  record Entry(long offset, long first, long last, int events, boolean startsWithProcesses) {}

  CaptureIndex {
    entries = List.copyOf(entries);
  }

  /** The content of the index block; of a file with very many blocks it tells of the first ones. */
  byte[] encode() {
    int count = Math.min(entries.size(), MAX_ENTRIES);
    byte[] content = new byte[count * ENTRY_BYTES];
    ByteBuffer target = CaptureFormat.over(content);
    for (Entry entry : entries.subList(0, count)) {
      target
          .putLong(entry.offset)
          .putLong(entry.first)
          .putLong(entry.last)
          .putInt(entry.events)
          .putInt(entry.startsWithProcesses ? FLAG_PROCESSES : 0);
    }
    return content;
  }

  static CaptureIndex decode(ByteBuffer content) throws Malformed {
    if (content.remaining() % ENTRY_BYTES != 0) {
      throw new Malformed("an index with half an entry");
    }
    List<Entry> entries = new ArrayList<>(content.remaining() / ENTRY_BYTES);
    long before = 0;
    while (content.hasRemaining()) {
      Entry entry =
          new Entry(
              content.getLong(),
              content.getLong(),
              content.getLong(),
              content.getInt(),
              (content.getInt() & FLAG_PROCESSES) != 0);
      if (entry.offset <= before) {
        throw new Malformed("an index whose blocks do not follow each other");
      }
      before = entry.offset;
      entries.add(entry);
    }
    return new CaptureIndex(entries);
  }

  static ByteBuffer trailer(long indexOffset) {
    ByteBuffer trailer =
        CaptureFormat.buffer(TRAILER_BYTES)
            .putLong(CaptureFormat.TRAILER_MAGIC)
            .putLong(indexOffset);
    return trailer.putInt(16, crc(trailer)).rewind();
  }

  /** The offset of the index block, or -1 when these bytes are no trailer. */
  static long offsetIn(ByteBuffer trailer) {
    boolean found =
        trailer.getLong(0) == CaptureFormat.TRAILER_MAGIC && trailer.getInt(16) == crc(trailer);
    return found ? trailer.getLong(8) : -1;
  }

  private static int crc(ByteBuffer trailer) {
    CRC32C crc = new CRC32C();
    crc.update(trailer.slice(0, 16));
    return (int) crc.getValue();
  }

  /**
   * The last block at which reading may begin without missing an event from this time on; null when
   * that is the first one.
   */
  @Nullable Entry startFor(long nanos) {
    Entry start = null;
    for (Entry entry : entries) {
      if (entry.first >= nanos) {
        break;
      }
      if (entry.startsWithProcesses) {
        start = entry;
      }
    }
    return start;
  }
}
