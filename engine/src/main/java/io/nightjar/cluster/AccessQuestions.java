package io.nightjar.cluster;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.ActionDescriptor.Permission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks the API server what it allows us; creates nothing that stays. What was asked once is not
 * asked again. Not thread safe.
 */
public final class AccessQuestions {

  private static final String EVERYWHERE = "";

  private final KubernetesClient client;
  private final Map<String, Boolean> answers = new HashMap<>();

  public AccessQuestions(KubernetesClient client) {
    this.client = client;
  }

  /** What is not allowed in every namespace, such as {@code patch deployments.apps/scale}. */
  public List<String> forbidden(List<Permission> needed) {
    return forbidden(needed, EVERYWHERE);
  }

  /** What is not allowed in one namespace. */
  public List<String> forbidden(List<Permission> needed, String namespace) {
    List<String> forbidden = new ArrayList<>();
    for (Permission permission : needed) {
      for (String verb : permission.verbs()) {
        if (!allowed(permission, verb, namespace)) {
          forbidden.add(verb + " " + name(permission));
        }
      }
    }
    return forbidden;
  }

  private boolean allowed(Permission permission, String verb, String namespace) {
    return answers.computeIfAbsent(
        namespace + " " + verb + " " + name(permission),
        question -> ask(permission, verb, namespace));
  }

  private boolean ask(Permission permission, String verb, String namespace) {
    String[] parts = permission.resource().split("/", 2);
    SelfSubjectAccessReview review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withGroup(permission.apiGroup())
            .withResource(parts[0])
            .withSubresource(parts.length > 1 ? parts[1] : null)
            .withNamespace(namespace.equals(EVERYWHERE) ? null : namespace)
            .withVerb(verb)
            .endResourceAttributes()
            .endSpec()
            .build();
    return Boolean.TRUE.equals(
        client
            .authorization()
            .v1()
            .selfSubjectAccessReview()
            .create(review)
            .getStatus()
            .getAllowed());
  }

  private static String name(Permission permission) {
    if (permission.apiGroup().isEmpty()) {
      return permission.resource();
    }
    String[] parts = permission.resource().split("/", 2);
    return parts[0] + "." + permission.apiGroup() + (parts.length > 1 ? "/" + parts[1] : "");
  }
}
