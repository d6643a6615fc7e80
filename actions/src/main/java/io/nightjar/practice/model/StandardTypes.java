package io.nightjar.practice.model;

import static io.nightjar.practice.model.ResourceType.Trait.CATEGORY_ALL;
import static io.nightjar.practice.model.ResourceType.Trait.GENERATION;
import static io.nightjar.practice.model.ResourceType.Trait.REVIEW;
import static io.nightjar.practice.model.ResourceType.Trait.SCALE;
import static io.nightjar.practice.model.ResourceType.Trait.STATUS;
import static io.nightjar.practice.model.ResourceType.clusterWide;
import static io.nightjar.practice.model.ResourceType.namespaced;

import java.util.List;

/** The resource types that every practice cluster serves; a new one is a new line. */
public final class StandardTypes {

  public static final ResourceType NAMESPACES =
      clusterWide("v1", "namespaces", "Namespace", "ns").with(STATUS).selectableBy("status.phase");
  public static final ResourceType NODES =
      clusterWide("v1", "nodes", "Node", "no").with(STATUS).selectableBy("spec.unschedulable");
  public static final ResourceType PODS =
      namespaced("v1", "pods", "Pod", "po")
          .with(STATUS, CATEGORY_ALL)
          .selectableBy(
              "spec.nodeName",
              "spec.restartPolicy",
              "spec.schedulerName",
              "spec.serviceAccountName",
              "spec.hostNetwork",
              "status.phase",
              "status.podIP",
              "status.nominatedNodeName");
  public static final ResourceType SERVICES =
      namespaced("v1", "services", "Service", "svc")
          .with(STATUS, CATEGORY_ALL)
          .selectableBy("spec.clusterIP", "spec.type");
  public static final ResourceType ENDPOINTS = namespaced("v1", "endpoints", "Endpoints", "ep");
  public static final ResourceType EVENTS =
      namespaced("v1", "events", "Event", "ev")
          .selectableBy(
              "involvedObject.kind",
              "involvedObject.namespace",
              "involvedObject.name",
              "involvedObject.uid",
              "involvedObject.apiVersion",
              "involvedObject.resourceVersion",
              "involvedObject.fieldPath",
              "reason",
              "reportingComponent",
              "source",
              "type");
  public static final ResourceType SERVICE_ACCOUNTS =
      namespaced("v1", "serviceaccounts", "ServiceAccount", "sa");
  public static final ResourceType SECRETS =
      namespaced("v1", "secrets", "Secret").selectableBy("type");

  public static final ResourceType RESOURCE_QUOTAS =
      namespaced("v1", "resourcequotas", "ResourceQuota", "quota").with(STATUS);

  public static final ResourceType DEPLOYMENTS =
      namespaced("apps/v1", "deployments", "Deployment", "deploy")
          .with(STATUS, GENERATION, SCALE, CATEGORY_ALL);
  public static final ResourceType REPLICA_SETS =
      namespaced("apps/v1", "replicasets", "ReplicaSet", "rs")
          .with(STATUS, GENERATION, SCALE, CATEGORY_ALL);
  public static final ResourceType STATEFUL_SETS =
      namespaced("apps/v1", "statefulsets", "StatefulSet", "sts")
          .with(STATUS, GENERATION, SCALE, CATEGORY_ALL);
  public static final ResourceType DAEMON_SETS =
      namespaced("apps/v1", "daemonsets", "DaemonSet", "ds").with(STATUS, GENERATION, CATEGORY_ALL);
  public static final ResourceType CONTROLLER_REVISIONS =
      namespaced("apps/v1", "controllerrevisions", "ControllerRevision");
  public static final ResourceType JOBS =
      namespaced("batch/v1", "jobs", "Job").with(STATUS, GENERATION, CATEGORY_ALL);
  public static final ResourceType CRON_JOBS =
      namespaced("batch/v1", "cronjobs", "CronJob", "cj").with(STATUS, GENERATION, CATEGORY_ALL);
  public static final ResourceType NETWORK_POLICIES =
      namespaced("networking.k8s.io/v1", "networkpolicies", "NetworkPolicy", "netpol")
          .with(GENERATION);
  public static final ResourceType POD_DISRUPTION_BUDGETS =
      namespaced("policy/v1", "poddisruptionbudgets", "PodDisruptionBudget", "pdb")
          .with(STATUS, GENERATION);
  public static final ResourceType ENDPOINT_SLICES =
      namespaced("discovery.k8s.io/v1", "endpointslices", "EndpointSlice").with(GENERATION);

