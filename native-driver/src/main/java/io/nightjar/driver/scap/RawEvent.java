package io.nightjar.driver.scap;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An event as it lies in the file: who, when, which kind, and the bytes of each parameter. One that
 * an older version of the schema wrote has fewer parameters than its kind.
 */
final class RawEvent {
  private final EventKind kind;
  private final long timeNanos;
  private final long tid;
  private final int cpu;
  private final ByteBuffer data;
  private final int[] offsets;

  /**
   * @param data whole event, in the byte order of the file
   * @param offsets where each parameter starts in it; one more for the end of the last
   */
  RawEvent(EventKind kind, long timeNanos, long tid, int cpu, ByteBuffer data, int[] offsets) {
    this.kind = kind;
    this.timeNanos = timeNanos;
    this.tid = tid;
    this.cpu = cpu;
    this.data = data;
    this.offsets = offsets.clone();
  }

  EventKind kind() {
    return kind;
  }

  /** Wall clock, since the epoch. */
  long timeNanos() {
    return timeNanos;
  }

  long tid() {
    return tid;
  }

  int cpu() {
    return cpu;
  }

  /** Parameters that are there. */
  int count() {
    return Math.min(offsets.length - 1, kind.parameters().size());
  }

  /** A parameter's bytes from 0 on, or null when it is not there. */
  @Nullable ByteBuffer bytes(String parameter) {
    int index = kind.indexOf(parameter);
    return index < 0 || index >= count() ? null : bytes(index);
  }

  ByteBuffer bytes(int index) {
    return data.slice(offsets[index], offsets[index + 1] - offsets[index]).order(data.order());
  }

  /** Bytes that this takes, about. */
  int size() {
    return data.capacity();
  }
}
