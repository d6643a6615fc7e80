package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The real kernel for tests: runs a program that makes a real call and gives back its events. */
final class KernelRecorder implements AutoCloseable {
  static final Path CALLS = Path.of("target/native-test/calls").toAbsolutePath();

  private final KernelEventSource source;
  private final List<EventView> events = new ArrayList<>();

  private KernelRecorder(KernelEventSource source) {
    this.source = source;
  }

  /** Skips the test, with the reason, where the kernel cannot be observed. */
  static KernelRecorder open(Set<EventType> types) {
    KernelEventSource source = null;
    String reason = "";
    try {
      source = KernelEventSource.open();
    } catch (DriverUnavailable e) {
      reason = String.valueOf(e.getMessage());
    }
    assumeTrue(source != null, "no driver: " + reason);
    assumeTrue(Files.isExecutable(CALLS), CALLS + " is not built (gcc is missing)");
    if (source == null) {
      throw new AssertionError("unreachable");
    }
    source.configure(types);
    return new KernelRecorder(source);
  }

  /** Runs {@code calls} with these words and waits for its end, in the kernel's view too. */
  Run call(Path directory, Object... words) {
    List<String> command = new ArrayList<>(List.of(CALLS.toString()));
    for (Object word : words) {
      command.add(word.toString());
    }
    Run run = run(directory, command);
    // arm64 has no open, rename, fork …, only their younger forms; x86-64 has every one
    assumeTrue(
        NativeLibrary.architecture().equals("x86_64") || !run.output().contains("unknown call:"),
        () -> NativeLibrary.architecture() + " has no such call: " + List.of(words));
    return run;
  }

  Run run(Path directory, List<String> command) {
    return run(directory, command, event -> {});
  }

  /** The listener gets every event of the machine while the program runs. */
  Run run(Path directory, List<String> command, EventHandler listener) {
    // what came while nobody read may have filled the rings
    while (source.poll(event -> {}, 0) > 0) {}
    events.clear();
    Instant before = Instant.now();
    try {
      Path output = Files.createTempFile("output", ".txt");
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      int pid = (int) process.pid();
      await(() -> has(pid, EventType.PROCESS_EXIT), listener);
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      List<EventView> own = events.stream().filter(event -> event.tgid() == pid).toList();
      String text = Files.readString(output);
      Files.delete(output);
      return new Run(pid, text, before, own, List.copyOf(events));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  void await(Callable<Boolean> condition) {
    await(condition, event -> {});
  }

  private void await(Callable<Boolean> condition, EventHandler listener) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .pollInSameThread()
        .until(
            () -> {
              source.poll(
                  event -> {
                    events.add(event.copy());
                    listener.on(event);
                  },
                  20);
              return condition.call();
            });
  }

  private boolean has(int pid, EventType type) {
    return events.stream().anyMatch(event -> event.tgid() == pid && event.type() == type);
  }

  List<EventView> events() {
    return events;
  }

  KernelEventSource source() {
    return source;
  }

  @Override
  public void close() {
    source.close();
  }

  /** A program that ran: its output and its events. */
  record Run(int pid, String output, Instant before, List<EventView> own, List<EventView> all) {

    List<EventView> of(EventType type) {
      return own.stream().filter(event -> event.type() == type).toList();
    }

    /** The number that {@code calls} printed after a word. */
    long printed(String word) {
      String line =
          output
              .lines()
              .filter(l -> l.startsWith(word + " "))
              .findFirst()
              .orElseThrow(() -> new AssertionError(output));
      return Long.parseLong(line.substring(word.length() + 1));
    }

    /** The one event of this type, after checking what every event must say. */
    EventView only(EventType type) {
      List<EventView> found = of(type);
      assertThat(found)
          .as("%s among %s\n%s", type, own.stream().map(EventView::type).toList(), output)
          .hasSize(1);
      return checked(found.get(0));
    }

    /** The last event of this type: a JDK starts programs through one of its own. */
    EventView last(EventType type) {
      List<EventView> found = of(type);
      assertThat(found).as(output).isNotEmpty();
      return checked(found.getLast());
    }

    /** The last event of this type that names this path. */
    EventView about(EventType type, Arg path, String value) {
      return checked(
          of(type).stream()
              .filter(event -> event.text(path).equals(value))
              .reduce((first, second) -> second)
              .orElseThrow(
                  () ->
                      new AssertionError(
                          value + " not in " + of(type).stream().map(e -> e.text(path)).toList())));
    }

    private EventView checked(EventView event) {
      assertThat(event.tgid()).isEqualTo(pid);
      assertThat(event.tid()).isEqualTo(pid);
      assertThat(event.timestampNanos())
          .isBetween(nanos(before) - 50_000_000, nanos(Instant.now()) + 50_000_000);
      assertThat(event.mountNamespace()).isEqualTo(namespace("mnt"));
      assertThat(event.pidNamespace()).isEqualTo(namespace("pid"));
      assertThat(event.cgroupId()).isEqualTo(ownCgroup());
      assertThat(event.startTimeTicks())
          .isEqualTo(of(EventType.PROCESS_FORK).get(0).startTimeTicks());
      assertThat(event.truncated()).isFalse();
      if (output.contains("RESULT ") && event.type() != EventType.EXECVE) {
        assertThat(event.result()).isEqualTo(printed("RESULT"));
      }
      return event;
    }

    private static long nanos(Instant instant) {
      return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
    }
  }

  static long namespace(String kind) {
    try {
      String link = Files.readSymbolicLink(Path.of("/proc/self/ns", kind)).toString();
      return Long.parseLong(link.replaceAll("[^0-9]", ""));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Inode number of this test's cgroup, as the driver is to report it. */
  static long ownCgroup() {
    try {
      String memory = "";
      String unified = "/";
      for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
        String[] parts = line.split(":", 3);
        if (parts[0].equals("0")) {
          unified = parts[2];
        } else if (parts[1].equals("memory")) {
          memory = parts[2];
        }
      }
      Path root =
          Files.isDirectory(Path.of("/sys/fs/cgroup/unified"))
              ? Path.of("/sys/fs/cgroup/unified")
              : Path.of("/sys/fs/cgroup");
      if (unified.equals("/") && !memory.isEmpty() && !memory.equals("/")) {
        return inode(Path.of("/sys/fs/cgroup/memory" + memory)) | EventLayout.CGROUP_V1;
      }
      return inode(Path.of(root + unified));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static long inode(Path path) {
    try {
      return (Long) Files.getAttribute(path, "unix:ino");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The device of a file as the kernel encodes it, from the encoding that stat uses. */
  static long device(Path path) {
    try {
      long dev = (Long) Files.getAttribute(path, "unix:dev");
      long major = (dev >>> 8 & 0xfff) | (dev >>> 32 & ~0xfffL);
      long minor = (dev & 0xff) | (dev >>> 12 & ~0xffL);
      return major << 20 | minor;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
