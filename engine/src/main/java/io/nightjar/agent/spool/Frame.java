package io.nightjar.agent.spool;

import io.nightjar.detect.Priority;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A record as it lies in a segment, big endian:
 *
 * <pre>
 *  0        4        8                 16     17
 *  +--------+--------+-----------------+------+---------- - -
 *  | length | CRC32C | sequence        | prio | body
 *  +--------+--------+-----------------+------+---------- - -
 * </pre>
 *
 * The length is that of the body; the sum is over everything behind it. What was torn by an end of
 * the power or of the process does not match its sum.
 */
final class Frame {

  static final int HEADER = 17;

  /** A detection is a few kilobytes; what claims to be more is damage. */
  static final int BODY_AT_MOST = 1 << 20;

  private static final int SUMMED_FROM = 8;

  private Frame() {}

  static ByteBuffer of(long sequence, Priority priority, byte[] body) {
    ByteBuffer frame = ByteBuffer.allocate(HEADER + body.length);
    frame.putInt(body.length).putInt(0).putLong(sequence).put((byte) number(priority)).put(body);
    return frame.putInt(Integer.BYTES, sum(frame)).flip();
  }

  /** As syslog numbers them; it stays so on the disk. */
  static int number(Priority priority) {
    return switch (priority) {
      case EMERGENCY -> 0;
      case ALERT -> 1;
      case CRITICAL -> 2;
      case ERROR -> 3;
      case WARNING -> 4;
      case NOTICE -> 5;
      case INFORMATIONAL -> 6;
      case DEBUG -> 7;
    };
  }

  private static @Nullable Priority priority(int number) {
    for (Priority priority : Priority.values()) {
      if (number(priority) == number) {
        return priority;
      }
    }
    return null;
  }

  static int bytes(Entry entry) {
    return HEADER + entry.body().length;
  }

  /** The record at that position; null where there is none that is whole. */
  static @Nullable Entry read(FileChannel file, long position, long end) throws IOException {
    if (end - position < HEADER) {
      return null;
    }
    ByteBuffer header = ByteBuffer.allocate(Integer.BYTES);
    fill(file, header, position);
    int length = header.getInt(0);
    if (length < 0 || length > BODY_AT_MOST || length > end - position - HEADER) {
      return null;
    }
    ByteBuffer frame = ByteBuffer.allocate(HEADER + length);
    fill(file, frame, position);
    Priority priority = priority(frame.get(HEADER - 1));
    if (frame.getInt(Integer.BYTES) != sum(frame) || priority == null) {
      return null;
    }
    byte[] body = new byte[length];
    frame.get(HEADER, body);
    return new Entry(frame.getLong(SUMMED_FROM), priority, body, true);
  }

  private static void fill(FileChannel file, ByteBuffer bytes, long position) throws IOException {
    while (bytes.hasRemaining()) {
      if (file.read(bytes, position + bytes.position()) < 0) {
        return; // shorter than it says: the sum does not match
      }
    }
  }

  private static int sum(ByteBuffer frame) {
    CRC32C sum = new CRC32C();
    sum.update(frame.slice(SUMMED_FROM, frame.capacity() - SUMMED_FROM));
    return (int) sum.getValue();
  }
}
