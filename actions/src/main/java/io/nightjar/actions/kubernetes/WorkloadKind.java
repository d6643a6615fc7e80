package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.nightjar.actions.ActionDescriptor.Permission;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The workloads with a pod template that the actions can change. */
enum WorkloadKind {
  DEPLOYMENT("Deployment", "deployments", Deployment.class),
  STATEFUL_SET("StatefulSet", "statefulsets", StatefulSet.class),
  REPLICA_SET("ReplicaSet", "replicasets", ReplicaSet.class),
  DAEMON_SET("DaemonSet", "daemonsets", DaemonSet.class);

  private final String kind;
  private final String resource;
  private final Class<? extends HasMetadata> type;

  WorkloadKind(String kind, String resource, Class<? extends HasMetadata> type) {
    this.kind = kind;
    this.resource = resource;
    this.type = type;
  }

  Class<? extends HasMetadata> type() {
    return type;
  }

  static Optional<WorkloadKind> of(String kind) {
    return Arrays.stream(values()).filter(one -> one.kind.equals(kind)).findFirst();
  }

  /** What reading and changing these kinds takes. */
  static List<Permission> permissions(Set<WorkloadKind> kinds) {
    return kinds.stream()
        .sorted()
        .map(one -> new Permission("apps", one.resource, List.of("get", "patch")))
        .toList();
  }
}
