package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.kubernetes.CustomTypes.KyvernoClusterPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One rule of a Kyverno ClusterPolicy, for clusters whose API server has no
 * ValidatingAdmissionPolicy.
 *
 * <p>Source: Kyverno documentation, validate rules: patterns, deny rules, foreach.
 *
 * @param name of the rule
 * @param kinds {@code Pod}, or with a subresource {@code Pod/exec}
 * @param operations of the API server on these
 * @param check what a request has to be like, beside the message
 */
record KyvernoRule(
    String name, List<String> kinds, List<String> operations, Map<String, Object> check) {
  static final Permission PERMISSION =
      new Permission("kyverno.io", "clusterpolicies", List.of("get", "create", "delete"));

  private static final Map<String, Object> MODEST =
      Map.of("=(securityContext)", Map.of("=(privileged)", "false"));

  /** No new pod is privileged or shares the node's namespaces, and no debug container is. */
  static List<KyvernoRule> unprivileged() {
    Map<String, Object> pod = new LinkedHashMap<>();
    pod.put("=(hostPID)", "false");
    pod.put("=(hostIPC)", "false");
    pod.put("=(hostNetwork)", "false");
    pod.put("=(initContainers)", List.of(MODEST));
    pod.put("containers", List.of(MODEST));
    return List.of(
        new KyvernoRule(
            "pods", List.of("Pod"), List.of("CREATE"), Map.of("pattern", Map.of("spec", pod))),
        new KyvernoRule(
            "debug-containers",
            List.of("Pod/ephemeralcontainers"),
            List.of("UPDATE"),
            Map.of("pattern", Map.of("spec", Map.of("=(ephemeralContainers)", List.of(MODEST))))));
  }

  /** Nobody runs a program in a pod. */
  static List<KyvernoRule> noExec() {
    Map<String, Object> never = Map.of("deny", Map.of());
    return List.of(
        new KyvernoRule("exec", List.of("Pod/exec", "Pod/attach"), List.of("CONNECT"), never),
        new KyvernoRule(
            "debug-containers", List.of("Pod/ephemeralcontainers"), List.of("UPDATE"), never));
  }

  /**
   * No new container has one of these images.
   *
   * @param references exact image references, in which no variable of Kyverno can stand
   * @param digests {@code sha256:…}
   */
  static List<KyvernoRule> noneOf(List<String> references, List<String> digests) {
    List<String> blocked = new ArrayList<>(references);
    digests.forEach(digest -> blocked.add("*@" + digest));
    return List.of(
        new KyvernoRule(
            "images",
            List.of("Pod"),
            List.of("CREATE"),
            each("request.object.spec.[initContainers, containers][]", blocked)),
        new KyvernoRule(
            "debug-images",
            List.of("Pod/ephemeralcontainers"),
            List.of("UPDATE"),
            each("request.object.spec.ephemeralContainers[]", blocked)));
  }

  private static Map<String, Object> each(String list, List<String> blocked) {
    return Map.of(
        "foreach",
        List.of(
            Map.of(
                "list",
                list,
                "deny",
                Map.of(
                    "conditions",
                    Map.of(
                        "any",
                        List.of(
                            Map.of(
                                "key",
                                "{{ element.image }}",
                                "operator",
                                "AnyIn",
                                "value",
                                blocked)))))));
  }

  /** The policy that holds these rules in one namespace and no other. */
  static HasMetadata policy(
      String name, String namespace, String message, List<KyvernoRule> rules) {
    KyvernoClusterPolicy policy = new KyvernoClusterPolicy();
    policy.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            // it is about pods themselves: no rules for their controllers are to be derived
            .addToAnnotations("pod-policies.kyverno.io/autogen-controllers", "none")
            .build());
    policy.setAdditionalProperty(
        "spec",
        Map.of(
            "validationFailureAction",
            "Enforce",
            "background",
            false,
            "rules",
            rules.stream().map(rule -> rule.in(namespace, message)).toList()));
    return policy;
  }

  private Map<String, Object> in(String namespace, String message) {
    Map<String, Object> validate = new LinkedHashMap<>(check);
    validate.put("message", message);
    return Map.of(
        "name",
        name,
        "match",
        Map.of(
            "any",
            List.of(
                Map.of(
                    "resources",
                    Map.of(
                        "kinds", kinds,
                        "namespaces", List.of(namespace),
                        "operations", operations)))),
        "validate",
        validate);
  }
}
