package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.nightjar.actions.PodTarget;
import java.util.List;
import java.util.Map;

/** The deny-all NetworkPolicy of exactly one quarantined pod. */
final class QuarantinePolicy {
  private QuarantinePolicy() {}

  /**
   * The value of the pod's quarantine label. It comes from the pod's UID, so that a pod template
   * cannot carry it beforehand and two responses on one pod meet in one policy.
   */
  static String id(String podUid) {
    return Fingerprint.of(16, "quarantine", podUid);
  }

  static String name(String id) {
    return "nightjar-quarantine-" + id;
  }

  static NetworkPolicy build(PodTarget pod, String id, String responseId, AllowList allow) {
    return new NetworkPolicyBuilder()
        .withMetadata(new Quarantine(pod, id, responseId, allow).metadata(name(id)))
        .withNewSpec()
        .withNewPodSelector()
        .addToMatchLabels(Marks.QUARANTINE, id)
        .endPodSelector()
        .withPolicyTypes("Ingress", "Egress")
        .withIngress(allow.ingress())
        .withEgress(allow.egress())
        .endSpec()
        .build();
  }

  /** Whether that response made it. */
  static boolean isOf(NetworkPolicy policy, String responseId) {
    Map<String, String> annotations = policy.getMetadata().getAnnotations();
    return annotations != null && responseId.equals(annotations.get(Marks.RESPONSE));
  }

  /** Whether it still denies everything but that to exactly that pod. */
  static boolean isIntact(NetworkPolicy policy, String id, AllowList allow) {
    NetworkPolicySpec spec = policy.getSpec();
    return spec != null
        && spec.getPodSelector() != null
        && Map.of(Marks.QUARANTINE, id).equals(spec.getPodSelector().getMatchLabels())
        && spec.getPodSelector().getMatchExpressions().isEmpty()
        && spec.getPolicyTypes().containsAll(List.of("Ingress", "Egress"))
        && spec.getIngress().equals(allow.ingress())
        && spec.getEgress().equals(allow.egress());
  }
}
