package io.nightjar.gate;

import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.respond.ResponseRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Some targets are never touched, whatever a playbook or a person asks. */
final class ProtectedTargetsGuard implements Guard {

  static final String LABEL = "nightjar.io/protected";

  private static final List<String> CONTROL_PLANE =
      List.of("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master");

  private final GateSettings.Protection protection;
  private final TargetLookup lookup;
  private final Reach reach;

  ProtectedTargetsGuard(GateSettings.Protection protection, Reach reach) {
    this.protection = protection;
    this.lookup = reach.targets();
    this.reach = reach;
  }

  @Override
  public String name() {
    return "protected-targets";
  }

  @Override
  public Answer check(ResponseRequest request, Judgement soFar) {
    String reason = reason(request.target());
    if (reason == null) {
      reason = protectedWithin(request);
    }
    return reason == null
        ? new Answer.Pass(request.target().describe() + " is not protected")
        : new Answer.Deny(reason);
  }

  private @Nullable String reason(Target target) {
    String namespace = target.namespace();
    if (GateSettings.Protection.ALWAYS.contains(namespace)
        || protection.namespaces().contains(namespace)) {
      return "namespace " + namespace + " is protected";
    }
    if (target instanceof NodeTarget node && isControlPlane(node)) {
      return node.describe() + " runs the control plane";
    }
    if (isSelf(target)) {
      return target.describe() + " is Nightjar itself";
    }
    if (isAmongOwn(namespace)) {
      return "namespace " + namespace + " is Nightjar's own";
    }
    if (target instanceof ProcessTarget process && process.containerId().isEmpty()) {
      return hostProcess(process);
    }
    if (isInContainer(target) && target.namespace().isEmpty()) {
      return target.describe()
          + " is in a container of no pod that the cluster knows, so whether it is protected cannot"
          + " be told";
    }
    String node = lookup.place(target).node();
    if (protection.nodes().contains(node)) {
      return "node " + node + " is protected";
    }
    Optional<PodInfo> pod = lookup.pod(target);
    String label = protectingLabel(lookup.labels(target));
    if (label != null) {
      return target.describe() + " carries the label " + label;
    }
    String workload = protectedWorkload(target, pod);
    return workload == null ? null : "workload " + workload + " is protected";
  }

  /** What is protected among that which a node or a namespace takes with it. */
  private @Nullable String protectedWithin(ResponseRequest request) {
    if (!reach.disrupts(request)) {
      return null;
    }
    GateSettings.Self self = protection.self();
    return switch (request.target()) {
      case NodeTarget node ->
          !self.node().isEmpty() && node.name().equals(self.node())
              ? node.describe() + " runs Nightjar itself"
              : protectedPod(node);
      case NamespaceTarget namespace -> protectedPod(namespace);
      case PodTarget pod -> null;
      case ProcessTarget process -> null;
      case ContainerTarget container -> null;
      case WorkloadTarget workload -> null;
      case SecretTarget secret -> null;
    };
  }

  /** A drain leaves the system's own namespaces alone, so those pods are no obstacle. */
  private @Nullable String protectedPod(Target target) {
    for (PodInfo pod : lookup.within(target)) {
      String namespace = pod.pod().namespace();
      String reason = GateSettings.Protection.ALWAYS.contains(namespace) ? null : reason(pod.pod());
      if (reason != null) {
        return target.describe() + " holds " + pod.pod().describe() + ", and " + reason;
      }
    }
    return null;
  }

  private boolean isControlPlane(NodeTarget node) {
    Map<String, String> labels = lookup.labels(node);
    return CONTROL_PLANE.stream().anyMatch(labels::containsKey);
  }

  private @Nullable String hostProcess(ProcessTarget process) {
    if (process.pid() == 1) {
      return "process 1 keeps the node alive";
    }
    return protection.hostProcesses()
        ? process.describe() + " belongs to the host, and host processes are protected"
        : null;
  }

  /** Whoever configures other namespaces does not thereby give up its agents, keys and standby. */
  private boolean isAmongOwn(String namespace) {
    return !namespace.isEmpty() && namespace.equals(protection.self().namespace());
  }

  private static boolean isInContainer(Target target) {
    return target instanceof ProcessTarget || target instanceof ContainerTarget;
  }

  private boolean isSelf(Target target) {
    GateSettings.Self self = protection.self();
    return switch (target) {
      case PodTarget pod -> !self.podUid().isEmpty() && pod.uid().equals(self.podUid());
      case ProcessTarget process ->
          (!self.podUid().isEmpty() && process.podUid().equals(self.podUid()))
              || (self.pid() != 0
                  && process.pid() == self.pid()
                  && process.node().equals(self.node()));
      case ContainerTarget container ->
          !self.podUid().isEmpty() && container.podUid().equals(self.podUid());
      case WorkloadTarget workload ->
          !self.workload().isEmpty()
              && workload.name().equals(self.workload())
              && workload.namespace().equals(self.namespace());
      case NamespaceTarget namespace ->
          !self.namespace().isEmpty() && namespace.name().equals(self.namespace());
      case SecretTarget secret ->
          !self.namespace().isEmpty() && secret.namespace().equals(self.namespace());
      case NodeTarget node -> false;
    };
  }

  private @Nullable String protectingLabel(Map<String, String> labels) {
    if ("true".equals(labels.get(LABEL))) {
      return LABEL + "=true";
    }
    return protection.labels().entrySet().stream()
        .filter(label -> label.getValue().equals(labels.get(label.getKey())))
        .map(label -> label.getKey() + "=" + label.getValue())
        .sorted()
        .findFirst()
        .orElse(null);
  }

  private @Nullable String protectedWorkload(Target target, Optional<PodInfo> pod) {
    for (String workload : protection.workloads()) {
      String namespace = workload.substring(0, workload.indexOf('/'));
      String name = workload.substring(namespace.length() + 1);
      if (namespace.equals(target.namespace()) && belongs(target, pod, name)) {
        return workload;
      }
    }
    return null;
  }

  private static boolean belongs(Target target, Optional<PodInfo> pod, String workload) {
    String name =
        switch (target) {
          case PodTarget one -> one.name();
          case ProcessTarget process -> process.podName();
          case ContainerTarget container -> container.podName();
          case WorkloadTarget one -> one.name();
          case NamespaceTarget one -> "";
          case NodeTarget one -> "";
          case SecretTarget one -> "";
        };
    WorkloadTarget owner = pod.map(PodInfo::workload).orElse(null);
    if (owner != null) {
      return owner.name().equals(workload);
    }
    // a bare pod, or one whose owner is not known: rather protect too much than too little
    return name.equals(workload)
        || (!(target instanceof WorkloadTarget) && name.startsWith(workload + "-"));
  }
}
