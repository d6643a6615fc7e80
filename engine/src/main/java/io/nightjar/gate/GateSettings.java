package io.nightjar.gate;

import io.nightjar.respond.ApprovalAsk;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the guards go by.
 *
 * @param namespaceModes overrides of {@code mode} by namespace
 * @param repeatAfter for so long a success that cannot be undone, or a dry run, counts as in force
 */
public record GateSettings(
    Mode mode,
    Map<String, Mode> namespaceModes,
    Protection protection,
    Rates rates,
    Asking asking,
    Duration repeatAfter) {

  public GateSettings {
    namespaceModes = Map.copyOf(namespaceModes);
  }

  /** Nothing configured beyond the mode. */
  public static GateSettings of(Mode mode) {
    return new GateSettings(
        mode,
        Map.of(),
        new Protection(Set.of(), Set.of(), true, Self.UNKNOWN),
        new Rates(new Rate(10, Duration.ofMinutes(10)), new Rate(30, Duration.ofMinutes(10))),
        new Asking(
            Set.of(),
            new ApprovalAsk(List.of(), Duration.ofMinutes(30), null, List.of()),
            Map.of()),
        Duration.ofMinutes(10));
  }

  public Mode mode(String namespace) {
    return namespaceModes.getOrDefault(namespace, mode);
  }

  public GateSettings with(Map<String, Mode> modes) {
    return new GateSettings(mode, modes, protection, rates, asking, repeatAfter);
  }

  public GateSettings with(Protection other) {
    return new GateSettings(mode, namespaceModes, other, rates, asking, repeatAfter);
  }

  public GateSettings with(Rates other) {
    return new GateSettings(mode, namespaceModes, protection, other, asking, repeatAfter);
  }

  public GateSettings with(Asking other) {
    return new GateSettings(mode, namespaceModes, protection, rates, other, repeatAfter);
  }

  /**
   * What is never touched.
   *
   * @param namespaces beside {@link #ALWAYS}
   * @param workloads as {@code namespace/name}
   * @param hostProcesses whether processes outside containers are protected
   */
  public record Protection(
      Set<String> namespaces, Set<String> workloads, boolean hostProcesses, Self self) {

    public static final Set<String> ALWAYS =
        Set.of("kube-system", "kube-public", "kube-node-lease");

    public Protection {
      namespaces = Set.copyOf(namespaces);
      workloads = Set.copyOf(workloads);
      for (String workload : workloads) {
        if (!workload.matches("[^/]+/[^/]+")) {
          throw new IllegalArgumentException(
              "a protected workload is written namespace/name, not '" + workload + "'");
        }
      }
    }
  }

  /**
   * Where this Nightjar runs; a text that is not known is empty.
   *
   * @param workload name of the workload object in {@code namespace}
   * @param pid its process id in the host's pid namespace, or 0
   */
  public record Self(String namespace, String podUid, String workload, String node, long pid) {
    public static final Self UNKNOWN = new Self("", "", "", "", 0);
  }

  /**
   * How often is acted before a person is asked.
   *
   * @param perAction one action in one namespace
   * @param clusterWide all actions together
   */
  public record Rates(Rate perAction, Rate clusterWide) {}

  /** At most {@code permits} in every {@code period}. */
  public record Rate(int permits, Duration period) {
    public Rate {
      if (permits < 1 || period.isNegative() || period.isZero()) {
        throw new IllegalArgumentException(
            "a rate needs a positive number and period, not " + permits + " in " + period);
      }
    }
  }

  /**
   * When and whom to ask.
   *
   * @param always ids of actions that always need approval
   * @param ask whom, and how long, where the request itself does not say it
   * @param approvers members by group; empty: groups are not enforced, any name may answer
   */
  public record Asking(Set<String> always, ApprovalAsk ask, Map<String, Set<String>> approvers) {
    public Asking {
      always = Set.copyOf(always);
      approvers = Map.copyOf(approvers);
    }
  }
}
