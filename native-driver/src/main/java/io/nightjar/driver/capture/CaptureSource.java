package io.nightjar.driver.capture;

import io.nightjar.driver.EventHandler;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessTable;
import io.nightjar.driver.RecordedContainer;
import io.nightjar.driver.Recording;
import io.nightjar.driver.RecordingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a capture that {@link CaptureWriter} wrote, or anything that pretends to be one. */
public final class CaptureSource implements Recording {
  private static final int MAX_CONTAINERS = 1 << 16;

  private final CaptureFacts facts;
  private final BlockReader blocks;
  private final @Nullable CaptureIndex index;
  private final ProcessTable processes = ProcessTable.ofEventsAlone();
  private final EventView view = new EventView();
  private final Map<String, RecordedContainer> containers =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RecordedContainer> eldest) {
          return size() > MAX_CONTAINERS;
        }
      };

  private BlockReader.@Nullable Block block;
  private int cursor;
  private long last = Long.MIN_VALUE;
  private long losses;
  private boolean begun;
  private boolean ended;
  private volatile boolean closed;
  private @Nullable Damage damage;

  private CaptureSource(FileChannel file) throws IOException {
    facts = CaptureFacts.read(file);
    blocks = new BlockReader(file);
    index = blocks.index();
  }

  /**
   * @throws RecordingException when it is no capture, or one of another version
   */
  public static CaptureSource open(Path path) throws IOException {
    if (!Files.isRegularFile(path) && Files.exists(path)) {
      throw new RecordingException(0, "not a regular file, which a capture must be");
    }
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new CaptureSource(file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** What the header says of the machine and of what was asked for; hostile texts. */
  public CaptureFacts facts() {
    return facts;
  }

  @Override
  public String description() {
    return "Nightjar capture, format " + CaptureFormat.VERSION;
  }

  @Override
  public String hostName() {
    return facts.get(CaptureFacts.HOST);
  }

  @Override
  public Instant firstTime() {
    long earliest = Long.MAX_VALUE;
    if (index != null) {
      for (CaptureIndex.Entry entry : index.entries()) {
        earliest = entry.events() > 0 ? Math.min(earliest, entry.first()) : earliest;
      }
    }
    return earliest == Long.MAX_VALUE ? facts.started() : instant(earliest);
  }

  @Override
  public @Nullable Instant lastTime() {
    long latest = last;
    if (index != null) {
      for (CaptureIndex.Entry entry : index.entries()) {
        latest = entry.events() > 0 ? Math.max(latest, entry.last()) : latest;
      }
    }
    return latest == Long.MIN_VALUE ? null : instant(latest);
  }

  @Override
  public boolean ended() {
    return ended || closed;
  }

  @Override
  public ProcessTable processes() {
    return processes;
  }

  @Override
  public @Nullable RecordedContainer container(String containerId) {
    return containers.get(containerId);
  }

  @Override
  public @Nullable Damage damage() {
    return damage;
  }

  @Override
  public long losses() {
    return losses;
  }

  @Override
  public void skipTo(Instant from) {
    if (begun) {
      throw new IllegalStateException("only before the first poll");
    }
    try {
      CaptureIndex.Entry start =
          (index == null ? blocks.scan() : index).startFor(CaptureFacts.nanos(from));
      if (start != null) {
        blocks.position(start.offset());
      }
    } catch (IOException unreadable) {
      // it is read from the start then, and told if it fails again
      return;
    }
  }

  @Override
  public int poll(EventHandler handler, long timeoutMillis) {
    begun = true;
    int count = 0;
    while (count == 0 && !ended()) {
      BlockReader.Block now = block;
      if (now == null || cursor >= now.records().limit()) {
        load();
      } else {
        count = handOver(now, handler);
      }
    }
    return count;
  }

  @Override
  public void close() {
    closed = true;
    try {
      blocks.close();
    } catch (IOException e) {
      // it was only read
      return;
    }
  }

  private void load() {
    cursor = 0;
    long at = blocks.position();
    try {
      block = blocks.next();
      ended = block == null;
    } catch (BlockReader.Truncated e) {
      end(new Damage(at, true, String.valueOf(e.getMessage())));
    } catch (Malformed e) {
      end(new Damage(at, false, e.reason()));
    } catch (IOException e) {
      end(new Damage(at, false, "it cannot be read: " + e.getMessage()));
    }
  }

  private void end(Damage found) {
    damage = found;
    ended = true;
    block = null;
  }

  private int handOver(BlockReader.Block now, EventHandler handler) {
    ByteBuffer records = now.records();
    int count = 0;
    try {
      while (cursor < records.limit() && !closed) {
        int start = cursor;
        int size = sizeAt(records, start);
        int type = Short.toUnsignedInt(records.getShort(start + Integer.BYTES));
        cursor = Math.min(records.limit(), start + (size + 7 & ~7));
        if (OwnRecord.isOwn(type)) {
          take(type, OwnRecord.fields(records, start, size));
        } else if (view.wrap(records, start, size, now.head().clockOffset())) {
          count++;
          last = Math.max(last, view.timestampNanos());
          handler.on(view);
        } else {
          throw new Malformed("a record that is no event, " + start + " bytes into its block");
        }
      }
    } catch (Malformed e) {
      end(new Damage(now.offset(), false, e.reason()));
    }
    return count;
  }

  private static int sizeAt(ByteBuffer records, int start) throws Malformed {
    int left = records.limit() - start;
    int size = left < OwnRecord.HEAD_BYTES ? 0 : records.getInt(start);
    if (size < OwnRecord.HEAD_BYTES || size > left || size > CaptureFormat.MAX_RECORD_BYTES) {
      throw new Malformed("a record whose length cannot be, " + start + " bytes into its block");
    }
    return size;
  }

  private void take(int type, FieldReader fields) throws Malformed {
    switch (type) {
      case OwnRecord.PROCESS -> processes.put(ProcessRecord.read(fields));
      case OwnRecord.CONTAINER -> {
        RecordedContainer container = ContainerRecord.read(fields);
        containers.put(container.id(), container);
      }
      case OwnRecord.LOSSES -> losses = LossRecord.sum(losses, LossRecord.read(fields).total());
      default -> {
        // of a later Nightjar, and not needed to understand the rest
      }
    }
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }
}
