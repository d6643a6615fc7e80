package io.nightjar.store;

import io.nightjar.detect.Detection;
import io.nightjar.detect.Shed;
import io.nightjar.incident.Subject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A bounded queue that is fair: detections of one rule on one workload wait in a lane of their own,
 * and the lanes are served in turn. Whoever floods it waits for himself, and when it is full, the
 * longest lane gives up its latest detection, which is counted. Thread safe, nobody waits to add.
 */
final class WaitingDetections {
  private final int capacity;
  private final Map<List<String>, Lane> lanes = new LinkedHashMap<>();
  private final Deque<Lane> turns = new ArrayDeque<>();
  private final TreeMap<Integer, Set<Lane>> bySize = new TreeMap<>();
  private final Map<List<String>, Shed> shed = new HashMap<>();
  private long number;
  private int size;
  private int atHand;
  private long shedEver;

  private record Waiting(long number, Detection detection) {}

  private static final class Lane {
    private final List<String> key;
    private final Deque<Waiting> waiting = new ArrayDeque<>(4);

    Lane(List<String> key) {
      this.key = key;
    }
  }

  WaitingDetections(int capacity) {
    this.capacity = capacity;
  }

  synchronized void add(Detection detection) {
    List<String> key = key(detection);
    Lane lane = lanes.get(key);
    int length = lane == null ? 0 : lane.waiting.size();
    if (size == capacity) {
      Map.Entry<Integer, Set<Lane>> longest = bySize.lastEntry();
      if (longest == null || longest.getKey() <= length) {
        shed(key, detection);
        return;
      }
      Lane giving = longest.getValue().iterator().next();
      shed(giving.key, resized(giving, giving.waiting::removeLast));
    }
    if (lane == null) {
      lane = new Lane(key);
      lanes.put(key, lane);
      turns.addLast(lane);
    }
    Lane taking = lane;
    Waiting waiting = new Waiting(number++, detection);
    resized(
        taking,
        () -> {
          taking.waiting.addLast(waiting);
          return waiting;
        });
    notifyAll();
  }

  /** Counts one that nobody could take in. */
  synchronized void giveUp(Detection detection) {
    shed(key(detection), detection);
  }

  private static List<String> key(Detection detection) {
    return List.of(detection.rule(), Subject.of(detection).key());
  }

  private void shed(List<String> key, Detection detection) {
    shedEver++;
    shed.merge(
        key,
        new Shed(detection, 1, detection.time()),
        (known, another) -> known.plus(another.like()));
  }

  private Detection resized(Lane lane, Supplier<Waiting> change) {
    int before = lane.waiting.size();
    Waiting moved = change.get();
    int after = lane.waiting.size();
    size += after - before;
    Set<Lane> same = bySize.get(before);
    if (same != null && same.remove(lane) && same.isEmpty()) {
      bySize.remove(before);
    }
    if (after > 0) {
      bySize.computeIfAbsent(after, length -> new LinkedHashSet<>()).add(lane);
    }
    return moved.detection();
  }

  /**
   * Waits for the first one, then takes all that wait, up to {@code most}: from every lane one, in
   * turn. What is taken together is in the order in which it came.
   *
   * @return empty when nothing came within {@code millis}
   */
  synchronized List<Detection> take(int most, long millis) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (size == 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (left <= 0) {
        return List.of();
      }
      wait(left);
    }
    List<Waiting> taken = new ArrayList<>();
    while (taken.size() < most && !turns.isEmpty()) {
      Lane lane = turns.removeFirst();
      if (!lane.waiting.isEmpty()) { // it may have given up its only one
        resized(
            lane,
            () -> {
              Waiting first = lane.waiting.removeFirst();
              taken.add(first);
              return first;
            });
      }
      if (lane.waiting.isEmpty()) {
        lanes.remove(lane.key);
      } else {
        turns.addLast(lane);
      }
    }
    atHand = taken.size();
    taken.sort(Comparator.comparingLong(Waiting::number));
    return taken.stream().map(Waiting::detection).toList();
  }

  /** What was taken last is done with. */
  synchronized void done() {
    atHand = 0;
  }

  /** What was given up since the last call. */
  synchronized Collection<Shed> takeShed() {
    List<Shed> taken = List.copyOf(shed.values());
    shed.clear();
    return taken;
  }

  /** How many were given up since the start. */
  synchronized long shed() {
    return shedEver;
  }

  /** Those that wait, with those that were taken last and are not done with. */
  synchronized int size() {
    return size + atHand;
  }
}
