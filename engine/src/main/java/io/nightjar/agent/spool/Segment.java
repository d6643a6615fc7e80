package io.nightjar.agent.spool;

import io.nightjar.detect.Priority;
import io.nightjar.files.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file of records of one priority, in the order of their sequence. It is written at its end and
 * read from where the last reader came to. Not for several threads, but for {@link #force}.
 */
final class Segment {

  private static final Pattern NAME = Pattern.compile("(?<priority>[a-z]+)-(?<first>[0-9a-f]{16})");

  private final Path path;
  private final FileChannel file;
  private final Writing writing;
  private long end;
  private long readTo;
  private int unread;
  private long last;

  private Segment(Path path, FileChannel file, Writing writing) {
    this.path = path;
    this.file = file;
    this.writing = writing;
  }

  /** A new one, whose first record will be that one. */
  static Segment create(Path folder, Priority priority, long first, Writing writing)
      throws IOException {
    Path path =
        folder.resolve("%s-%016x".formatted(priority.name().toLowerCase(Locale.ROOT), first));
    FileChannel file =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            OwnerOnly.FILE);
    file.truncate(0);
    return new Segment(path, file, writing);
  }

  /** Of which priority a file is a segment; null where it is none. */
  static @Nullable Priority priority(Path path) {
    Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
    if (!name.matches()) {
      return null;
    }
    for (Priority priority : Priority.values()) {
      if (priority.name().equalsIgnoreCase(name.group("priority"))) {
        return priority;
      }
    }
    return null;
  }

  /**
   * What an earlier process left. What is torn at its end is cut off.
   *
   * @param taken records up to that sequence were taken by an engine
   */
  static Segment open(Path path, long taken, Writing writing) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Segment segment = new Segment(path, file, writing);
    long size = file.size();
    Entry entry = Frame.read(file, 0, size);
    while (entry != null) {
      segment.end += Frame.bytes(entry);
      segment.last = entry.sequence();
      if (entry.sequence() <= taken) {
        segment.readTo = segment.end;
      } else {
        segment.unread++;
      }
      entry = Frame.read(file, segment.end, size);
    }
    if (segment.end < size) {
      file.truncate(segment.end);
    }
    return segment;
  }

  /** When it fails nothing was added: what came onto the disk is written over. */
  void append(long sequence, ByteBuffer frame) throws IOException {
    int bytes = frame.remaining();
    writing.write(file, frame, end);
    end += bytes;
    last = sequence;
    unread++;
  }

  /** The record at a position, which begins at {@link #readTo}; null at the end. */
  @Nullable Entry read(long position) throws IOException {
    return position >= end ? null : Frame.read(file, position, end);
  }

  /** Records were taken. */
  void taken(long position, int records) {
    readTo = position;
    unread -= records;
  }

  /**
   * What lies behind that position cannot be read.
   *
   * @param readable records between {@link #readTo} and there
   * @return how many records that costs
   */
  int cut(long position, int readable) {
    int lost = unread - readable;
    end = position;
    unread = readable;
    return lost;
  }

  long readTo() {
    return readTo;
  }

  long bytes() {
    return end;
  }

  int unread() {
    return unread;
  }

  /** Of its last record; 0 where it has none. */
  long last() {
    return last;
  }

  /** Waits until what was written is on the disk. Any thread. */
  void force() throws IOException {
    try {
      file.force(false);
    } catch (ClosedChannelException gone) {
      // it was taken or given up meanwhile: there is nothing to keep
      return;
    }
  }

  void delete() throws IOException {
    file.close();
    Files.deleteIfExists(path);
  }

  void close() throws IOException {
    file.close();
  }
}
