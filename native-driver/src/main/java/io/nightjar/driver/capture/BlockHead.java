package io.nightjar.driver.capture;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The head of a block.
 *
 * <pre>
 *   0      4  5  6    8      12     16     20     24             32       40      48
 *   +------+--+--+----+------+------+------+------+--------------+--------+-------+--
 *   | NJBK |k |c |flag|stored| raw  |events| crc  | clock offset | first  | last  | stored bytes …
 *   +------+--+--+----+------+------+------+------+--------------+--------+-------+--
 * </pre>
 *
 * k is the kind of the block, c how it is compressed. The clock offset is wall-clock minus
 * boot-clock time of its events; first and last are the wall-clock times of the earliest and the
 * latest, in nanoseconds. The CRC-32C is that of the head with a zero in its place and of the
 * stored bytes.
 *
 * @param stored bytes in the file behind the head
 * @param raw bytes after unpacking
 * @param events how many events are in it
 */
record BlockHead(
    byte kind,
    byte compression,
    boolean startsWithProcesses,
    int stored,
    int raw,
    int events,
    long clockOffset,
    long first,
    long last) {

  static final int BYTES = 48;

  /** Events and Nightjar's own records. */
  static final byte RECORDS = 1;

  /** One entry a block of records. */
  static final byte INDEX = 2;

  static final byte PLAIN = 0;

  /** RFC 1951 without a head of its own. */
  static final byte DEFLATE = 1;

  /** What deflate can make of a byte at most, with room to spare. */
  private static final long MAX_RATIO = 1040;

  private static final int MAGIC = 'N' | 'J' << 8 | 'B' << 16 | 'K' << 24;
  private static final int CRC_AT = 20;
  private static final int FLAG_PROCESSES = 1;

  /** Head and content as they go to the file, checksum included. */
  ByteBuffer encode(byte[] content) {
    ByteBuffer block =
        CaptureFormat.buffer(BYTES + stored)
            .putInt(MAGIC)
            .put(kind)
            .put(compression)
            .putShort((short) (startsWithProcesses ? FLAG_PROCESSES : 0))
            .putInt(stored)
            .putInt(raw)
            .putInt(events)
            .putInt(0)
            .putLong(clockOffset)
            .putLong(first)
            .putLong(last)
            .put(content, 0, stored);
    return block.putInt(CRC_AT, crc(block, content, stored)).flip();
  }

  /**
   * @param head {@link #BYTES} bytes
   */
  static BlockHead decode(ByteBuffer head) throws Malformed {
    if (head.getInt(0) != MAGIC) {
      throw new Malformed("no block begins here");
    }
    BlockHead found =
        new BlockHead(
            head.get(4),
            head.get(5),
            (head.getShort(6) & FLAG_PROCESSES) != 0,
            head.getInt(8),
            head.getInt(12),
            head.getInt(16),
            head.getLong(24),
            head.getLong(32),
            head.getLong(40));
    found.check();
    return found;
  }

  private void check() throws Malformed {
    if (kind != RECORDS && kind != INDEX) {
      throw new Malformed("a block of an unknown kind, " + kind);
    }
    if (compression != PLAIN && compression != DEFLATE) {
      throw new Malformed("a block with an unknown compression, " + compression);
    }
    boolean possible =
        stored >= 0
            && stored <= CaptureFormat.MAX_RAW_BYTES
            && raw >= 0
            && raw <= CaptureFormat.MAX_RAW_BYTES
            && raw <= stored * MAX_RATIO
            && (compression == DEFLATE || raw == stored)
            && events >= 0;
    if (!possible) {
      throw new Malformed("a block whose lengths cannot be");
    }
  }

  /**
   * Whether head and content are as they were written.
   *
   * @param content its first {@code stored} bytes
   */
  static boolean intact(ByteBuffer head, byte[] content, int stored) {
    return head.getInt(CRC_AT) == crc(head, content, stored);
  }

  private static int crc(ByteBuffer head, byte[] content, int stored) {
    CRC32C crc = new CRC32C();
    crc.update(head.slice(0, CRC_AT));
    crc.update(new byte[Integer.BYTES]);
    int behind = CRC_AT + Integer.BYTES;
    crc.update(head.slice(behind, BYTES - behind));
    crc.update(content, 0, stored);
    return (int) crc.getValue();
  }
}
