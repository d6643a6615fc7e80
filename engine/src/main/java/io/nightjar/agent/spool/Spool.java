package io.nightjar.agent.spool;

import io.nightjar.detect.Priority;
import io.nightjar.files.OwnerOnly;
import io.nightjar.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue on the disk, in lanes by priority. What was appended survives the end of the
 * process at once and a failure of the power when {@link #sync} came back. Beyond its bound the
 * least of the priorities goes first, its oldest records at that, and is counted. Where the disk
 * takes nothing, a little is kept in memory. Many may append, one reads. Nobody waits for a reader.
 */
public final class Spool implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Spool.class);
  private static final String MARKS = "taken";
  private static final Priority[] PRIORITIES = Priority.values();
  private static final long SEGMENT_BYTES = 1 << 20;
  private static final int SEGMENTS_AT_LEAST = 64;

  private final long mostBytes;
  private final Marks marks;
  private final Map<Priority, Lane> lanes = new EnumMap<>(Priority.class);
  private final Overflow overflow = new Overflow();
  private final SortedMap<Priority, Long> givenUp = new TreeMap<>();
  private Set<Segment> unsynced = new LinkedHashSet<>();
  private long sequence;
  private long givenUpEver;
  private String problem = "";

  /**
   * How full it is.
   *
   * @param waiting records that nobody has taken
   * @param inMemory those of them that are not on the disk
   * @param bytes on the disk
   */
  public record Depth(long waiting, long inMemory, long bytes, long mostBytes) {}

  private Spool(Path folder, long mostBytes, Writing writing) throws IOException {
    this.mostBytes = mostBytes;
    OwnerOnly.folder(folder);
    this.marks = Marks.open(folder.resolve(MARKS), PRIORITIES.length);
    long[] taken = marks.read();
    long segmentBytes = Math.min(SEGMENT_BYTES, mostBytes / SEGMENTS_AT_LEAST);
    for (Priority priority : PRIORITIES) {
      lanes.put(
          priority,
          new Lane(folder, priority, segmentBytes, taken[Frame.number(priority)], writing));
    }
    for (Path file : sorted(folder)) {
      Priority priority = Segment.priority(file);
      if (priority != null) {
        lane(priority).resume(file);
      }
    }
    sequence = lanes.values().stream().mapToLong(Lane::last).max().orElse(0);
  }

  /**
   * Takes up what an earlier process left.
   *
   * @throws IOException when the folder cannot be used
   */
  public static Spool open(Path folder, long mostBytes) throws IOException {
    return open(folder, mostBytes, Writing::plainly);
  }

  static Spool open(Path folder, long mostBytes, Writing writing) throws IOException {
    return new Spool(folder, mostBytes, writing);
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private Lane lane(Priority priority) {
    Lane lane = lanes.get(priority);
    if (lane == null) {
      throw new IllegalStateException("there is a lane for every priority");
    }
    return lane;
  }

  /**
   * Takes one in. A disk that takes nothing is told by {@link #problem}.
   *
   * @throws StoreException when neither the disk nor the memory has room
   */
  public synchronized void append(Priority priority, byte[] body) {
    if (body.length > Frame.BODY_AT_MOST || !makeRoom(priority, Frame.HEADER + body.length)) {
      giveUp(priority, 1);
      return;
    }
    long next = sequence + 1;
    ByteBuffer frame = Frame.of(next, priority, body);
    try {
      unsynced.add(lane(priority).append(next, frame));
      works();
    } catch (IOException e) {
      fails(e);
      if (!overflow.add(new Entry(next, priority, body, false))) {
        throw new StoreException("the spool takes nothing: " + e.getMessage(), e);
      }
    }
    sequence = next;
    notifyAll();
  }

  private boolean makeRoom(Priority wanted, int bytes) {
    while (bytesOnDisk() + bytes > mostBytes) {
      Priority least = leastOnDisk();
      if (least == null || least.compareTo(wanted) > 0) {
        return false;
      }
      try {
        giveUp(least, lane(least).giveUpOldest());
      } catch (IOException e) {
        fails(e);
        return true; // the disk itself says what it takes
      }
    }
    return true;
  }

  private @Nullable Priority leastOnDisk() {
    for (Priority priority : PRIORITIES) {
      if (lane(priority).bytes() > 0) {
        return priority;
      }
    }
    return null;
  }

  private void giveUp(Priority priority, long records) {
    if (records > 0) {
      givenUp.merge(priority, records, Long::sum);
      givenUpEver += records;
    }
  }

  private void works() {
    if (!problem.isEmpty()) {
      log.info("the spool takes detections again");
      problem = "";
    }
  }

  private void fails(IOException e) {
    if (problem.isEmpty()) {
      log.error(
          "the spool cannot be written; some detections are kept in memory: {}", e.toString());
    }
    problem = String.valueOf(e.getMessage());
  }

  private long bytesOnDisk() {
    return lanes.values().stream().mapToLong(Lane::bytes).sum();
  }

  /** Waits until all that was appended before is on the disk. */
  public void sync() {
    Set<Segment> written;
    synchronized (this) {
      written = unsynced;
      unsynced = new LinkedHashSet<>();
    }
    for (Segment segment : written) {
      try {
        segment.force();
      } catch (IOException e) {
        synchronized (this) {
          fails(e);
        }
      }
    }
  }

  /**
   * Waits until there is something.
   *
   * @return false when nothing came within {@code millis}
   */
  public synchronized boolean await(long millis) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (waiting() == 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /**
   * What is to be sent next, chosen by priority and then by age, and put into the order in which it
   * happened. It stays here until it is {@link #taken}.
   */
  public synchronized List<Entry> next(int most, long bytes) {
    Batch batch = new Batch(most, bytes);
    for (int at = PRIORITIES.length - 1; at >= 0 && !batch.full(); at--) {
      giveUp(PRIORITIES[at], lane(PRIORITIES[at]).read(batch));
      overflow.read(PRIORITIES[at], batch);
    }
    return batch.entries();
  }

  /** An engine has these, and all of their priority that came before them. */
  public synchronized void taken(List<Entry> entries) {
    Map<Priority, List<Entry>> byPriority =
        entries.stream().collect(Collectors.groupingBy(Entry::priority));
    try {
      for (Map.Entry<Priority, List<Entry>> some : byPriority.entrySet()) {
        Set<Long> inMemory =
            some.getValue().stream()
                .filter(entry -> !entry.onDisk())
                .map(Entry::sequence)
                .collect(Collectors.toSet());
        overflow.taken(some.getKey(), inMemory);
        long through =
            some.getValue().stream()
                .filter(Entry::onDisk)
                .mapToLong(Entry::sequence)
                .max()
                .orElse(0);
        lane(some.getKey()).taken(through);
      }
      long[] taken = new long[PRIORITIES.length];
      lanes.forEach((priority, lane) -> taken[Frame.number(priority)] = lane.taken());
      marks.write(taken);
    } catch (IOException e) {
      fails(e); // sent again after a restart at worst
    }
  }

  /** What was given up since the last call, by priority. */
  public synchronized SortedMap<Priority, Long> takeGivenUp() {
    SortedMap<Priority, Long> taken = new TreeMap<>(givenUp);
    givenUp.clear();
    return taken;
  }

  /** How many were given up since the start. */
  public synchronized long givenUp() {
    return givenUpEver;
  }

  public synchronized Depth depth() {
    return new Depth(waiting(), overflow.count(), bytesOnDisk(), mostBytes);
  }

  /** The one that waits for longest, as far as it is on the disk. */
  public synchronized Optional<byte[]> oldest() {
    return lanes.values().stream()
        .flatMap(lane -> lane.first().stream())
        .min(Comparator.comparingLong(Entry::sequence))
        .map(Entry::body);
  }

  private long waiting() {
    return lanes.values().stream().mapToLong(Lane::unread).sum() + overflow.count();
  }

  /** Why the disk takes nothing; empty where it does. */
  public synchronized String problem() {
    return problem;
  }

  @Override
  public synchronized void close() {
    sync();
    List<AutoCloseable> open = new ArrayList<>(List.of(marks));
    lanes.values().forEach(lane -> open.add(lane::close));
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        log.warn("a file of the spool was not closed", e);
      }
    }
  }
}
