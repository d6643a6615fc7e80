package io.nightjar.driver.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Whole buffers in and out of a file. */
final class Bytes {
  private Bytes() {}

  /**
   * Fills what remains of the buffer and flips it.
   *
   * @return false when the file ended before; the buffer then holds what there was
   */
  static boolean readFully(FileChannel file, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (file.read(buffer) < 0) {
        buffer.flip();
        return false;
      }
    }
    buffer.flip();
    return true;
  }

  static void writeFully(FileChannel file, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
  }
}
