package io.nightjar.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What each CPU says of itself in memory that the kernel half writes: whether an event is on its
 * way into a ring, and what was lost. Any thread.
 */
final class KernelCpus {
  static final int BUILDING = 0;
  static final int FIRST_LOST = 8;
  static final int LAST_LOST = 16;
  static final int LOST = 128;
  static final int BYTES = LOST + KernelControl.TYPE_LIMIT * Long.BYTES;

  /** What {@link #building} is before the event has its time. */
  static final long STARTING = 1;

  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer memory;
  private final int count;

  KernelCpus(ByteBuffer memory, int count) {
    this.memory = memory;
    this.count = count;
  }

  /** CPUs that the machine can have; their numbers are below this. */
  int count() {
    return count;
  }

  /** 0, {@link #STARTING}, or the boot time of the event that this CPU is about to send. */
  long building(int cpu) {
    return (long) LONG.getAcquire(memory, cpu * BYTES + BUILDING);
  }

  /** Events of a type that found this CPU's ring full. */
  long lost(int cpu, EventType type) {
    return (long) LONG.getVolatile(memory, cpu * BYTES + LOST + type.code() * Long.BYTES);
  }

  /** Boot time of this CPU's first loss, or 0. */
  long firstLost(int cpu) {
    return (long) LONG.getVolatile(memory, cpu * BYTES + FIRST_LOST);
  }

  /** Boot time of this CPU's last loss, or 0. */
  long lastLost(int cpu) {
    return (long) LONG.getVolatile(memory, cpu * BYTES + LAST_LOST);
  }
}
