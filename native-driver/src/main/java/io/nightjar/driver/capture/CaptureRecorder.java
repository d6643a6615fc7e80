package io.nightjar.driver.capture;

import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.EventHandler;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.ProcessTable;
import io.nightjar.driver.RecordedContainer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes live events into a capture together with what a reader must know beside them: processes
 * that the events do not tell, and containers. It applies every event to the live process table.
 * One thread, that of the events.
 */
public final class CaptureRecorder implements EventHandler {
  private static final int MAX_CONTAINERS = 8192;

  private final CaptureWriter writer;
  private final ProcessTable live;
  private final Predicate<ProcessInfo> wanted;
  private final Function<ContainerIdentity, @Nullable RecordedContainer> lookup;
  private final ProcessEcho echo = new ProcessEcho();

  /** Every container met so far and what was written of it; null when nothing was known yet. */
  private final Map<ContainerIdentity, @Nullable RecordedContainer> containers =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(
            Map.Entry<ContainerIdentity, @Nullable RecordedContainer> eldest) {
          return size() > MAX_CONTAINERS;
        }
      };

  private long seen;

  /**
   * @param live seeded, and before its first event
   * @param wanted whose events are captured; others leave no trace, except as ancestors
   * @param lookup what the cluster knows of a container at the moment
   */
  public CaptureRecorder(
      CaptureWriter writer,
      ProcessTable live,
      Predicate<ProcessInfo> wanted,
      Function<ContainerIdentity, @Nullable RecordedContainer> lookup) {
    this.writer = writer;
    this.live = live;
    this.wanted = wanted;
    this.lookup = lookup;
    writeProcesses();
  }

  @Override
  public void on(EventView event) {
    seen++;
    ProcessInfo process = live.apply(event);
    if (!wanted.test(process) || !writer.hasRoomFor(event)) {
      return;
    }
    for (ProcessInfo missing : echo.missing(event, process)) {
      writer.process(missing);
    }
    if (!process.container().isHost() && !containers.containsKey(process.container())) {
      meet(process.container());
    }
    writer.event(event);
    if (writer.wantsProcesses()) {
      writeProcesses();
    }
  }

  /** Events that came, wanted or not. */
  public long seen() {
    return seen;
  }

  /**
   * Writes what was learnt of containers since they were met. To be called now and then, because
   * the cluster reports a container only after its first process has run.
   */
  public void lookAtContainers() {
    containers.replaceAll(
        (identity, known) -> {
          RecordedContainer now = lookup.apply(identity);
          if (now != null && !now.equals(known)) {
            writer.container(now);
          }
          return now == null ? known : now;
        });
  }

  private void meet(ContainerIdentity identity) {
    RecordedContainer container = lookup.apply(identity);
    containers.put(identity, container);
    if (container != null) {
      writer.container(container);
    }
  }

  private void writeProcesses() {
    List<ProcessInfo> all = live.all();
    Set<ProcessInfo> needed = Collections.newSetFromMap(new IdentityHashMap<>());
    all.stream()
        .filter(wanted)
        .forEach(
            process -> {
              needed.add(process);
              needed.addAll(process.ancestors());
            });
    List<ProcessInfo> told = all.stream().filter(needed::contains).toList();
    told.forEach(echo::written);
    writer.processes(told);
    containers.forEach(
        (identity, container) -> {
          if (container != null) {
            writer.container(container);
          }
        });
  }
}
