package io.nightjar.agent.spool;

import io.nightjar.detect.Priority;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The records of one priority, the oldest first, in segments. Not for several threads. */
final class Lane {

  /** A segment that was read to its end is begun anew when it is so large. */
  private static final long WORN_BYTES = 64 << 10;

  private final Path folder;
  private final Priority priority;
  private final long segmentBytes;
  private final Writing writing;
  private final Deque<Segment> segments = new ArrayDeque<>();
  private long bytes;
  private long unread;
  private long taken;
  private long handedOut;

  /**
   * @param taken records up to that sequence were taken by an engine
   */
  Lane(Path folder, Priority priority, long segmentBytes, long taken, Writing writing) {
    this.folder = folder;
    this.priority = priority;
    this.segmentBytes = segmentBytes;
    this.taken = taken;
    this.writing = writing;
  }

  /** Takes up a file that an earlier process left; in the order of their names. */
  void resume(Path file) throws IOException {
    Segment segment = Segment.open(file, taken, writing);
    if (segment.unread() == 0) {
      segment.delete();
      return;
    }
    segments.addLast(segment);
    bytes += segment.bytes();
    unread += segment.unread();
  }

  /** The segment that it came to. */
  Segment append(long sequence, ByteBuffer frame) throws IOException {
    Segment open = segments.peekLast();
    int size = frame.remaining();
    if (open == null || open.bytes() + size > segmentBytes) {
      open = Segment.create(folder, priority, sequence, writing);
      segments.addLast(open);
    }
    open.append(sequence, frame);
    bytes += size;
    unread++;
    return open;
  }

  /**
   * Adds what was not taken yet to {@code batch}, the oldest first, as far as there is room.
   *
   * @return how many could not be read and are given up
   */
  int read(Batch batch) {
    int lost = 0;
    for (Segment segment : segments) {
      long position = segment.readTo();
      int before = segment.unread();
      for (int read = 0; read < before; read++) {
        Entry entry = whole(segment, position);
        if (entry == null) {
          // what lies behind damage is lost; the segments after it are not
          lost += segment.cut(position, read);
          break;
        }
        if (!batch.add(entry)) {
          unread -= lost;
          return lost;
        }
        handedOut = entry.sequence();
        position += Frame.bytes(entry);
      }
    }
    unread -= lost;
    return lost;
  }

  private static @Nullable Entry whole(Segment segment, long position) {
    try {
      return segment.read(position);
    } catch (IOException unreadable) {
      return null;
    }
  }

  /** An engine has taken all up to that one. */
  void taken(long through) throws IOException {
    taken = Math.max(taken, through);
    while (true) {
      Segment first = segments.peekFirst();
      if (first == null) {
        return;
      }
      pass(first, through);
      boolean worn = first.unread() == 0 && (segments.size() > 1 || first.bytes() >= WORN_BYTES);
      if (!worn) {
        return;
      }
      drop(first);
    }
  }

  private void pass(Segment segment, long through) throws IOException {
    long position = segment.readTo();
    int records = 0;
    Entry entry = segment.unread() == 0 ? null : segment.read(position);
    while (entry != null && entry.sequence() <= through) {
      position += Frame.bytes(entry);
      records++;
      entry = segment.read(position);
    }
    segment.taken(position, records);
    unread -= records;
  }

  /**
   * Gives up the oldest segment.
   *
   * @return how many records went with it that nobody has taken; -1 where there is none
   */
  int giveUpOldest() throws IOException {
    Segment first = segments.peekFirst();
    if (first == null) {
      return -1;
    }
    pass(first, handedOut); // somebody holds these and is sending them
    int lost = first.unread();
    unread -= lost;
    drop(first);
    return lost;
  }

  private void drop(Segment first) throws IOException {
    segments.removeFirst();
    bytes -= first.bytes();
    first.delete();
  }

  /** The oldest that nobody has taken. */
  Optional<Entry> first() {
    return segments.stream()
        .filter(segment -> segment.unread() > 0)
        .findFirst()
        .map(segment -> whole(segment, segment.readTo()));
  }

  long bytes() {
    return bytes;
  }

  long unread() {
    return unread;
  }

  /** Sequence of the last record that was taken. */
  long taken() {
    return taken;
  }

  /** Sequence of the last record that there is, taken or not. */
  long last() {
    Segment open = segments.peekLast();
    return open == null ? taken : Math.max(taken, open.last());
  }

  void close() throws IOException {
    for (Segment segment : segments) {
      segment.close();
    }
  }
}
