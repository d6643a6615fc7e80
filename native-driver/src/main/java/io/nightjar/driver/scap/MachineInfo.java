package io.nightjar.driver.scap;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The machine that was observed.
 *
 * @param hostName hostile; empty when not known
 * @param processors 0 when not known
 * @param memoryBytes 0 when not known
 * @param bootTime null when not known: old captures do not have it
 */
public record MachineInfo(
    String hostName, int processors, long memoryBytes, @Nullable Instant bootTime) {
  static final MachineInfo UNKNOWN = new MachineInfo("", 0, 0, null);

  private static final int HOST_NAME = 128;
  private static final long NANOS = 1_000_000_000L;

  static MachineInfo read(Cursor block) throws CorruptCapture {
    int processors = (int) block.u32();
    long memory = block.i64();
    block.i64();
    byte[] name = block.bytes(HOST_NAME);
    int end = 0;
    while (end < name.length && name[end] != 0) {
      end++;
    }
    long boot = block.remaining() >= Long.BYTES ? block.i64() : 0;
    return new MachineInfo(
        new String(name, 0, end, StandardCharsets.UTF_8),
        Math.max(0, processors),
        Math.max(0, memory),
        boot <= 0 ? null : Instant.ofEpochSecond(boot / NANOS, boot % NANOS));
  }

  /** Nanoseconds since the epoch, 0 when not known. */
  long bootNanos() {
    return bootTime == null ? 0 : bootTime.getEpochSecond() * NANOS + bootTime.getNano();
  }
}
