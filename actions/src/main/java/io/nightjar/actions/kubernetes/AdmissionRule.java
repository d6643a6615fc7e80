package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.NamedRuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.NamedRuleWithOperationsBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBindingBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.kubernetes.CustomTypes.KyvernoClusterPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the API server shall refuse in one namespace: a ValidatingAdmissionPolicy and the binding
 * that puts it in force there; a Kyverno ClusterPolicy where there are none.
 *
 * <p>Source: Kubernetes documentation, Validating Admission Policy (v1, since 1.30).
 *
 * @param name of both objects; says what is refused, and where
 * @param on which requests it is asked of
 * @param variables named parts of the condition, in CEL
 * @param allowed condition that must hold, in CEL
 * @param message what whoever is refused reads
 * @param kyverno the same for Kyverno
 */
record AdmissionRule(
    String name,
    List<On> on,
    Map<String, String> variables,
    String allowed,
    String message,
    List<KyvernoRule> kyverno) {
  static final List<Permission> PERMISSIONS =
      List.of(
          new Permission(
              "admissionregistration.k8s.io",
              "validatingadmissionpolicies",
              List.of("get", "create", "delete")),
          new Permission(
              "admissionregistration.k8s.io",
              "validatingadmissionpolicybindings",
              List.of("get", "create", "delete")),
          KyvernoRule.PERMISSION);

  /** Operations on resources of the core group. */
  record On(List<String> operations, List<String> resources) {
    NamedRuleWithOperations rule() {
      return new NamedRuleWithOperationsBuilder()
          .withApiGroups("")
          .withApiVersions("v1")
          .withOperations(operations)
          .withResources(resources)
          .withScope("*")
          .build();
    }
  }

  /**
   * Ends of the names of objects: namespaces are told apart by UID, not by what they are called.
   */
  static String name(String what, String... whereAndWhich) {
    return "nightjar-" + what + "-" + Fingerprint.of(10, whereAndWhich);
  }

  /** Refused where nothing could enforce it. */
  static Optional<Outcome> unsupported(ClusterObjects cluster) {
    return isBuiltIn(cluster) || cluster.supports(KyvernoClusterPolicy.class)
        ? Optional.empty()
        : Optional.of(
            new Outcome.Failed(
                Kind.UNSUPPORTED,
                "this API server has no ValidatingAdmissionPolicy (v1): it came with Kubernetes"
                    + " 1.30; nor is there Kyverno"));
  }

  private static boolean isBuiltIn(ClusterObjects cluster) {
    return cluster.supports(ValidatingAdmissionPolicy.class);
  }

  /** In the form that the cluster enforces. */
  List<HasMetadata> objects(ClusterObjects cluster, String namespace) {
    return isBuiltIn(cluster) ? builtIn(namespace) : List.of(kyverno(namespace));
  }

  /** In every form: to find again what was made, whichever it was. */
  List<HasMetadata> everyForm(String namespace) {
    return Stream.concat(builtIn(namespace).stream(), Stream.of(kyverno(namespace))).toList();
  }

  private HasMetadata kyverno(String namespace) {
    return KyvernoRule.policy(name, namespace, message, kyverno);
  }

  /** The policy first: a binding without one would be an error that everybody meets. */
  private List<HasMetadata> builtIn(String namespace) {
    ValidatingAdmissionPolicyBuilder policy =
        new ValidatingAdmissionPolicyBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .withFailurePolicy("Fail")
            .withNewMatchConstraints()
            .withMatchPolicy("Equivalent")
            .withResourceRules(on.stream().map(On::rule).toList())
            .endMatchConstraints()
            .addNewValidation()
            .withExpression(allowed)
            .withMessage(message)
            .withReason("Forbidden")
            .endValidation()
            .endSpec();
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      policy
          .editSpec()
          .addNewVariable()
          .withName(variable.getKey())
          .withExpression(variable.getValue())
          .endVariable()
          .endSpec();
    }
    HasMetadata binding =
        new ValidatingAdmissionPolicyBindingBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .withPolicyName(name)
            .withValidationActions("Deny")
            .withNewMatchResources()
            .withNamespaceSelector(
                new LabelSelectorBuilder()
                    .addToMatchLabels("kubernetes.io/metadata.name", namespace)
                    .build())
            .endMatchResources()
            .endSpec()
            .build();
    return List.of(policy.build(), binding);
  }
}
