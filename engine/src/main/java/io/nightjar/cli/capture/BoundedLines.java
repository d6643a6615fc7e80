package io.nightjar.cli.capture;

import io.nightjar.ingest.kubernetes.KubernetesAuditReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Lines of bytes, none of which takes more memory than the bound, however long it is. */
final class BoundedLines implements AutoCloseable {
  static final int MAX_BYTES = KubernetesAuditReader.MAX_EVENT_BYTES;

  private static final int CHUNK = 64 << 10;

  private final InputStream in;
  private final byte[] chunk = new byte[CHUNK];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int at;
  private int end;
  private long number;

  BoundedLines(InputStream in) {
    this.in = in;
  }

  /**
   * A line.
   *
   * @param number from 1
   * @param bytes without the line's end; only the first ones of one that is too long
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Line(long number, byte[] bytes, boolean tooLong) {
    boolean isBlank() {
      for (byte b : bytes) {
        if (b != ' ' && b != '\t' && b != '\r') {
          return false;
        }
      }
      return true;
    }
  }

  /** The next line; null at the end. */
  @Nullable Line next() throws IOException {
    if (at == end && !fill()) {
      return null;
    }
    number++;
    line.reset();
    boolean tooLong = false;
    boolean whole = false;
    while (!whole && (at < end || fill())) {
      int stop = at;
      while (stop < end && chunk[stop] != '\n') {
        stop++;
      }
      whole = stop < end;
      int room = Math.min(stop - at, MAX_BYTES - line.size());
      tooLong |= room < stop - at;
      line.write(chunk, at, room);
      at = whole ? stop + 1 : stop;
    }
    return new Line(number, line.toByteArray(), tooLong);
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(chunk));
    return end > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
