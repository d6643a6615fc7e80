package io.nightjar.practice.registry;

/** Well-known label and annotation names (Kubernetes documentation, "Well-known labels"). */
public final class Labels {
  public static final String POD_TEMPLATE_HASH = "pod-template-hash";
  public static final String CONTROLLER_REVISION_HASH = "controller-revision-hash";
  public static final String STATEFUL_SET_POD_NAME = "statefulset.kubernetes.io/pod-name";
  public static final String POD_INDEX = "apps.kubernetes.io/pod-index";
  public static final String CONTROLLER_UID = "batch.kubernetes.io/controller-uid";
  public static final String JOB_NAME = "batch.kubernetes.io/job-name";
  public static final String SERVICE_NAME = "kubernetes.io/service-name";
  public static final String HOSTNAME = "kubernetes.io/hostname";
  public static final String REVISION = "deployment.kubernetes.io/revision";
  public static final String DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas";
  public static final String MAX_REPLICAS = "deployment.kubernetes.io/max-replicas";

  private Labels() {}
}
