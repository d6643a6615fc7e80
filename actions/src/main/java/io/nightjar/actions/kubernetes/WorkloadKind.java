package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.nightjar.actions.ActionDescriptor.Permission;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The workloads that the actions can change. */
enum WorkloadKind {
  DEPLOYMENT("Deployment", "apps", "deployments", Deployment.class),
  STATEFUL_SET("StatefulSet", "apps", "statefulsets", StatefulSet.class),
  REPLICA_SET("ReplicaSet", "apps", "replicasets", ReplicaSet.class),
  DAEMON_SET("DaemonSet", "apps", "daemonsets", DaemonSet.class),
  JOB("Job", "batch", "jobs", Job.class),
  CRON_JOB("CronJob", "batch", "cronjobs", CronJob.class);

  private final String kind;
  private final String group;
  private final String resource;
  private final Class<? extends HasMetadata> type;

  WorkloadKind(String kind, String group, String resource, Class<? extends HasMetadata> type) {
    this.kind = kind;
    this.group = group;
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
        .map(one -> new Permission(one.group, one.resource, List.of("get", "patch")))
        .toList();
  }
}
