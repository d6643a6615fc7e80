package io.nightjar.driver.capture;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The frame of Nightjar's own records, which is the begin of a kernel's: size and type. Their types
 * start where those of events never reach.
 */
final class OwnRecord {
  static final int HEAD_BYTES = 8;

  /** A process as it is, {@link ProcessRecord}. */
  static final int PROCESS = 0x8001;

  /** What is known of a container, {@link ContainerRecord}. */
  static final int CONTAINER = 0x8002;

  /** Events that are not in the file, {@link LossRecord}. */
  static final int LOSSES = 0x8003;

  private static final int FIRST = 0x8000;

  private OwnRecord() {}

  /**
   * Appends a record.
   *
   * @throws java.nio.BufferOverflowException when the buffer has no room for it; the position is
   *     then as it was
   */
  static void append(ByteBuffer target, int type, Consumer<FieldWriter> fields) {
    int start = target.position();
    try {
      target.putInt(0).putShort((short) type).putShort((short) 0);
      fields.accept(new FieldWriter(target));
      target.putInt(start, target.position() - start);
      while ((target.position() - start) % Long.BYTES != 0) {
        target.put((byte) 0);
      }
    } catch (java.nio.BufferOverflowException full) {
      target.position(start);
      throw full;
    }
  }

  static boolean isOwn(int type) {
    return type >= FIRST;
  }

  /** The fields of the record of this size at this index. */
  static FieldReader fields(ByteBuffer block, int start, int size) {
    return new FieldReader(
        block.duplicate().order(block.order()).position(start + HEAD_BYTES).limit(start + size));
  }
}
