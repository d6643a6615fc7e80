package io.nightjar.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/** The driver's settings, in memory shared with the kernel half. */
final class KernelControl {
  /** Codes of types are below this. */
  static final int TYPE_LIMIT = 128;

  static final int TYPE_WORDS = TYPE_LIMIT / Long.SIZE;
  static final int ENABLED = 0;
  static final int URGENT = ENABLED + TYPE_WORDS * Long.BYTES;
  static final int WAKE_BYTES = URGENT + TYPE_WORDS * Long.BYTES;
  static final int OWN_TGID = WAKE_BYTES + Long.BYTES;
  static final int ENVIRONMENT = OWN_TGID + Integer.BYTES;
  static final int BYTES = ENVIRONMENT + Integer.BYTES;

  /** As {@link #wakeBytes}: the reader is at work and needs no waking. */
  static final long READING = -1;

  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer memory;
  private Set<EventType> urgent = Set.of();
  private boolean wakesForUrgent = true;

  KernelControl(ByteBuffer memory) {
    this.memory = memory;
  }

  void enable(Iterable<EventType> types) {
    set(ENABLED, types);
  }

  /** Which types are urgent; they wake the reader while {@link #wakeForUrgent} says so. */
  synchronized void urgent(Set<EventType> types) {
    urgent = Set.copyOf(types);
    set(URGENT, wakesForUrgent ? urgent : Set.of());
  }

  /** Whether urgent types wake the reader; they do at first. */
  synchronized void wakeForUrgent(boolean wakes) {
    wakesForUrgent = wakes;
    set(URGENT, wakes ? urgent : Set.of());
  }

  /**
   * How much must wait in a ring for the kernel to wake the reader; set before what is read next.
   */
  void wakeBytes(long bytes) {
    LONG.setVolatile(memory, WAKE_BYTES, bytes);
    VarHandle.fullFence();
  }

  /** Whether an exec carries the environment. */
  void environment(boolean sent) {
    INT.setVolatile(memory, ENVIRONMENT, sent ? 1 : 0);
  }

  private void set(int offset, Iterable<EventType> types) {
    long[] words = new long[TYPE_WORDS];
    for (EventType type : types) {
      words[type.code() / Long.SIZE] |= 1L << type.code();
    }
    for (int i = 0; i < TYPE_WORDS; i++) {
      LONG.setVolatile(memory, offset + i * Long.BYTES, words[i]);
    }
  }
}
