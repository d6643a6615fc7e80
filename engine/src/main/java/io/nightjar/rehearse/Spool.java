package io.nightjar.rehearse;

import io.nightjar.store.Json;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Entries in a file of their own, readable by its owner only, which goes when it is closed: in
 * memory stands eight bytes for each. One thread.
 */
public final class Spool implements AutoCloseable {

  private final Path file;
  private final DataOutputStream out;
  private long written;
  private long[] offsets = new long[1024];
  private int count;

  private Spool(Path file, DataOutputStream out) {
    this.file = file;
    this.out = out;
  }

  static Spool create() throws IOException {
    Path file = Files.createTempFile("nightjar-backtest-", ".spool");
    return new Spool(
        file, new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)));
  }

  /** In any order; each number once. */
  void add(Entry entry) {
    byte[] json = Json.write(entry).getBytes(StandardCharsets.UTF_8);
    int number = Math.toIntExact(entry.number());
    if (number >= offsets.length) {
      offsets = Arrays.copyOf(offsets, Math.max(number + 1, offsets.length * 2));
    }
    try {
      offsets[number] = written;
      out.writeInt(json.length);
      out.write(json);
      written += Integer.BYTES + json.length;
      count = Math.max(count, number + 1);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  public int size() {
    return count;
  }

  /** Who reads the entries. */
  @FunctionalInterface
  public interface Reader {
    /**
     * @return false when no more are wanted
     */
    boolean read(Entry entry) throws IOException;
  }

  /** All entries in the order of their numbers, as often as one likes. */
  public void each(Reader reader) throws IOException {
    try (Cursor cursor = cursor()) {
      for (Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
        if (!reader.read(entry)) {
          return;
        }
      }
    }
  }

  /** Reads the entries one by one; to be closed before the spool. */
  Cursor cursor() throws IOException {
    out.flush();
    return new Cursor(new RandomAccessFile(file.toFile(), "r"));
  }

  /** At one of the entries. */
  final class Cursor implements AutoCloseable {
    private final RandomAccessFile in;
    private int number;

    private Cursor(RandomAccessFile in) {
      this.in = in;
    }

    /** The next one in the order of the numbers; null after the last. */
    @Nullable Entry next() throws IOException {
      if (number >= count) {
        return null;
      }
      if (in.getFilePointer() != offsets[number]) {
        in.seek(offsets[number]);
      }
      number++;
      byte[] json = new byte[in.readInt()];
      in.readFully(json);
      return Json.read(new String(json, StandardCharsets.UTF_8), Entry.class);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
