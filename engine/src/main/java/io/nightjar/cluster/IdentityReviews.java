package io.nightjar.cluster;

import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.http.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the API server who a token is, and what that user may do. Every question is one request;
 * nothing that stays is created. Thread safe.
 */
public final class IdentityReviews {

  /** What Nightjar needs to be told who a token is. */
  public static final ActionDescriptor.Permission TOKENS =
      new ActionDescriptor.Permission("authentication.k8s.io", "tokenreviews", List.of("create"));

  /** What Nightjar needs for people: who a token is, and what its user may. */
  public static final List<ActionDescriptor.Permission> NEEDED =
      List.of(
          TOKENS,
          new ActionDescriptor.Permission(
              "authorization.k8s.io", "subjectaccessreviews", List.of("create")));

  /** The API server did not answer, or not that. */
  public static final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;

    Unanswered(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final KubernetesClient client;
  private final String audience;

  /**
   * @param audience that a token must be meant for
   */
  public IdentityReviews(KubernetesClient client, String audience) {
    this.client = client;
    this.audience = audience;
  }

  /** Empty where the token is nobody's, is over, or is meant for somebody else. */
  public Optional<ClusterUser> whoIs(String token) throws Unanswered {
    try {
      TokenReviewStatus status =
          client
              .tokenReviews()
              .create(
                  new TokenReviewBuilder()
                      .withNewSpec()
                      .withToken(token)
                      .withAudiences(audience)
                      .endSpec()
                      .build())
              .getStatus();
      return status == null ? Optional.empty() : user(status);
    } catch (KubernetesClientException e) {
      throw unanswered("tokenreviews", e);
    }
  }

  /** An authenticator that knows no audiences names none: then nobody said that it is for us. */
  private Optional<ClusterUser> user(TokenReviewStatus status) {
    UserInfo user = status.getUser();
    boolean ours =
        Boolean.TRUE.equals(status.getAuthenticated())
            && status.getAudiences() != null
            && status.getAudiences().contains(audience)
            && user != null
            && user.getUsername() != null
            && !user.getUsername().isBlank();
    return ours
        ? Optional.of(
            new ClusterUser(
                user.getUsername(),
                user.getUid() == null ? "" : user.getUid(),
                user.getGroups() == null ? Set.of() : Set.copyOf(user.getGroups()),
                user.getExtra() == null ? Map.of() : user.getExtra()))
        : Optional.empty();
  }

  /**
   * @param namespace empty for all
   */
  public boolean allows(ClusterUser user, Permission permission, String namespace)
      throws Unanswered {
    try {
      return Boolean.TRUE.equals(
          client
              .authorization()
              .v1()
              .subjectAccessReview()
              .create(
                  new SubjectAccessReviewBuilder()
                      .withNewSpec()
                      .withUser(user.name())
                      .withUid(user.uid())
                      .withGroups(new ArrayList<>(user.groups()))
                      .withExtra(user.extra())
                      .withNewResourceAttributes()
                      .withGroup(Permission.GROUP)
                      .withVerb(permission.verb())
                      .withResource(permission.resource())
                      .withSubresource(
                          permission.subresource().isEmpty() ? null : permission.subresource())
                      .withNamespace(namespace.isEmpty() ? null : namespace)
                      .endResourceAttributes()
                      .endSpec()
                      .build())
              .getStatus()
              .getAllowed());
    } catch (KubernetesClientException e) {
      throw unanswered("subjectaccessreviews", e);
    }
  }

  private static Unanswered unanswered(String what, KubernetesClientException e) {
    return new Unanswered(
        e.getCode() == 403
            ? "the cluster does not let Nightjar create " + what
            : e.getCode() == 0
                ? "the cluster does not answer"
                : "the cluster answers " + what + " with status " + e.getCode(),
        e);
  }
}
