package io.nightjar.cluster;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.ActionDescriptor.Permission;
import java.util.ArrayList;
import java.util.List;

/** Asks the API server what it allows us, in every namespace; creates nothing that stays. */
public final class AccessQuestions {

  private final KubernetesClient client;

  public AccessQuestions(KubernetesClient client) {
    this.client = client;
  }

  /** What is not allowed, such as {@code patch deployments.apps/scale}. */
  public List<String> forbidden(List<Permission> needed) {
    List<String> forbidden = new ArrayList<>();
    for (Permission permission : needed) {
      for (String verb : permission.verbs()) {
        if (!allowed(permission, verb)) {
          forbidden.add(verb + " " + name(permission));
        }
      }
    }
    return forbidden;
  }

  private boolean allowed(Permission permission, String verb) {
    String[] parts = permission.resource().split("/", 2);
    SelfSubjectAccessReview review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withGroup(permission.apiGroup())
            .withResource(parts[0])
            .withSubresource(parts.length > 1 ? parts[1] : null)
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