  public static final ResourceType ROLES =
      namespaced("rbac.authorization.k8s.io/v1", "roles", "Role");
  public static final ResourceType ROLE_BINDINGS =
      namespaced("rbac.authorization.k8s.io/v1", "rolebindings", "RoleBinding");
  public static final ResourceType CLUSTER_ROLES =
      clusterWide("rbac.authorization.k8s.io/v1", "clusterroles", "ClusterRole");
  public static final ResourceType CLUSTER_ROLE_BINDINGS =
      clusterWide("rbac.authorization.k8s.io/v1", "clusterrolebindings", "ClusterRoleBinding");

  public static final ResourceType TOKEN_REVIEWS =
      clusterWide("authentication.k8s.io/v1", "tokenreviews", "TokenReview").with(REVIEW);
  public static final ResourceType SELF_SUBJECT_REVIEWS =
      clusterWide("authentication.k8s.io/v1", "selfsubjectreviews", "SelfSubjectReview")
          .with(REVIEW);
  public static final ResourceType SUBJECT_ACCESS_REVIEWS =
      clusterWide("authorization.k8s.io/v1", "subjectaccessreviews", "SubjectAccessReview")
          .with(REVIEW);
  public static final ResourceType LOCAL_SUBJECT_ACCESS_REVIEWS =
      namespaced("authorization.k8s.io/v1", "localsubjectaccessreviews", "LocalSubjectAccessReview")
          .with(REVIEW);
  public static final ResourceType SELF_SUBJECT_ACCESS_REVIEWS =
      clusterWide("authorization.k8s.io/v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview")
          .with(REVIEW);
  public static final ResourceType SELF_SUBJECT_RULES_REVIEWS =
      clusterWide("authorization.k8s.io/v1", "selfsubjectrulesreviews", "SelfSubjectRulesReview")
          .with(REVIEW);

  static final List<ResourceType> ALL =
      List.of(
          NAMESPACES,
          NODES,
          PODS,
          SERVICES,
          ENDPOINTS,
          EVENTS,
          SERVICE_ACCOUNTS,
          SECRETS,
          namespaced("v1", "configmaps", "ConfigMap", "cm"),
          namespaced("v1", "persistentvolumeclaims", "PersistentVolumeClaim", "pvc").with(STATUS),
          clusterWide("v1", "persistentvolumes", "PersistentVolume", "pv").with(STATUS),
          RESOURCE_QUOTAS,
          namespaced("v1", "limitranges", "LimitRange", "limits"),
          DEPLOYMENTS,
          REPLICA_SETS,
          STATEFUL_SETS,
          DAEMON_SETS,
          CONTROLLER_REVISIONS,
          JOBS,
          CRON_JOBS,
          namespaced("autoscaling/v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", "hpa")
              .with(STATUS, CATEGORY_ALL),
          NETWORK_POLICIES,
          namespaced("networking.k8s.io/v1", "ingresses", "Ingress", "ing")
              .with(STATUS, GENERATION),
          POD_DISRUPTION_BUDGETS,
          ENDPOINT_SLICES,
          namespaced("coordination.k8s.io/v1", "leases", "Lease"),
          ROLES,
          ROLE_BINDINGS,
          CLUSTER_ROLES,
          CLUSTER_ROLE_BINDINGS,
          clusterWide(
                  "admissionregistration.k8s.io/v1",
                  "validatingadmissionpolicies",
                  "ValidatingAdmissionPolicy")
              .with(STATUS, GENERATION),
          clusterWide(
              "admissionregistration.k8s.io/v1",
              "validatingadmissionpolicybindings",
              "ValidatingAdmissionPolicyBinding"),
          clusterWide("scheduling.k8s.io/v1", "priorityclasses", "PriorityClass", "pc"),
          clusterWide("storage.k8s.io/v1", "storageclasses", "StorageClass", "sc"),
          TOKEN_REVIEWS,
          SELF_SUBJECT_REVIEWS,
          SUBJECT_ACCESS_REVIEWS,
          LOCAL_SUBJECT_ACCESS_REVIEWS,
          SELF_SUBJECT_ACCESS_REVIEWS,
          SELF_SUBJECT_RULES_REVIEWS);

  private StandardTypes() {}
}
