package io.nightjar.playbook;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fact that tells of a pod or a workload; a text that is not known is empty. */
public interface OfTarget {

  /** The pod that it is about. */
  @Nullable PodTarget pod();

  /** The workload that it is about. */
  @Nullable WorkloadTarget workload();

  /** The detections behind it. */
  List<String> detectionIds();

  /** UID of the pod, or empty. */
  default String getPodUid() {
    PodTarget pod = pod();
    return pod == null ? "" : pod.uid();
  }

  /** Name of the pod, or empty. */
  default String getPodName() {
    PodTarget pod = pod();
    return pod == null ? "" : pod.name();
  }

  /** Namespace of the pod or else of the workload, or empty. */
  default String getNamespace() {
    PodTarget pod = pod();
    WorkloadTarget workload = workload();
    return pod != null ? pod.namespace() : workload != null ? workload.namespace() : "";
  }

  /** UID of the workload, or empty. */
  default String getWorkloadUid() {
    WorkloadTarget workload = workload();
    return workload == null ? "" : workload.uid();
  }

  /** Name of the workload, or empty. */
  default String getWorkloadName() {
    WorkloadTarget workload = workload();
    return workload == null ? "" : workload.name();
  }

  /** {@code Deployment}, {@code StatefulSet} …, or empty. */
  default String getWorkloadKind() {
    WorkloadTarget workload = workload();
    return workload == null ? "" : workload.kind();
  }
}
