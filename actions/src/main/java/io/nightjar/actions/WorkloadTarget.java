package io.nightjar.actions;

/**
 * One workload object by UID.
 *
 * @param kind Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob
 */
public record WorkloadTarget(String kind, String namespace, String name, String uid)
    implements Target {

  @Override
  public String key() {
    return "workload/" + uid;
  }

  @Override
  public String describe() {
    return kind + " " + namespace + "/" + name;
  }
}
