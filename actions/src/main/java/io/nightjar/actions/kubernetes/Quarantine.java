package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.nightjar.actions.PodTarget;

/**
 * One pod that is cut off.
 *
 * @param id value of its quarantine label
 * @param responseId of the response that cuts it off
 */
record Quarantine(PodTarget pod, String id, String responseId, AllowList allow) {

  /** Of an object for it, without an owner: it must outlive whatever deletes the pod's owners. */
  ObjectMeta metadata(String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(pod.namespace())
        .addToLabels(Marks.MANAGED_BY, Marks.NIGHTJAR)
        .addToAnnotations(Marks.RESPONSE, responseId)
        .addToAnnotations(Marks.POD, pod.name())
        .addToAnnotations(Marks.POD_UID, pod.uid())
        .build();
  }
}
