package io.nightjar.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many rings there are, how big, and which CPU writes into which: one for each CPU that runs at
 * the start, 4 MiB each, 8 MiB at least and 64 MiB at most in all. Beyond 256 CPUs some share one,
 * as does a CPU that is added later.
 *
 * @param ringBytes of each ring, a power of two
 * @param ringOfCpu the ring of each CPU that the machine can have
 */
record RingPlan(int ringBytes, int rings, List<Integer> ringOfCpu) {
  private static final int BYTES_PER_CPU = 4 << 20;
  private static final int MIN_TOTAL_BYTES = 8 << 20;
  private static final int MAX_TOTAL_BYTES = 64 << 20;
  private static final int MIN_RING_BYTES = 256 << 10;
  private static final int MAX_RINGS = MAX_TOTAL_BYTES / MIN_RING_BYTES;
  private static final Path CPUS = Path.of("/sys/devices/system/cpu");

  RingPlan {
    ringOfCpu = List.copyOf(ringOfCpu);
  }

  /** For this machine, as big as is sensible. */
  static RingPlan ofThisMachine() {
    return of(read("possible"), read("online"), 0);
  }

  /** For this machine, with rings of this size. */
  static RingPlan ofThisMachine(int ringBytes) {
    return of(read("possible"), read("online"), ringBytes);
  }

  /**
   * @param possible numbers of the CPUs that the machine can have, as the kernel writes them:
   *     {@code 0-3,8}
   * @param online those that run
   * @param ringBytes 0 for what is sensible
   */
  static RingPlan of(String possible, String online, int ringBytes) {
    List<Integer> all = numbers(possible);
    List<Integer> running = numbers(online);
    int rings = Math.min(running.size(), MAX_RINGS);
    int[] ringOfCpu = new int[all.getLast() + 1];
    Arrays.setAll(ringOfCpu, cpu -> cpu % rings);
    for (int i = 0; i < running.size(); i++) {
      ringOfCpu[running.get(i)] = i % rings;
    }
    return new RingPlan(
        ringBytes > 0 ? ringBytes : sensibleBytes(rings),
        rings,
        Arrays.stream(ringOfCpu).boxed().toList());
  }

  private static int sensibleBytes(int rings) {
    int total = Math.clamp((long) BYTES_PER_CPU * rings, MIN_TOTAL_BYTES, MAX_TOTAL_BYTES);
    return Integer.highestOneBit(total / rings);
  }

  private static List<Integer> numbers(String list) {
    List<Integer> numbers = new ArrayList<>();
    for (String range : list.strip().split(",")) {
      String[] ends = range.split("-");
      int last = Integer.parseInt(ends[ends.length - 1]);
      for (int cpu = Integer.parseInt(ends[0]); cpu <= last; cpu++) {
        numbers.add(cpu);
      }
    }
    return numbers;
  }

  private static String read(String name) {
    try {
      return Files.readString(CPUS.resolve(name));
    } catch (IOException noSysfs) {
      return "0-" + (Runtime.getRuntime().availableProcessors() - 1);
    }
  }
}
