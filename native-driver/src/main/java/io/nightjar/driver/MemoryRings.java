package io.nightjar.driver;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Rings in this process's own memory behind the reader of the kernel's rings, for measuring and
 * testing that reader. One thread writes and polls; a poll never waits.
 */
public final class MemoryRings implements EventSource {
  private final List<MemoryRing> rings = new ArrayList<>();
  private final ByteBuffer cpus;
  private final RingMerger merger;
  private final LossCount losses;

  /**
   * @param rings how many, each written by the CPU of its number
   * @param ringBytes of each, a power of two
   */
  public MemoryRings(int rings, int ringBytes) {
    this(rings, ringBytes, 0, System::nanoTime);
  }

  MemoryRings(int rings, int ringBytes, long windowNanos, LongSupplier clock) {
    for (int i = 0; i < rings; i++) {
      this.rings.add(new MemoryRing(ringBytes));
    }
    cpus = MemoryRing.memory(rings * KernelCpus.BYTES);
    KernelCpus view = new KernelCpus(cpus, rings);
    merger =
        new RingMerger(
            this.rings.stream().map(MemoryRing::reader).toList(),
            new Frontier(view, windowNanos, clock),
            0);
    losses = new LossCount(view, merger, 0);
  }

  /**
   * Puts a record into a ring.
   *
   * @param record as {@link EventEncoder#record} makes it
   * @return false when the ring is full; then it counts as lost
   */
  public boolean add(int ring, byte[] record) {
    if (rings.get(ring).write(record, 0) >= 0) {
      return true;
    }
    int type = record[EventLayout.TYPE];
    int at = ring * KernelCpus.BYTES + KernelCpus.LOST + type * Long.BYTES;
    cpus.putLong(at, cpus.getLong(at) + 1);
    return false;
  }

  MemoryRing ring(int index) {
    return rings.get(index);
  }

  RingMerger merger() {
    return merger;
  }

  /** What a CPU says of the event that it is making. */
  void building(int cpu, long value) {
    cpus.putLong(cpu * KernelCpus.BYTES + KernelCpus.BUILDING, value);
  }

  @Override
  public int poll(EventHandler handler, long timeoutMillis) {
    return merger.drain(handler);
  }

  @Override
  public long losses() {
    return losses.total();
  }

  /** What was lost, of which types and on which CPUs. */
  public Losses lossReport() {
    return losses.snapshot();
  }

  @Override
  public void close() {}
}
