package io.nightjar.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The driver's settings and loss counters, in memory shared with the kernel half. */
final class KernelControl {
  static final int ENABLED = 0;
  static final int URGENT = 8;
  static final int WAKE_BYTES = 16;
  static final int OWN_TGID = 24;
  static final int LOST = 32;
  static final int BYTES = LOST + 64 * Long.BYTES;

  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer memory;

  KernelControl(ByteBuffer memory) {
    this.memory = memory;
  }

  void enable(Iterable<EventType> types) {
    LONG.setVolatile(memory, ENABLED, bits(types));
  }

  void urgent(Iterable<EventType> types) {
    LONG.setVolatile(memory, URGENT, bits(types));
  }

  void wakeBytes(long bytes) {
    LONG.setVolatile(memory, WAKE_BYTES, bytes);
  }

  long lost(EventType type) {
    return (long) LONG.getVolatile(memory, LOST + type.code() * Long.BYTES);
  }

  private static long bits(Iterable<EventType> types) {
    long bits = 0;
    for (EventType type : types) {
      bits |= type.bit();
    }
    return bits;
  }
}
