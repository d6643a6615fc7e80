package io.nightjar.driver.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Reads the blocks of a file one after another; at most one is in memory. One thread. */
final class BlockReader {
  private final FileChannel file;
  private final long size;
  private final Inflater inflater = new Inflater(true);
  private final ByteBuffer head = CaptureFormat.buffer(BlockHead.BYTES);
  private byte[] stored = new byte[0];
  private long position;

  /**
   * @param file stands at the first block
   */
  BlockReader(FileChannel file) throws IOException {
    this.file = file;
    this.size = file.size();
    this.position = file.position();
  }

  /** Where the next block begins. */
  long position() {
    return position;
  }

  void position(long offset) {
    position = offset;
  }

  /**
   * Reads the next block.
   *
   * @return null at a clean end, that is at the index; position is then that of the index
   * @throws Truncated when the file ends where a block should be or within it
   */
  @Nullable Block next() throws IOException, Malformed, Truncated {
    BlockHead found = head();
    if (found.kind() == BlockHead.INDEX) {
      return null;
    }
    ByteBuffer records = content(found);
    Block block = new Block(found, position, records);
    position += BlockHead.BYTES + found.stored();
    return block;
  }

  /** The index as the trailer finds it; null when there is none or it cannot be read. */
  @Nullable CaptureIndex index() throws IOException {
    ByteBuffer trailer = CaptureFormat.buffer(CaptureIndex.TRAILER_BYTES);
    long before = position;
    try {
      file.position(Math.max(before, size - CaptureIndex.TRAILER_BYTES));
      if (!Bytes.readFully(file, trailer)) {
        return null;
      }
      long offset = CaptureIndex.offsetIn(trailer);
      if (offset < before || offset > size - BlockHead.BYTES) {
        return null;
      }
      position = offset;
      BlockHead found = head();
      return found.kind() == BlockHead.INDEX ? CaptureIndex.decode(content(found)) : null;
    } catch (Malformed | Truncated damaged) {
      return null;
    } finally {
      position = before;
    }
  }

  /** An index made by looking at the head of every block from here to the end or the damage. */
  CaptureIndex scan() throws IOException {
    List<CaptureIndex.Entry> entries = new ArrayList<>();
    long before = position;
    try {
      for (BlockHead found = head(); found.kind() == BlockHead.RECORDS; found = head()) {
        entries.add(
            new CaptureIndex.Entry(
                position,
                found.first(),
                found.last(),
                found.events(),
                found.startsWithProcesses()));
        position += BlockHead.BYTES + found.stored();
      }
    } catch (Malformed | Truncated end) {
      // the reader meets it again, and tells it then
      return new CaptureIndex(entries);
    } finally {
      position = before;
    }
    return new CaptureIndex(entries);
  }

  void close() throws IOException {
    inflater.end();
    file.close();
  }

  private BlockHead head() throws IOException, Malformed, Truncated {
    file.position(position);
    if (!Bytes.readFully(file, head.clear())) {
      throw new Truncated(
          head.hasRemaining()
              ? "it ends within the head of a block"
              : "it was not finished: its index is missing");
    }
    BlockHead found = BlockHead.decode(head);
    if (found.stored() > size - position - BlockHead.BYTES) {
      throw new Truncated("it ends within a block");
    }
    return found;
  }

  private ByteBuffer content(BlockHead found) throws IOException, Malformed, Truncated {
    if (stored.length < found.stored()) {
      stored = new byte[found.stored()];
    }
    file.position(position + BlockHead.BYTES);
    if (!Bytes.readFully(file, ByteBuffer.wrap(stored, 0, found.stored()))) {
      throw new Truncated("it ends within a block");
    }
    if (!BlockHead.intact(head, stored, found.stored())) {
      throw new Malformed("the checksum of a block differs");
    }
    byte[] raw = new byte[found.raw()];
    if (found.compression() == BlockHead.PLAIN) {
      System.arraycopy(stored, 0, raw, 0, raw.length);
    } else {
      inflate(found, raw);
    }
    return CaptureFormat.over(raw);
  }

  private void inflate(BlockHead found, byte[] raw) throws Malformed {
    inflater.reset();
    inflater.setInput(stored, 0, found.stored());
    try {
      int length = inflater.inflate(raw);
      // the end is only seen by asking for more
      int more = inflater.finished() ? 0 : inflater.inflate(new byte[1]);
      if (length != raw.length || more != 0 || !inflater.finished()) {
        throw new Malformed("a block unpacks to another length than it says");
      }
    } catch (DataFormatException e) {
      throw new Malformed("a block cannot be unpacked: " + e.getMessage());
    }
  }

  /**
   * A block of records.
   *
   * @param offset of its head in the file
   */
  record Block(BlockHead head, long offset, ByteBuffer records) {}

  /** The file ends too early. */
  static final class Truncated extends Exception {
    private static final long serialVersionUID = 1L;

    Truncated(String reason) {
      super(reason);
    }
  }
}
