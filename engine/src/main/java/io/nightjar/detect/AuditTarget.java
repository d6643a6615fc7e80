package io.nightjar.detect;

import io.nightjar.actions.WorkloadTarget;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What in the cluster an audit event is about; a text that is not known is empty.
 *
 * @param node of the pod, or the node itself that was asked
 * @param namespace of the object, or the namespace itself
 * @param container that was entered, made or added; null where that is not told
 */
public record AuditTarget(
    String node,
    String podUid,
    String podName,
    String namespace,
    Map<String, String> podLabels,
    @Nullable WorkloadTarget workload,
    @Nullable Container container) {

  /** A container of the pod. */
  public record Container(String name, String id, String image, boolean privileged) {
    static final Container NONE = new Container("", "", "", false);
  }

  public AuditTarget {
    podLabels = Map.copyOf(podLabels);
  }

  /** Where no cluster is asked: the name of a pod and the namespace, as the event tells them. */
  public static AuditTarget named(String podName, String namespace) {
    return new AuditTarget("", "", podName, namespace, Map.of(), null, null);
  }

  Container containerOrNone() {
    return container == null ? Container.NONE : container;
  }
}
