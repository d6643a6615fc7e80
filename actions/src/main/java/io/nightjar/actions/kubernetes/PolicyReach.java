package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.List;
import java.util.Map;

/**
 * Which traffic a NetworkPolicy lets through to or from a pod.
 *
 * <p>Policies only ever add: what one allows, no other can deny, so a deny-all policy isolates a
 * pod only when no policy with a rule selects it too. Source: Kubernetes documentation, Network
 * Policies.
 */
final class PolicyReach {
  private PolicyReach() {}

  /** Whether the policy selects a pod with these labels and has a rule that allows something. */
  static boolean opens(NetworkPolicy policy, Map<String, String> labels) {
    return !allowed(policy).isEmpty()
        && Selectors.selects(policy.getSpec().getPodSelector(), labels);
  }

  /** The directions in which the policy has at least one rule; every rule allows something. */
  static List<String> allowed(NetworkPolicy policy) {
    NetworkPolicySpec spec = policy.getSpec();
    if (spec == null) {
      return List.of();
    }
    boolean ingress = applies(spec, "Ingress", true) && hasRules(spec.getIngress());
    boolean egress =
        applies(spec, "Egress", hasRules(spec.getEgress())) && hasRules(spec.getEgress());
    return ingress
        ? (egress ? List.of("ingress", "egress") : List.of("ingress"))
        : (egress ? List.of("egress") : List.of());
  }

  private static boolean applies(NetworkPolicySpec spec, String direction, boolean unlessSaid) {
    List<String> types = spec.getPolicyTypes();
    return (types == null || types.isEmpty()) ? unlessSaid : types.contains(direction);
  }

  private static boolean hasRules(List<?> rules) {
    return rules != null && !rules.isEmpty();
  }
}
