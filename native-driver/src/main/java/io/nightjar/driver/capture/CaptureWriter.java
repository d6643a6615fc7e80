package io.nightjar.driver.capture;

import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.RecordedContainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a capture. Records are copied into batches of a megabyte, which a thread of its own
 * compresses and writes: the thread that reads events never waits for the disk. Where the queue is
 * full, events are left out, counted, and the count is written as soon as there is room. One
 * thread, that of the events; the totals may be asked for from any.
 */
public final class CaptureWriter implements AutoCloseable {
  /** Batches on their way; an event waits in one for at most a few seconds of writing. */
  private static final int BATCHES = 16;

  /** After so many bytes of records the processes are written again, to be begun at. */
  private static final long PROCESSES_EVERY_BYTES = 64 << 20;

  private final BlockingQueue<Batch> free;
  private final CaptureThread file;
  private final Map<EventType, Long> untoldLosses = new EnumMap<>(EventType.class);
  private @Nullable Batch current;
  private long bytesSinceProcesses = PROCESSES_EVERY_BYTES;
  private int part = 1;
  private volatile long events;
  private volatile long lost;
  private boolean closed;

  private CaptureWriter(CaptureThread file, BlockingQueue<Batch> free) {
    this.file = file;
    this.free = free;
    for (int i = 0; i < BATCHES; i++) {
      free.add(new Batch());
    }
  }

  /**
   * Creates the file and begins to write.
   *
   * @param path the file, which must not exist; with a rotation the pattern of the files' names
   * @param facts what the header says beside the time and the part
   */
  public static CaptureWriter open(
      Path path, CaptureFacts facts, Rotation rotation, InstantSource clock) throws IOException {
    BlockingQueue<Batch> free = new ArrayBlockingQueue<>(BATCHES);
    CaptureThread file = new CaptureThread(path, facts, rotation, clock, free);
    CaptureWriter writer = new CaptureWriter(file, free);
    file.start();
    return writer;
  }

  /**
   * Whether {@link #processes} should be called now: at the start, when a new file is due, and
   * every now and then.
   */
  public boolean wantsProcesses() {
    return bytesSinceProcesses >= PROCESSES_EVERY_BYTES || file.duePart() > part;
  }

  /** Writes all processes, parents first: a place at which a reader may begin. */
  public void processes(List<ProcessInfo> processes) {
    handOver();
    Batch batch = takeOrMake();
    int due = file.duePart();
    batch.startWithProcesses(due > part);
    part = due;
    current = batch;
    processes.forEach(this::process);
    bytesSinceProcesses = 0;
  }

  /**
   * Whether an event can be written now; if not, it is counted as lost. Whatever of Nightjar's own
   * is written before the event has room too.
   */
  public boolean hasRoomFor(EventView event) {
    Batch batch = current;
    if (batch != null && batch.isFullFor(event)) {
      handOver();
    }
    boolean room = event.size() <= CaptureFormat.MAX_RECORD_BYTES && file.failure() == null;
    if (room && current == null) {
      current = free.poll();
      room = current != null;
    }
    if (!room) {
      lose(event.type());
    }
    return room;
  }

  /** Writes an event; only after {@link #hasRoomFor} said yes to it. */
  // one writer, so the sum loses nothing
  @SuppressWarnings("NonAtomicVolatileUpdate")
  public void event(EventView event) {
    tellLosses();
    Batch batch = current;
    if (batch != null && batch.isFullFor(event)) {
      handOver();
    }
    room().add(event);
    events++;
  }

  /** Writes what is known of a process, for the events after it. */
  public void process(ProcessInfo process) {
    own(OwnRecord.PROCESS, ProcessRecord.fields(process));
  }

  /** Writes what is known of a container, for the events after it. */
  public void container(RecordedContainer container) {
    own(OwnRecord.CONTAINER, ContainerRecord.fields(container));
  }

  /** Writes how many events of each type never came from the kernel since this was last told. */
  public void kernelLosses(Map<EventType, Long> byType) {
    if (!byType.isEmpty()) {
      own(OwnRecord.LOSSES, LossRecord.of(LossRecord.Place.KERNEL, byType).fields());
    }
  }

  /** Hands what was written to the file's thread, full or not. */
  public void flush() {
    if (file.failure() == null) {
      handOver();
    }
  }

  /** Events written so far. */
  public long events() {
    return events - file.droppedEvents();
  }

  /** Events left out because the queue was full or the disk failed. */
  public long lost() {
    return lost + file.droppedEvents();
  }

  /** Size of all files so far. */
  public long bytes() {
    return file.bytes();
  }

  /** Why nothing is written any more; null while all is well. */
  public @Nullable IOException failure() {
    return file.failure();
  }

  /** The files that were written and not deleted since; only after {@link #close}. */
  public List<Path> files() {
    return file.files();
  }

  /**
   * Writes what is left and finishes the file.
   *
   * @throws IOException when it could not be written to its end
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    tellLosses();
    handOver();
    try {
      file.finish();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted before the capture was finished", e);
    }
    IOException failure = file.failure();
    if (failure != null) {
      throw failure;
    }
  }

  // one writer, so the sum loses nothing
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void lose(EventType type) {
    lost++;
    untoldLosses.merge(type, 1L, Long::sum);
  }

  private void tellLosses() {
    if (!untoldLosses.isEmpty()) {
      Consumer<FieldWriter> fields = LossRecord.of(LossRecord.Place.FILE, untoldLosses).fields();
      untoldLosses.clear();
      own(OwnRecord.LOSSES, fields);
    }
  }

  private void own(int type, Consumer<FieldWriter> fields) {
    OwnRecord.append(room().records, type, fields);
  }

  /** The batch to write to, with room for any record. */
  private Batch room() {
    Batch batch = current;
    if (batch != null && batch.isFull()) {
      handOver();
      batch = null;
    }
    if (batch == null) {
      batch = takeOrMake();
      current = batch;
    }
    return batch;
  }

  /** What has no batch of the queue gets one of its own: it is little, and must not be lost. */
  private Batch takeOrMake() {
    Batch batch = free.poll();
    return batch == null ? new Batch() : batch;
  }

  private void handOver() {
    Batch batch = current;
    current = null;
    if (batch != null && !batch.isEmpty()) {
      bytesSinceProcesses += batch.records.position();
      file.hand(batch);
    } else if (batch != null) {
      boolean unused = free.offer(batch);
    }
  }
}
