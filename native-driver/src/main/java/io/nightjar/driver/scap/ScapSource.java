package io.nightjar.driver.scap;

import io.nightjar.driver.EventHandler;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessTable;
import io.nightjar.driver.RecordedContainer;
import io.nightjar.driver.Recording;
import io.nightjar.driver.RecordingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The events of a capture that sysdig or Falco made ({@code .scap}, also packed with gzip), as
 * Nightjar's own. Captures of all versions are read: old ones tell the entry and the return of a
 * call apart and name descriptors only, so what those stand for is kept while reading.
 *
 * <p>Times are wall-clock. A process that lived when the capture began counts as started with the
 * machine, or with the capture where that is not known. Captures do not hold cgroup ids and
 * namespaces; their user is the effective one. A call that is in the capture by its name alone
 * (pivot_root, move_mount and, in old captures, many more) becomes an event without arguments and
 * without a result: whether it failed, the capture does not say.
 *
 * <p>One thread, except {@link #close}.
 */
public final class ScapSource implements Recording {
  /** Events that one poll hands over at most. */
  private static final int BATCH = 1024;

  private static final String DROP = "drop";
  private static final long NANOS = 1_000_000_000L;

  private final CaptureInput input;
  private final ScapReader reader;
  private final Machine machine;
  private final Conversions conversions = new Conversions();
  private final CallReader calls = new CallReader();
  private final Output output = new Output();
  private final Map<String, EventCount> counts = new TreeMap<>();
  private final ContainerList containers = new ContainerList();
  private @Nullable RawEvent next;
  private @Nullable Damage damage;
  private @Nullable Instant firstTime;
  private @Nullable Instant lastTime;
  private boolean begun;
  private boolean ended;
  private long losses;
  private volatile boolean closed;

  private ScapSource(CaptureInput input, ProcessTable processes) throws IOException {
    this.input = input;
    this.machine = new Machine(processes);
    BlockReader blocks = new BlockReader(input);
    blocks.start();
    this.reader = new ScapReader(blocks, machine);
    // what stands before the first event says which machine it was
    readAhead();
    RawEvent first = next;
    firstTime = first == null ? null : instant(first.timeNanos());
  }

  /**
   * Opens a capture.
   *
   * @param processes takes the processes of the capture: an empty table of its own, {@link
   *     ProcessTable#ofEventsAlone}
   * @throws RecordingException when the file is no capture of this format
   * @throws IOException when it cannot be read
   */
  public static ScapSource open(Path file, ProcessTable processes) throws IOException {
    return open(Files.newInputStream(file), processes);
  }

  /** Opens a capture that comes as a stream; it is closed with the source, or when this fails. */
  public static ScapSource open(InputStream capture, ProcessTable processes) throws IOException {
    boolean opened = false;
    try {
      ScapSource source = new ScapSource(CaptureInput.open(capture), processes);
      opened = true;
      return source;
    } finally {
      if (!opened) {
        capture.close();
      }
    }
  }

  /** The machine that was observed; known once this is open. */
  public MachineInfo machine() {
    return machine.info();
  }

  /**
   * As sysdig and Falco of today count, who leave out the entries of calls whose return tells all.
   */
  @Override
  public long eventNumber() {
    return calls.number();
  }

  /** What was read up to here, by the name that the format gives it; sorted. */
  public SortedMap<String, EventCount> counts() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }

  @Override
  public int poll(EventHandler handler, long timeoutMillis) {
    if (ended || closed) {
      ended = true;
      return 0;
    }
    output.to(handler);
    if (!begun) {
      begun = true;
      RawEvent first = next;
      reader.takeOverLists(first == null ? 0 : first.timeNanos());
      machine.tellTable();
    }
    while (next != null && output.sent() < BATCH && !closed) {
      RawEvent event = next;
      next = null;
      reader.takeOverLists(event.timeNanos());
      take(event);
      readAhead();
    }
    ended = next == null;
    return output.sent();
  }

  private void readAhead() {
    try {
      next = reader.next();
    } catch (CorruptCapture corrupt) {
      next = null;
      if (!closed) {
        damage = new Damage(corrupt.offset(), corrupt.truncated(), withAdvice(corrupt));
      }
    }
  }

  private static String withAdvice(CorruptCapture corrupt) {
    return corrupt.reason()
        + (corrupt.truncated()
            ? "; if its maker was not stopped, copy it once more"
            : "; compare it with the original, or copy it once more");
  }

  private void take(RawEvent event) {
    lastTime = instant(event.timeNanos());
    Call call = calls.take(event);
    if (call != null) {
      take(call);
    }
  }

  private void take(Call call) {
    if (call.isGeneric()) {
      takeGeneric(call);
      return;
    }
    String name = call.name();
    if (name.equals(DROP)) {
      losses++;
    }
    containers.note(call);
    Conversion conversion = conversions.of(name);
    if (conversion != null) {
      conversion.convert(scene(call));
    }
    count(name, conversions.tells(name));
  }

  private void takeGeneric(Call call) {
    EventType type = call.isNameCertain() ? conversions.typeOf(call.name()) : null;
    if (type != null) {
      Scene scene = scene(call).begin(type);
      scene.encoder().result(EventView.UNKNOWN_RESULT);
      scene.send();
    }
    count(call.name(), type != null);
  }

  private Scene scene(Call call) {
    return new Scene(call, machine.processOf(call.tid()), machine, output);
  }

  private void count(String name, boolean told) {
    counts.merge(name, EventCount.NONE.plus(told), (sum, one) -> sum.plus(told));
  }

  @Override
  public boolean ended() {
    return ended;
  }

  @Override
  public String description() {
    String host = hostName();
    return host.isEmpty()
        ? "capture of sysdig or Falco"
        : "capture of sysdig or Falco, made on " + plain(host);
  }

  /** Host names come from the file: what is no plain character must not reach a terminal. */
  private static String plain(String hostile) {
    return hostile.replaceAll("[^A-Za-z0-9._-]", "?");
  }

  @Override
  public String hostName() {
    return machine.info().hostName();
  }

  @Override
  public @Nullable Instant firstTime() {
    return firstTime;
  }

  @Override
  public @Nullable Instant lastTime() {
    return lastTime;
  }

  @Override
  public ProcessTable processes() {
    return machine.table();
  }

  @Override
  public @Nullable RecordedContainer container(String containerId) {
    return containers.get(containerId);
  }

  @Override
  public Map<String, Long> skipped() {
    Map<String, Long> skipped = new TreeMap<>();
    counts.forEach(
        (name, count) -> {
          if (count.told() < count.read()) {
            skipped.put(name, count.read() - count.told());
          }
        });
    if (reader.unknownKinds() > 0) {
      skipped.put("unknown", reader.unknownKinds());
    }
    return Collections.unmodifiableMap(skipped);
  }

  @Override
  public @Nullable Damage damage() {
    return damage;
  }

  /** At least so many: a capture only notes that its maker began to leave events out. */
  @Override
  public long losses() {
    return losses;
  }

  @Override
  public void close() {
    closed = true;
    try {
      input.close();
    } catch (IOException ignored) {
      // it was only read from
    }
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }
}
