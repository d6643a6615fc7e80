package io.nightjar.node;

import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ExecDenial;
import io.nightjar.driver.ProcessInfo;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Lets the kernel kill the programs of {@code enforce: kill} rules, in exactly those containers in
 * which the gate would let the same kill be done at once: not where it is a dry run, where somebody
 * has to be asked, where the namespace, workload or pod is protected, nor while the kill switch is
 * engaged. A container is looked at when a process of it is first seen and again with every {@link
 * #look}; until then nothing is killed in it.
 *
 * <p>Thread: {@link #saw} is the sensor's only; the rest may be called from any.
 */
final class KernelEnforcement {

  private static final int MAX_CONTAINERS = 8192;

  /** The driver's side. */
  interface Kernel {
    /** Programs that are killed as they are executed. */
    void deny(List<ExecDenial> denials);

    /** The cgroups in which that is done. */
    void denyIn(Set<Long> cgroupIds);
  }

  private final String node;
  private final Kernel kernel;
  private final PodLookup pods;
  private final Predicate<ProcessTarget> gate;
  private final Consumer<String> record;
  private final Map<Long, ContainerIdentity> containers =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, ContainerIdentity> eldest) {
              return size() > MAX_CONTAINERS;
            }
          });
  private final Map<String, Long> kills = Collections.synchronizedMap(new TreeMap<>());
  private volatile boolean wanted;
  private List<ExecDenial> denials = List.of();
  private Set<Long> armed = Set.of();

  /**
   * @param gate whether a process of a container may be killed now without asking anybody
   * @param record takes what the trail has to know, in words
   */
  KernelEnforcement(
      String node,
      Kernel kernel,
      PodLookup pods,
      Predicate<ProcessTarget> gate,
      Consumer<String> record) {
    this.node = node;
    this.kernel = kernel;
    this.pods = pods;
    this.gate = gate;
    this.record = record;
  }

  /** Puts the denials of other rules in force. */
  synchronized void use(List<ExecDenial> next) {
    if (next.equals(denials)) {
      return;
    }
    denials = List.copyOf(next);
    wanted = !denials.isEmpty();
    kernel.deny(denials);
    Set<String> rules = new TreeSet<>();
    denials.forEach(denial -> rules.add(denial.name()));
    record.accept(
        rules.isEmpty()
            ? "no rule is enforced in the kernel"
            : "the kernel kills at exec for the rules " + String.join(", ", rules));
    look();
  }

  /** Takes notice of the container of an event, and of what the kernel killed. */
  void saw(EventView event, ProcessInfo process) {
    if (!wanted || process.container().isHost()) {
      return;
    }
    EventType type = event.type();
    if (type == EventType.EXECVE || type == EventType.EXECVEAT || type == EventType.PROCESS_FORK) {
      if (containers.put(event.cgroupId(), process.container()) == null) {
        look();
      }
      if (event.killed()) {
        kills.merge(described(process), 1L, Long::sum);
      }
    }
  }

  private String described(ProcessInfo process) {
    String pod =
        pod(process.container())
            .map(found -> found.pod().namespace() + "/" + found.pod().name())
            .orElse("container " + process.containerId());
    return process.exePath() + " in " + pod;
  }

  /** Asks the gate again for every container, and records what was killed since the last look. */
  synchronized void look() {
    if (wanted || !armed.isEmpty()) {
      Set<Long> allowed = wanted ? allowed() : Set.of();
      if (!allowed.equals(armed)) {
        armed = allowed;
        kernel.denyIn(allowed);
      }
    }
    Map<String, Long> killed;
    synchronized (kills) {
      killed = new TreeMap<>(kills);
      kills.clear();
    }
    killed.forEach(
        (what, count) ->
            record.accept(
                "killed at exec, before its first instruction: "
                    + what
                    + (count > 1 ? " (" + count + " times)" : "")));
  }

  private Set<Long> allowed() {
    Map<Long, ContainerIdentity> all;
    synchronized (containers) {
      all = new LinkedHashMap<>(containers);
    }
    Set<Long> allowed = new TreeSet<>();
    all.forEach(
        (cgroup, container) -> {
          if (gate.test(target(container))) {
            allowed.add(cgroup);
          }
        });
    return allowed;
  }

  /** Some process of the container: the gate looks at its pod. */
  private ProcessTarget target(ContainerIdentity container) {
    Optional<PodInfo> pod = pod(container);
    return new ProcessTarget(
        node,
        0,
        0,
        container.containerId(),
        pod.map(found -> found.pod().uid()).orElse(container.podUid()),
        pod.map(found -> found.pod().namespace()).orElse(""),
        pod.map(found -> found.pod().name()).orElse(""),
        "");
  }

  private Optional<PodInfo> pod(ContainerIdentity container) {
    Optional<PodInfo> byUid =
        container.podUid().isEmpty() ? Optional.empty() : pods.byUid(container.podUid());
    return byUid.isPresent() ? byUid : pods.byContainerId(container.containerId());
  }
}
