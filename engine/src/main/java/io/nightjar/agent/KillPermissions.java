package io.nightjar.agent;

import io.nightjar.actions.ProcessTarget;
import io.nightjar.agent.link.LinkFailure;
import io.nightjar.fleet.wire.KillPermission;
import io.nightjar.fleet.wire.MayKill;
import io.nightjar.fleet.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * In which containers the kernel may kill, as an engine said last. A permission runs out when no
 * engine renews it. Thread: {@link #mayKill} is anybody's and answers at once; {@link #turn} is its
 * loop's only.
 */
final class KillPermissions {

  private static final long SHORTEST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long USUAL_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long UNASKED_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final Duration WITHIN = Duration.ofSeconds(10);

  /** A container that somebody asked about. */
  private record Asked(String podUid, long atNanos) {}

  private final EngineCalls calls;
  private final Runnable changed;
  private final LongSupplier nanos;
  private final Map<String, Asked> asked = new ConcurrentHashMap<>();
  private final Map<String, Long> until = new ConcurrentHashMap<>();
  private final Semaphore unknown = new Semaphore(0);
  private long waitNanos = USUAL_NANOS;

  /**
   * @param changed is run when there is more or less permission than before
   * @param nanos as {@link System#nanoTime}
   */
  KillPermissions(EngineCalls calls, Runnable changed, LongSupplier nanos) {
    this.calls = calls;
    this.changed = changed;
    this.nanos = nanos;
  }

  /** Whether a process of that container may be killed now; what is not known is asked for. */
  boolean mayKill(ProcessTarget target) {
    String container = target.containerId();
    long now = nanos.getAsLong();
    if (asked.put(container, new Asked(target.podUid(), now)) == null) {
      unknown.release();
    }
    Long end = until.get(container);
    return end != null && now - end < 0;
  }

  /** Asks when a container is new, and in good time before a permission runs out. */
  void turn() throws InterruptedException {
    boolean unused = unknown.tryAcquire(waitNanos, TimeUnit.NANOSECONDS);
    unknown.drainPermits();
    long now = nanos.getAsLong();
    asked.values().removeIf(each -> now - each.atNanos() > UNASKED_NANOS);
    until.keySet().retainAll(asked.keySet());
    waitNanos = USUAL_NANOS;
    List<MayKill.Container> containers = new ArrayList<>();
    asked.forEach((id, each) -> containers.add(new MayKill.Container(id, each.podUid())));
    try {
      for (int from = 0; from < containers.size(); from += Wire.CONTAINERS_AT_MOST) {
        ask(containers.subList(from, Math.min(from + Wire.CONTAINERS_AT_MOST, containers.size())));
      }
    } catch (LinkFailure e) {
      calls.failed(e);
    }
  }

  private void ask(List<MayKill.Container> containers) throws LinkFailure, InterruptedException {
    long began = nanos.getAsLong();
    KillPermission answer =
        calls.link().post("/may-kill", new MayKill(containers), KillPermission.class, WITHIN);
    calls.answered();
    Set<String> before = Set.copyOf(until.keySet());
    Set<String> allowed = new HashSet<>(answer.containers());
    for (MayKill.Container container : containers) {
      if (allowed.contains(container.id())) {
        until.put(container.id(), began + answer.holds().toNanos());
      } else {
        until.remove(container.id());
      }
    }
    waitNanos = Math.clamp(answer.holds().toNanos() / 3, SHORTEST_NANOS, USUAL_NANOS);
    if (!before.equals(until.keySet())) {
      changed.run();
    }
  }

  /** In how many containers the kernel may kill now. */
  long count() {
    long now = nanos.getAsLong();
    return until.values().stream().filter(end -> now - end < 0).count();
  }
}
