package io.nightjar.driver.capture;

import io.nightjar.driver.EventView;
import java.nio.ByteBuffer;

/**
 * Records on their way to one block: filled by the reader of events, emptied by the file's thread.
 */
final class Batch {
  final byte[] bytes = new byte[CaptureFormat.BLOCK_BYTES + CaptureFormat.MAX_RECORD_BYTES];
  final ByteBuffer records = CaptureFormat.over(bytes);
  private int events;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private long clockOffset;
  private boolean startsWithProcesses;
  private boolean startsFile;

  void clear() {
    records.clear();
    events = 0;
    first = Long.MAX_VALUE;
    last = Long.MIN_VALUE;
    clockOffset = 0;
    startsWithProcesses = false;
    startsFile = false;
  }

  /** Marks this batch as one that begins with all processes; such a one may begin a file. */
  void startWithProcesses(boolean startFile) {
    startsWithProcesses = true;
    startsFile = startFile;
  }

  boolean startsFile() {
    return startsFile;
  }

  boolean isEmpty() {
    return records.position() == 0;
  }

  /** Whether the next record would have no room, or another clock than the ones before. */
  boolean isFullFor(EventView event) {
    return isFull() || (events > 0 && clockOffset != event.clockOffsetNanos());
  }

  boolean isFull() {
    return records.position() >= CaptureFormat.BLOCK_BYTES;
  }

  void add(EventView event) {
    event.writeTo(records);
    while (records.position() % Long.BYTES != 0) {
      records.put((byte) 0);
    }
    long time = event.timestampNanos();
    first = Math.min(first, time);
    last = Math.max(last, time);
    clockOffset = event.clockOffsetNanos();
    events++;
  }

  int events() {
    return events;
  }

  /** The head of the block for this content; a block without events has the time given. */
  BlockHead head(int stored, byte compression, long timeWithoutEvents) {
    return new BlockHead(
        BlockHead.RECORDS,
        compression,
        startsWithProcesses,
        stored,
        records.position(),
        events,
        clockOffset,
        events == 0 ? timeWithoutEvents : first,
        events == 0 ? timeWithoutEvents : last);
  }
}
