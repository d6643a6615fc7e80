package io.nightjar.gate;

import io.nightjar.respond.ApprovalAsk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the guards go by.
 *
 * @param namespaceModes overrides of {@code mode} by namespace
 * @param exemptions what is left alone for a while
 * @param repeatAfter for so long a success that cannot be undone, or a dry run, counts as in force
 * @param coolDown for so long what a person undid is not done again without asking
 * @param stages of the playbooks, where the configuration says them
 */
public record GateSettings(
    Mode mode,
    Map<String, Mode> namespaceModes,
    Protection protection,
    Rates rates,
    Budgets budgets,
    List<Exemption> exemptions,
    Asking asking,
    Duration repeatAfter,
    Duration coolDown,
    Stages stages) {

  public GateSettings {
    namespaceModes = Map.copyOf(namespaceModes);
    exemptions = List.copyOf(exemptions);
  }

  /** Nothing configured beyond the mode. */
  public static GateSettings of(Mode mode) {
    return new GateSettings(
        mode,
        Map.of(),
        new Protection(Set.of(), Set.of(), Map.of(), Set.of(), true, Self.UNKNOWN),
        new Rates(new Rate(10, Duration.ofMinutes(10)), new Rate(30, Duration.ofMinutes(10))),
        Budgets.NONE,
        List.of(),
        new Asking(
            Set.of(), ApprovalAsk.of(List.of(), Duration.ofMinutes(30), List.of()), Map.of()),
        Duration.ofMinutes(10),
        Duration.ZERO,
        Stages.NONE);
  }

  public Mode mode(String namespace) {
    return namespaceModes.getOrDefault(namespace, mode);
  }

  public GateSettings with(Map<String, Mode> modes) {
    return new GateSettings(
        mode, modes, protection, rates, budgets, exemptions, asking, repeatAfter, coolDown, stages);
  }

  public GateSettings with(Protection other) {
    return new GateSettings(
        mode,
        namespaceModes,
        other,
        rates,
        budgets,
        exemptions,
        asking,
        repeatAfter,
        coolDown,
        stages);
  }

  public GateSettings with(Rates other) {
    return new GateSettings(
        mode,
        namespaceModes,
        protection,
        other,
        budgets,
        exemptions,
        asking,
        repeatAfter,
        coolDown,
        stages);
  }

  public GateSettings with(Budgets other) {
    return new GateSettings(
        mode,
        namespaceModes,
        protection,
        rates,
        other,
        exemptions,
        asking,
        repeatAfter,
        coolDown,
        stages);
  }

  public GateSettings with(List<Exemption> others) {
    return new GateSettings(
        mode,
        namespaceModes,
        protection,
        rates,
        budgets,
        others,
        asking,
        repeatAfter,
        coolDown,
        stages);
  }

  public GateSettings with(Asking other) {
    return new GateSettings(
        mode,
        namespaceModes,
        protection,
        rates,
        budgets,
        exemptions,
        other,
        repeatAfter,
        coolDown,
        stages);
  }

  /** With another time for which what a person undid is not done again without asking. */
  public GateSettings coolingDown(Duration other) {
    return new GateSettings(
        mode,
        namespaceModes,
        protection,
        rates,
        budgets,
        exemptions,
        asking,
        repeatAfter,
        other,
        stages);
  }

  /** With other stages. */
  public GateSettings with(Stages other) {
    return new GateSettings(
        mode,
        namespaceModes,
        protection,
        rates,
        budgets,
        exemptions,
        asking,
        repeatAfter,
        coolDown,
        other);
  }

  /**
   * What is never touched.
   *
   * @param namespaces beside {@link #ALWAYS}
   * @param workloads as {@code namespace/name}
   * @param labels of pods and workloads, each enough by itself
   * @param nodes whose pods and processes are never touched
   * @param hostProcesses whether processes outside containers are protected
   */
  public record Protection(
      Set<String> namespaces,
      Set<String> workloads,
      Map<String, String> labels,
      Set<String> nodes,
      boolean hostProcesses,
      Self self) {

    public static final Set<String> ALWAYS =
        Set.of("kube-system", "kube-public", "kube-node-lease");

    public Protection {
      namespaces = Set.copyOf(namespaces);
      workloads = Set.copyOf(workloads);
      labels = Map.copyOf(labels);
      nodes = Set.copyOf(nodes);
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
   * @param policies the first that matches counts
   * @param calendars what the policies' calendars are asked of
   */
  public record Asking(
      Set<String> always,
      ApprovalAsk ask,
      Map<String, Set<String>> approvers,
      List<ApprovalPolicy> policies,
      Times calendars) {
    public Asking {
      always = Set.copyOf(always);
      approvers = Map.copyOf(approvers);
      policies = List.copyOf(policies);
    }

    /** Without policies. */
    public Asking(Set<String> always, ApprovalAsk ask, Map<String, Set<String>> approvers) {
      this(always, ask, approvers, List.of(), (calendar, at) -> false);
    }
  }

  /** Named times such as {@code night}. */
  @FunctionalInterface
  public interface Times {
    boolean isOn(String calendar, Instant at);
  }
}
