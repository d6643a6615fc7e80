package io.nightjar.driver.scap;

import io.nightjar.driver.RecordingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a capture, one after another:
 *
 * <pre>
 *   0        4        8                          length - 4    length
 *   +--------+--------+---- ... ----+------------+-------------+
 *   | code   | length | content     | up to 3 of | length      |
 *   |        |        |             | padding    | again       |
 *   +--------+--------+---- ... ----+------------+-------------+
 * </pre>
 *
 * The first is a section header, whose magic number says in which order the bytes of all numbers
 * are, its own length too.
 */
final class BlockReader {
  private static final int HEADER = 8;
  private static final int TRAILER = 4;
  private static final int SECTION_CONTENT = 16;
  private static final int MAGIC = 0x1a2b3c4d;
  private static final int MAJOR_VERSION = 1;

  /** Lists are not held in memory, so this is no more than what can be true. */
  private static final long MAX_LENGTH = 1L << 30;

  private final CaptureInput in;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private @Nullable Block current;

  BlockReader(CaptureInput in) {
    this.in = in;
  }

  /**
   * @param code of the kind and version
   * @param content without the padding's end being known
   */
  record Block(int code, BlockType type, long offset, long length, Cursor content) {}

  /**
   * Reads the section header that a capture starts with.
   *
   * @throws RecordingException when it does not, so this is no capture of this format
   */
  void start() throws IOException {
    try {
      Block first = next();
      if (first == null) {
        throw new RecordingException(0, "this capture is empty");
      }
    } catch (CorruptCapture wrong) {
      throw new RecordingException(wrong.offset(), wrong.reason());
    }
  }

  /**
   * The next block; what is left of the one before is skipped.
   *
   * @return null at the end
   */
  @Nullable Block next() throws CorruptCapture {
    boolean first = in.offset() == 0;
    complete();
    long offset = in.offset();
    byte[] header = new byte[HEADER];
    int read = in.read(header, 0, HEADER);
    if (read == 0 && !in.brokenOff()) {
      return null;
    }
    if (read < HEADER) {
      throw CorruptCapture.truncated(
          offset, "a block's header has 8 bytes and the file ends after " + read);
    }
    int code = ByteBuffer.wrap(header).order(order).getInt(0);
    if (first && code != BlockType.SECTION_CODE) {
      throw CorruptCapture.wrong(offset, "this is no capture of sysdig or Falco");
    }
    current =
        code == BlockType.SECTION_CODE ? section(header, offset) : block(code, header, offset);
    return current;
  }

  private Block block(int code, byte[] header, long offset) throws CorruptCapture {
    BlockType type = BlockType.of(code);
    long length = length(header);
    if (length < HEADER + TRAILER || length > MAX_LENGTH) {
      throw CorruptCapture.wrong(
          offset,
          type.title() + " says that it has " + length + " bytes, between 12 and 1 GiB can be");
    }
    return new Block(
        code,
        type,
        offset,
        length,
        new Cursor(in, order, length - HEADER - TRAILER, offset, type.title()));
  }

  private Block section(byte[] header, long offset) throws CorruptCapture {
    byte[] content = new byte[SECTION_CONTENT];
    if (in.read(content, 0, SECTION_CONTENT) < SECTION_CONTENT) {
      throw CorruptCapture.truncated(offset, "the section header is not whole");
    }
    ByteBuffer fields = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    int magic = fields.getInt(0);
    if (magic != MAGIC && Integer.reverseBytes(magic) != MAGIC) {
      throw CorruptCapture.wrong(
          offset,
          "the section header has the magic number "
              + Integer.toHexString(magic)
              + " where 1a2b3c4d belongs; this is no capture of sysdig or Falco");
    }
    order = magic == MAGIC ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    int major = Short.toUnsignedInt(fields.order(order).getShort(4));
    if (major != MAJOR_VERSION) {
      throw CorruptCapture.wrong(
          offset, "version " + major + " of the format is not known, version 1 is");
    }
    long length = length(header);
    if (length < HEADER + SECTION_CONTENT + TRAILER || length > MAX_LENGTH) {
      throw CorruptCapture.wrong(
          offset, "the section header says that it has " + length + " bytes");
    }
    long options = length - HEADER - SECTION_CONTENT - TRAILER;
    return new Block(
        BlockType.SECTION_CODE,
        BlockType.SECTION,
        offset,
        length,
        new Cursor(in, order, options, offset, BlockType.SECTION.title()));
  }

  private long length(byte[] header) {
    return Integer.toUnsignedLong(ByteBuffer.wrap(header).order(order).getInt(4));
  }

  /** Skips what is left of the block and checks its end: after this it is known to be whole. */
  void complete() throws CorruptCapture {
    Block block = current;
    if (block == null) {
      return;
    }
    current = null;
    block.content().skip(block.content().remaining());
    byte[] trailer = new byte[TRAILER];
    if (in.read(trailer, 0, TRAILER) < TRAILER) {
      throw CorruptCapture.truncated(
          block.offset(), block.type().title() + " is not whole: its end is missing");
    }
    long again = Integer.toUnsignedLong(ByteBuffer.wrap(trailer).order(order).getInt(0));
    if (again != block.length()) {
      throw CorruptCapture.wrong(
          block.offset(),
          block.type().title()
              + " says at its start that it has "
              + block.length()
              + " bytes and at its end "
              + again);
    }
  }
}
