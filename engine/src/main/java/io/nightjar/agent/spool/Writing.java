package io.nightjar.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** How bytes come onto the disk; tests let it be full. */
@FunctionalInterface
interface Writing {

  /** Writes all that remains of {@code bytes}. */
  void write(FileChannel file, ByteBuffer bytes, long position) throws IOException;

  static void plainly(FileChannel file, ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += file.write(bytes, at);
    }
  }
}
