package io.nightjar.driver.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;

/** One file of a capture while it is written. One thread. */
final class BlockFile {
  /** The fastest level: the others save little on records and cost several times as much. */
  private static final int LEVEL = Deflater.BEST_SPEED;

  private final FileChannel channel;
  private final long started;
  private final List<CaptureIndex.Entry> entries = new ArrayList<>();
  private final Deflater deflater = new Deflater(LEVEL, true);
  private byte[] packed = new byte[0];
  private long bytes;

  /**
   * Writes the header.
   *
   * @param channel a new file, which belongs to this from now on
   * @param startedNanos wall clock
   */
  BlockFile(FileChannel channel, CaptureFacts facts, long startedNanos) throws IOException {
    this.channel = channel;
    this.started = startedNanos;
    write(ByteBuffer.wrap(facts.encode()));
  }

  /** Size so far. */
  long bytes() {
    return bytes;
  }

  long started() {
    return started;
  }

  void write(Batch batch) throws IOException {
    byte[] raw = batch.bytes;
    int length = batch.records.position();
    int stored = pack(raw, length);
    boolean smaller = stored < length;
    BlockHead head =
        batch.head(
            smaller ? stored : length, smaller ? BlockHead.DEFLATE : BlockHead.PLAIN, started);
    entries.add(
        new CaptureIndex.Entry(
            bytes, head.first(), head.last(), head.events(), head.startsWithProcesses()));
    write(head.encode(smaller ? packed : raw));
  }

  /** Writes index and trailer and sees to it that all is on the disk. */
  void finish() throws IOException {
    byte[] index = new CaptureIndex(entries).encode();
    long offset = bytes;
    BlockHead head =
        new BlockHead(
            BlockHead.INDEX, BlockHead.PLAIN, false, index.length, index.length, 0, 0, 0, 0);
    write(head.encode(index));
    write(CaptureIndex.trailer(offset));
    channel.force(true);
  }

  void close() throws IOException {
    deflater.end();
    channel.close();
  }

  private int pack(byte[] raw, int length) {
    if (packed.length < length) {
      packed = new byte[length];
    }
    deflater.reset();
    deflater.setInput(raw, 0, length);
    deflater.finish();
    int stored = deflater.deflate(packed, 0, length);
    return deflater.finished() ? stored : length;
  }

  private void write(ByteBuffer buffer) throws IOException {
    bytes += buffer.remaining();
    Bytes.writeFully(channel, buffer);
  }
}
