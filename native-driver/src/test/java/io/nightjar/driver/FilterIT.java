package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the kernel's filter against its meaning: two drivers see the same real calls, one sends
 * everything and the other what a filter wants; what {@link KernelFilter#sends} is true for must
 * come from both. What comes beyond that is counted and printed. {@code -Dnightjar.filter.seed=N}
 * tries other filters.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // filled in by JUnit
final class FilterIT {
  private static final Logger LOG = LoggerFactory.getLogger(FilterIT.class);
  private static final long SEED = Long.getLong("nightjar.filter.seed", 20);

  /** Of what is sent, at most so much is sent without need: the paths that only Java can tell. */
  private static final double BEYOND_AT_MOST = 0.25;

  private static final int FILTERS = 150;

  private @Nullable KernelRecorder everything;
  private @Nullable KernelRecorder filtered;
  private @Nullable TestCgroup container;
  private Path folder;

  @BeforeAll
  void open(@TempDir Path fresh) throws IOException {
    everything = KernelRecorder.open(EnumSet.allOf(EventType.class));
    filtered = KernelRecorder.open(EnumSet.noneOf(EventType.class));
    container = TestCgroup.container();
    folder = fresh.toRealPath();
    makeFiles(folder);
  }

  @AfterAll
  void close() {
    if (everything != null) {
      everything.close();
    }
    if (filtered != null) {
      filtered.close();
    }
    if (container != null) {
      container.close();
    }
  }

  @Test
  void whatAFilterWantsAlwaysComes() throws IOException {
    List<EventView> sample = run(false).expected();
    assertThat(sample).hasSizeGreaterThan(500);
    RandomFilters filters = new RandomFilters(SEED, sample);
    long needed = 0;
    long kept = 0;
    long sent = 0;
    long beyond = 0;
    Set<EventType> seen = EnumSet.noneOf(EventType.class);
    for (int i = 0; i < FILTERS; i++) {
      KernelFilter filter = filters.next();
      filteredSource().configure(filter);
      boolean inContainer = i % 2 == 1 && container != null;
      Both both = run(inContainer);
      Map<EventType, FilterReport.OfType> report = filteredSource().filterReport().types();
      Map<String, Integer> missing = new HashMap<>();
      for (EventView event : both.expected()) {
        if (filter.sends(event, inContainer)) {
          missing.merge(fingerprint(event), 1, Integer::sum);
          needed++;
          seen.add(event.type());
        } else {
          kept++;
        }
      }
      for (EventView event : both.got()) {
        String print = fingerprint(event);
        if (isOfTheTable(event)) {
          missing.merge(print, -1, Integer::sum);
          continue;
        }
        sent++;
        if (missing.merge(print, -1, Integer::sum) < 0) {
          beyond++;
          FilterReport.OfType judged = report.get(event.type());
          boolean wholly = judged != null && judged.judged() == FilterReport.Judged.WHOLLY;
          assertThat(!wholly || isBeyondTheKernel(event))
              .as("seed %d, filter %d: sent without need: %s\n%s", SEED, i, print, filter)
              .isTrue();
        }
      }
      missing.values().removeIf(count -> count <= 0);
      assertThat(missing).as("seed %d, filter %d\n%s", SEED, i, filter).isEmpty();
    }
    LOG.info(
        "{} filters, seed {}: {} events sent, {} of them needed, {} kept back",
        FILTERS,
        SEED,
        sent,
        sent - beyond,
        kept);
    assertThat(seen)
        .contains(
            EventType.OPENAT,
            EventType.OPENAT2,
            EventType.CONNECT,
            EventType.EXECVE,
            EventType.SENDTO,
            EventType.FCNTL,
            // arm64 has no dup2
            NativeLibrary.architecture().equals("x86_64") ? EventType.DUP2 : EventType.DUP3,
            EventType.KILL);
    assertThat((double) beyond).isLessThan(BEYOND_AT_MOST * sent);
    assertThat(needed).isGreaterThan(1000);
    assertThat(kept).isGreaterThan(1000);
  }

  /** Where the kernel does not see what the rules see, it has to send. */
  private static boolean isBeyondTheKernel(EventView event) {
    for (Arg arg : List.of(Arg.PATH, Arg.OLD_PATH, Arg.NEW_PATH)) {
      if (!event.has(arg)) {
        continue;
      }
      String text = event.text(arg);
      String behindASlash = text.startsWith("/") ? text : "/" + text;
      boolean plain =
          !behindASlash.matches("(?s).*/(\\.{0,2}/.*|\\.{0,2}$)") && text.length() < 250;
      if (!plain || event.truncated() || !event.absolutePath(arg).startsWith("/")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfTheTable(EventView event) {
    return EventType.PROCESS_TABLE.contains(event.type()) && event.result() >= 0;
  }

  private static String fingerprint(EventView event) {
    StringBuilder text = new StringBuilder(event.type() + " " + event.result());
    for (Arg arg : event.type().args()) {
      if (event.has(arg)) {
        text.append(' ').append(arg).append('=');
        switch (arg.kind()) {
          case NUMBER -> text.append(event.number(arg));
          case ADDRESS -> text.append(event.address(arg));
          case TEXT, LIST -> text.append(event.text(arg));
        }
      }
    }
    return text.toString();
  }

  private record Both(List<EventView> expected, List<EventView> got) {}

  /** Makes many calls in a child, and gives back what the two drivers say of it. */
  private Both run(boolean inContainer) throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c"));
    String enter = inContainer && container != null ? container.enter() : "";
    command.add(enter + "exec " + KernelRecorder.CALLS + " many " + folder);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    int pid = (int) process.pid();
    return new Both(read(everything, pid), read(filtered, pid));
  }

  /** The events of the last program that a process executed. */
  private static List<EventView> read(@Nullable KernelRecorder recorder, int pid) {
    if (recorder == null) {
      throw new AssertionError("not opened");
    }
    List<EventView> events = new ArrayList<>();
    boolean[] ended = new boolean[1];
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .pollInSameThread()
        .until(
            () -> {
              recorder
                  .source()
                  .poll(
                      event -> {
                        if (event.tgid() == pid) {
                          if (event.type() == EventType.EXECVE && event.result() >= 0) {
                            events.clear();
                          }
                          events.add(event.copy());
                          ended[0] |= event.type() == EventType.PROCESS_EXIT;
                        }
                      },
                      20);
              return ended[0];
            });
    return events;
  }

  private KernelEventSource filteredSource() {
    if (filtered == null) {
      throw new AssertionError("not opened");
    }
    return filtered.source();
  }

  private static void makeFiles(Path folder) throws IOException {
    Files.createDirectory(folder.resolve("sub"));
    Files.createDirectory(folder.resolve(".hidden"));
    Files.writeString(folder.resolve("file"), "x");
    Files.writeString(folder.resolve("sub/file"), "x");
    Files.writeString(folder.resolve(".hidden/id_rsa"), "x");
    Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
    Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));
  }
}
