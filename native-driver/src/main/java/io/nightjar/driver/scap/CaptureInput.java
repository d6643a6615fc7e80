package io.nightjar.driver.scap;

import io.nightjar.driver.RecordingException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The bytes of a capture, unpacked and counted. One thread, except {@link #close}. */
final class CaptureInput implements Closeable {
  private static final int BUFFER = 1 << 16;
  private static final int GZIP = 0x1f8b;
  private static final int ZSTANDARD = 0x28b5;

  private final InputStream in;
  private long offset;
  private boolean brokenOff;

  private CaptureInput(InputStream in) {
    this.in = in;
  }

  /** Bytes that lie in memory. */
  static CaptureInput of(byte[] bytes) {
    return new CaptureInput(new ByteArrayInputStream(bytes));
  }

  /**
   * Looks at the first bytes and unpacks what gzip packed.
   *
   * @throws RecordingException for a packing that is not known
   */
  static CaptureInput open(InputStream raw) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER);
    buffered.mark(2);
    int magic = buffered.read() << 8 | buffered.read();
    buffered.reset();
    return switch (magic) {
      case GZIP -> new CaptureInput(unpack(buffered));
      case ZSTANDARD ->
          throw new RecordingException(
              0, "this capture is packed with zstd, which is not supported; unpack it first");
      default -> new CaptureInput(buffered);
    };
  }

  private static InputStream unpack(InputStream packed) throws IOException {
    try {
      return new BufferedInputStream(new GZIPInputStream(packed, BUFFER), BUFFER);
    } catch (EOFException | ZipException notWhole) {
      throw new RecordingException(0, "the gzip header of this capture is not whole");
    }
  }

  /** Bytes that were read so far. */
  long offset() {
    return offset;
  }

  /** Whether the packed content stopped in its midst. */
  boolean brokenOff() {
    return brokenOff;
  }

  /**
   * Reads as many bytes as asked for, fewer only at the end.
   *
   * @throws CorruptCapture when the packed bytes are wrong or the file cannot be read
   */
  synchronized int read(byte[] into, int from, int length) throws CorruptCapture {
    int read = 0;
    try {
      read = in.readNBytes(into, from, length);
    } catch (EOFException early) {
      // what was unpacked before it is lost, which the block that is under way is anyway
      brokenOff = true;
    } catch (ZipException damaged) {
      throw CorruptCapture.wrong(offset, "the gzip data is damaged (" + damaged.getMessage() + ")");
    } catch (IOException unreadable) {
      throw CorruptCapture.wrong(offset, "the file cannot be read: " + unreadable.getMessage());
    }
    offset += read;
    return read;
  }

  @Override
  public synchronized void close() throws IOException {
    in.close();
  }
}
