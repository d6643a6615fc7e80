package io.nightjar.gate;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.respond.ResponseRequest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Some targets are never touched, whatever a playbook or a person asks. */
final class ProtectedTargetsGuard implements Guard {

  static final String LABEL = "nightjar.io/protected";

  private final GateSettings.Protection protection;
  private final TargetLookup lookup;

  ProtectedTargetsGuard(GateSettings.Protection protection, TargetLookup lookup) {
    this.protection = protection;
    this.lookup = lookup;
  }

  @Override
  public String name() {
    return "protected-targets";
  }

  @Override
  public Answer check(ResponseRequest request, Judgement soFar) {
    String reason = reason(request.target());
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
    if (isSelf(target)) {
      return target.describe() + " is Nightjar itself";
    }
    if (target instanceof ProcessTarget process && process.containerId().isEmpty()) {
      return hostProcess(process);
    }
    if (target instanceof ProcessTarget process && process.namespace().isEmpty()) {
      return process.describe()
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

  private @Nullable String hostProcess(ProcessTarget process) {
    if (process.pid() == 1) {
      return "process 1 keeps the node alive";
    }
    return protection.hostProcesses()
        ? process.describe() + " belongs to the host, and host processes are protected"
        : null;
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
      case WorkloadTarget workload ->
          !self.workload().isEmpty()
              && workload.name().equals(self.workload())
              && workload.namespace().equals(self.namespace());
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
          case WorkloadTarget one -> one.name();
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
