package io.nightjar.agent.spool;

import io.nightjar.files.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * How far each lane was taken, in one small file. It is not waited for: what it has forgotten is
 * sent again, and an engine knows again what it has.
 */
final class Marks implements AutoCloseable {

  private final FileChannel file;
  private final int lanes;

  private Marks(FileChannel file, int lanes) {
    this.file = file;
    this.lanes = lanes;
  }

  static Marks open(Path path, int lanes) throws IOException {
    return new Marks(
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            OwnerOnly.FILE),
        lanes);
  }

  /** All zero where it was torn. */
  long[] read() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((lanes + 1) * Long.BYTES);
    long[] marks = new long[lanes];
    while (bytes.hasRemaining() && file.read(bytes, bytes.position()) > 0) {
      // until all of it is there
    }
    if (!bytes.hasRemaining() && bytes.getLong(lanes * Long.BYTES) == sum(bytes)) {
      bytes.flip().asLongBuffer().get(marks);
    }
    return marks;
  }

  void write(long[] marks) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((lanes + 1) * Long.BYTES);
    bytes.asLongBuffer().put(marks);
    bytes.putLong(lanes * Long.BYTES, sum(bytes));
    Writing.plainly(file, bytes, 0);
  }

  private long sum(ByteBuffer bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes.slice(0, lanes * Long.BYTES));
    return sum.getValue();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
